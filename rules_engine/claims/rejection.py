"""What was not taken in, by name and place, so that nothing is lost in silence."""

from __future__ import annotations

import attrs


@attrs.frozen
class Rejection:
    """One record that could not be read, or one fault of a file.

    Never holds a value of a claim except its own id, which is how the sender finds it.

    code: stable name of the fault: "segment-count", "bad-number", "unknown-separator" …
    message: one line, lower case, no final stop, no value read.
    help: how to mend it; may be empty.
    claim_id: CLM01, or the JSON id; empty when the fault is of the file.
    lost: how many claims were found and cannot be judged because of it (0 for a fault that leaves them readable).
    part: the part of the dossier that a refused record belongs to: "documentation", "history" …; empty for a claim or a
    file. A claim whose documentation was refused is rejected when the parts are joined.
    """

    code: str
    message: str
    source: str
    help: str = ""
    claim_id: str = ""
    segment: int = 0
    start: int = 0
    stop: int = 0
    element: str = ""
    pointer: str = ""
    lost: int = 1
    part: str = ""
