"""Archives: gzip with one file, ZIP with one table among whatever else lies in it."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import PurePosixPath

from lstm_core.runtime.errors import DataError
from lstm_core.runtime.zip_errors import ZIP_ERRORS
from lstm_core.series.formats.kinds import MAX_TEXT, Unpacked, pick, too_large

_TABLES = (".csv", ".tsv", ".txt", ".dat", ".tsf", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xlsm", ".gz")
_ENCRYPTED = 0x1


class _Gzip:
    """One file, compressed."""

    def knows(self, data: bytes) -> bool:
        return data.startswith(b"\x1f\x8b")

    def names(self, _data: bytes) -> tuple[str, ...]:
        return ()

    def unpack(self, data: bytes, _table: str) -> Unpacked:
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
                text = file.read(MAX_TEXT + 1)
        except ZIP_ERRORS as error:
            raise DataError(
                f"The gzip archive is damaged ({error}). Compress the table again, or take it as it is."
            ) from None
        if len(text) > MAX_TEXT:
            raise too_large("The gzip archive")
        return Unpacked(text, "gzip archive")


class _Zip:
    """Several files, of which those that look like tables by their names are offered; all where none does."""

    def knows(self, data: bytes) -> bool:
        return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))

    def names(self, data: bytes) -> tuple[str, ...]:
        return tuple(info.filename for info in _members(_open(data)))

    def unpack(self, data: bytes, table: str) -> Unpacked:
        archive = _open(data)
        members = _members(archive)
        if not members:
            raise DataError("The ZIP archive holds no file. Put a table as CSV into it, or take the table as it is.")
        names = [info.filename for info in members]
        largest = max(members, key=lambda info: info.file_size).filename
        name = pick(names, table, largest)
        info = archive.getinfo(name)
        if info.flag_bits & _ENCRYPTED:
            raise DataError("The ZIP archive is protected with a password. Unpack it, and take the table.")
        try:
            with archive.open(info) as file:
                text = file.read(MAX_TEXT + 1)
        except ZIP_ERRORS as error:
            raise _damaged(error) from None
        if len(text) > MAX_TEXT:
            raise too_large(f"'{_short(name)}' in the ZIP archive")
        several = tuple(names) if len(names) > 1 else ()
        return Unpacked(text, "ZIP archive", False, name if several else "", several)


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise _damaged(error) from None


def _damaged(error: BaseException) -> DataError:
    return DataError(f"The ZIP archive is damaged ({error}). Pack the table again, or take it as it is.")


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files that may be tables, in the archive's order; what macOS adds is left out."""
    hidden = (".", "__MACOSX")
    files = [
        info for info in archive.infolist()
        if not info.is_dir() and not any(part.startswith(hidden) for part in PurePosixPath(info.filename).parts)
    ]  # fmt: skip
    # Two members of one name: the later one is what every tool unpacks.
    files = list({info.filename: info for info in files}.values())
    return [info for info in files if info.filename.lower().endswith(_TABLES)] or files


def _short(name: str) -> str:
    return PurePosixPath(name).name[:60]


GZIP, ZIP = _Gzip(), _Zip()
