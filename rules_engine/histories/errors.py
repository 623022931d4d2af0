"""What is told when the store cannot be used."""

from __future__ import annotations


class StoreError(Exception):
    """The store, or a file for it, cannot be used. help: how to mend it. Neither text holds a value or a password."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help

    def told(self) -> str:
        """Return what is wrong and how to mend it, in one line."""
        return f"{self.message}; {self.help}" if self.help else self.message
