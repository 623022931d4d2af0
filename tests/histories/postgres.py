"""A PostgreSQL server for the tests: the one that is named, else one started from the binaries that are found."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMED = "PAYER_RULES_POSTGRES"
HOW_TO_RUN = (
    f"no PostgreSQL: install the server (apt-get install postgresql), or name one that may make databases: "
    f"{NAMED}=postgresql://user@host/postgres"
)
_SYSTEM = Path("/usr/lib/postgresql")  # where Debian keeps a folder a version
_WITHOUT_DISK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def binaries() -> Path | None:
    """Return the folder that holds `initdb` and `pg_ctl`; None when there is none."""
    found = [Path(path).resolve().parent for name in ("pg_ctl", "initdb") if (path := shutil.which(name))]
    found += sorted(_SYSTEM.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return next((path for path in found if (path / "pg_ctl").is_file() and (path / "initdb").is_file()), None)


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """Start a server of its own from the binaries in a folder; give the URL of its first database; stop it after."""
    # PostgreSQL refuses to run as root, and its data have to belong to who runs it.
    user = _other_user() if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="pg"))  # short: the path of a socket has at most 107 characters
    try:
        if user is not None:
            os.chown(home, user.pw_uid, user.pw_gid)
        data = str(home / "data")
        _run(user, home, folder / "initdb", "-D", data, "-A", "trust", "-U", "clinic", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -k {home} {_WITHOUT_DISK}"
        _run(user, home, folder / "pg_ctl", "-D", data, "-l", str(home / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgresql://clinic@/postgres?host={home}"
        finally:
            _run(user, home, folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _other_user() -> pwd.struct_passwd:
    names = [each.pw_name for each in pwd.getpwall()]
    return pwd.getpwnam(next(name for name in ("postgres", "nobody") if name in names))


def _run(user: pwd.struct_passwd | None, home: Path, *words: str | Path) -> None:
    as_user = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        words,
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
        **as_user,
    )
    assert done.returncode == 0, done.stdout.decode()
