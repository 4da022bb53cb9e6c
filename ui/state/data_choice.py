"""What the learner chooses on Data: which series, from where, and how a file is read before they commit to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from lstm_core.runtime.errors import SettingsError
from lstm_core.series import GENERATORS, SAMPLES, UPLOAD
from lstm_core.settings import MAX_NAME, DataSettings, Settings, specs
from ui.state import session, slots, uploads


def pick_series(name: str, **suggested: Any) -> None:
    """Another series: all that belonged to the old one goes back to its default, then `suggested` is applied."""
    _take_data(DataSettings(series=name), suggested)


def series_title(name: str) -> str:
    """How a series is called, by the value of its setting."""
    registry: Mapping[str, Any] = {**GENERATORS, **SAMPLES}
    return str(registry[name].title) if name in registry else "your file" if name == UPLOAD else name


def defaults(parts: Collection[str]) -> Settings:
    """The settings with these parts ("" for the seed) as the series starts with them.

    Of data these are its generator's knobs and the columns.
    """
    now = session.settings()
    generator = GENERATORS.get(now.data.series)
    suits = dict(generator.suggested) if generator else {}
    if now.preparation.task == "label":
        suits = {**session.CLASSIFY, **suits}
    knobs = generator.knobs if generator else ()
    own = {*knobs, "target", "features"}
    keys = [key for key, spec in specs().items() if spec.part in parts and (spec.part != "data" or key in own)]
    return now.change(**{key: suits.get(key, specs()[key].default) for key in keys})


def open_source(source: str) -> None:
    """Which of generate, sample and upload the Data page shows next."""
    slots.DATA_SOURCE.set(source)
    slots.DATA_SOURCE_FOR.set(session.settings().data.series)


def use_upload(file: uploads.Upload, data: DataSettings, **suggested: Any) -> None:
    """Commit to an uploaded file under the reading choices in `data`, then apply what its series suggests."""
    uploads.keep_upload(file)
    _take_data(data, suggested)


def draft() -> DataSettings:
    """How the file that the learner looks at is read, before they commit to it."""
    return slots.DRAFT.get() or DataSettings()


def change_draft(**values: Any) -> None:
    """Change the reading of that file; safe in callbacks. Another table of it has other columns."""
    if values.get("sheet", draft().sheet) != draft().sheet:
        values = {"target": "", "features": (), "date": ""} | values
    slots.DRAFT.set(draft().model_copy(update=values))


def open_draft(file: uploads.Upload) -> None:
    """Start reading a file from scratch, or as the settings say when they already name it."""
    if draft().file_hash == file.hash:
        return
    now = session.settings().data
    fresh = DataSettings(series=UPLOAD, file_name=file.name[-MAX_NAME:], file_hash=file.hash)
    slots.DRAFT.set(now if (now.series, now.file_hash) == (UPLOAD, file.hash) else fresh)


def answer_link(file: uploads.Upload) -> str:
    """Take the file that the link asks for; returns "" or the sentence that says why it is the wrong one."""
    data = session.settings().data
    if file.hash != data.file_hash:
        return (
            f"This is not the file that the link was made with: its content differs (name wanted: {data.file_name}, "
            f"{data.file_rows:,} rows). Choose that file, or pick another series on the Data page."
        )
    uploads.keep_upload(file)
    session.complain([])
    return ""


def _take_data(data: DataSettings, suggested: Mapping[str, Any]) -> None:
    now = session.settings()
    left = GENERATORS[now.data.series].suggested if now.data.series in GENERATORS else {}
    kept = now.model_dump() | {"data": data.model_dump()}
    if now.preparation.task == "label":
        # Labels belong to their series.
        left = {**session.CLASSIFY, **left}
    try:
        base = Settings(**kept).change(**{key: specs()[key].default for key in left if specs()[key].part != "data"})
        session.replace(base.change(**suggested), meant=_belong_to(data))
    except SettingsError as error:
        session.complain(error.problems)


def _belong_to(data: DataSettings) -> list[str]:
    """The settings that say which series it is; told is what falls back although the learner had moved it."""
    knobs = GENERATORS[data.series].knobs if data.series in GENERATORS else ()
    now, start = session.settings(), defaults({"data"})
    moved = [key for key in knobs if now.get(key) != start.get(key)]
    return [key for key, spec in specs().items() if spec.part == "data" and key not in moved]
