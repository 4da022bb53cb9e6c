"""The file that a learner brought: its bytes live in the session's memory and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lstm_core.runtime.errors import DataError
from lstm_core.series import fingerprint
from ui.state import slots


class UploadMissingError(DataError):
    """The settings ask for an uploaded file that this session does not have (any more)."""


@dataclass(frozen=True)
class Upload:
    """An uploaded file, in memory. `hash` is what a link names it by."""

    name: str
    content: bytes

    @cached_property
    def hash(self) -> str:
        """First 16 hex digits of the content's SHA-256."""
        return fingerprint(self.content)


def upload() -> Upload | None:
    """The file that this session has committed to, if any."""
    return slots.UPLOAD.get()


def keep_upload(file: Upload) -> None:
    """Commit to a file, which the settings name already or will."""
    slots.UPLOAD.set(file)
