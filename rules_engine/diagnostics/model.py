"""A diagnostic: what is wrong with a text, where, and how to mend it, as a value."""

from __future__ import annotations

from enum import Enum

import attrs


class Severity(Enum):
    """An error stops the rulebook; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen(order=True)
class Span:
    """A place in a text file. start and stop are half-open character offsets; line and column count from 1."""

    file: str
    start: int
    stop: int
    line: int
    column: int


@attrs.frozen
class Diagnostic:
    """One fault of a text.

    code: stable, as "PR201". name: states the fault, as "unknown-field". message: one line, lower case, no final stop.
    help: the cure, or empty. label: short text under the caret, or empty.
    """

    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    help: str = ""
    label: str = ""


class DiagnosticsError(Exception):
    """Raised when rules cannot be used; holds every diagnostic, sorted by place."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], texts: dict[str, str]) -> None:
        super().__init__(f"{len(diagnostics)} faults in the rules")
        self.diagnostics = diagnostics
        self.texts = texts
