"""Files of the compile cache: data only, in a folder of the user's own, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

_WRITABLE_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_CHECKSUM: Final = hashlib.sha256().digest_size


def cache_folder() -> str | None:
    """Return the user's own cache folder, made if need be; None when it cannot be trusted or made.

    `PAYER_RULES_CACHE` names another folder. It must belong to the user, and nobody else may write to it.
    """
    named = os.environ.get("PAYER_RULES_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118
    folder = named or os.path.join(base, "payer-rules")  # noqa: PTH118
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        state = os.lstat(folder)
    except OSError:
        return None
    mine = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    return folder if stat.S_ISDIR(state.st_mode) and mine and not state.st_mode & _WRITABLE_BY_OTHERS else None


def read(path: str) -> bytes | None:
    """Return what `write` packed; None when it is not there, not the user's own, or not what was written."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            state = os.fstat(file.fileno())
            mine = not hasattr(os, "getuid") or state.st_uid == os.getuid()
            if not stat.S_ISREG(state.st_mode) or not mine or state.st_mode & _WRITABLE_BY_OTHERS:
                return None
            checksum, packed = file.read(_CHECKSUM), file.read()
    except OSError:
        return None
    return packed if checksum == hashlib.sha256(packed).digest() else None


def write(name: str, data: Any, kept: int) -> None:
    """Write plain data, and keep the newest `kept` files of its ending; what cannot be written is no fault."""
    from pathlib import Path  # a start that finds everything in the cache does without

    path = Path(name)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            packed = msgspec.msgpack.encode(data)
            file.write(hashlib.sha256(packed).digest() + packed)
        temporary.replace(path)
        _prune(path, kept)
    except OSError:
        temporary.unlink(missing_ok=True)


def _prune(path: Path, kept: int) -> None:
    """Keep the newest entries; the others were for texts that have changed since."""
    entries = sorted(path.parent.glob(f"*{path.suffix}"), key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in entries[kept:]:
        entry.unlink(missing_ok=True)
