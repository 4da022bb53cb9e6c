"""What reading a zip may raise that was damaged, cut or made by somebody else."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

# A version that Python does not know: NotImplementedError; members that begin before the file does: ValueError; a
# password: RuntimeError.
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError,
    OverflowError, struct.error, lzma.LZMAError,
)  # fmt: skip
