"""The one table in a ZIP archive; nothing is written anywhere, and an archive that is too large is refused."""

from __future__ import annotations

import csv
import io
import zlib
from pathlib import PurePosixPath
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from rules_engine.hooks.faults import PluginFailedError

MOST_BYTES: Final = 1 << 28
"""Of the table when it is unpacked: the widest edit tables have less than half of it."""

_COMMAS: Final = ".csv"
_TABS: Final = frozenset({".txt", ".tsv", ".tab"})
_ENCRYPTED: Final = 0x1


def table_in(data: bytes) -> bytes:
    """Return the table as CSV, UTF-8. Raises PluginFailedError when there is none, or several, or too much of it."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            member = _table(archive.infolist())
            with archive.open(member) as file:
                text = file.read(MOST_BYTES + 1)
    except (BadZipFile, zlib.error, NotImplementedError, EOFError, OSError):
        raise PluginFailedError("the archive cannot be unpacked") from None
    if len(text) > MOST_BYTES:
        raise PluginFailedError(f"the table is larger than {MOST_BYTES >> 20} MiB")
    return text if member.filename.lower().endswith(_COMMAS) else _with_commas(text)


def _table(members: list[ZipInfo]) -> ZipInfo:
    tables = [each for each in members if _ending(each) == _COMMAS or _ending(each) in _TABS]
    if len(tables) != 1:
        raise PluginFailedError(
            f"{len(tables)} tables (.csv, .txt, .tsv, .tab) in the archive; give one with one table"
        )
    if tables[0].flag_bits & _ENCRYPTED:
        raise PluginFailedError("the table is encrypted")
    return tables[0]


def _ending(member: ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()


def _with_commas(data: bytes) -> bytes:
    """Return a table separated by tabs as CSV."""
    lines = csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""), delimiter="\t")
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()
