"""What is told of a plugin that could not be used: its name, its version and a cause, never a value of a claim."""

from __future__ import annotations

from typing import Final

import attrs

_LONGEST: Final = 60


@attrs.frozen
class PluginFault:
    """A plugin that could not be used. cause: the kind of the exception; never its text, which may hold values."""

    plugin: str
    version: str
    cause: str

    @property
    def named(self) -> str:
        """The name, with the version where it has one.

        >>> PluginFault("sample_plan", "1.2", "ValueError").named
        'sample_plan 1.2'
        """
        return f"{self.plugin} {self.version}".rstrip()


class PluginFailedError(Exception):
    """A plugin raised, or answered what its hook does not allow. The text is the cause of the fault."""


def kind_of(value: object) -> str:
    """Return the name of a value's class. The name is a stranger's too: one that is no plain word is not shown."""
    name = type(value).__name__
    return name if name.isascii() and name.isidentifier() and len(name) <= _LONGEST else "an odd class"
