"""What an adapter did not use, or read in a way that the sender should know of, although no claim is lost by it."""

from __future__ import annotations

import attrs


@attrs.frozen
class Note:
    """One remark on a file. It holds no value of a claim.

    code: stable name: "unmapped-columns", "read-as-windows-1252" … message: one line, lower case, no final stop.
    help: what the sender may do; may be empty.
    """

    code: str
    message: str
    source: str
    help: str = ""
