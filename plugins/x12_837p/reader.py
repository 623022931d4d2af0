"""The reader of a whole file: segments in order, through the envelope into transactions, claims out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import attrs

from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim

from .envelope import Level, kind_of, versions_differ
from .faults import Fault, Report, is_readable
from .places import SourceFile
from .records import BLANKS, ClaimRecord, Segment
from .separators import Header, Separators, component_in_use, find_headers, is_separator
from .to_claim import to_claim
from .transaction import Transaction
from .unreadable import clean, unreadable_facts

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf".decode("latin-1")
_BLOCK: Final = 1 << 20  # characters split at a time, so that a file of terminators alone does not fill the memory
_SEGMENT_LIMIT: Final = 4096  # characters
_SPACE: Final = " \t\r\n"
# Text that opens another format, in which an ISA segment may be quoted.
_OTHER_FORMATS: Final = ("{", "[", "<")
# Separators that a table may use too: a first column named ISA is no interchange.
_TABLE_SEPARATORS: Final = ",;\t"

# First three characters of segments that belong in a claim file and hold nothing that is asked.
_UNREAD: Final = (
    "N2", "N3", "N4", "PER", "CUR", "CN1", "K3", "NTE", "CR1", "CR2", "CR3", "CRC", "HCP", "CAS", "OI", "MOA", "SV5",
    "QTY", "MEA", "PS1", "CTP", "LQ", "FRM",
)  # fmt: skip
_READ: Final = (
    "BHT", "HL", "PRV", "NM1", "REF", "SBR", "PAT", "DMG", "CLM", "DTP", "PWK", "AMT", "HI", "LX", "SV1", "LIN", "SVD",
)  # fmt: skip
_HEAD: Final = 3  # characters that tell a segment: two-letter tags with the separator after them

Handler = Callable[[int, str], None]
