"""What stops a batch: told in one sentence, never with a value of a claim."""

from __future__ import annotations

import errno


class BatchError(Exception):
    """A batch that cannot be done; its text says what, where and how to mend it."""


def told(fault: OSError, where: str) -> BatchError:
    """Return a fault of the disk in words. where: the file or folder that it concerns."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        cause = "the disk is full" if fault.errno != errno.EFBIG else "the file may not grow any larger"
        return BatchError(f"{where}: {cause}; make room, then go on with --resume")
    return BatchError(f"{where}: {fault.strerror or 'it cannot be read or written'}")
