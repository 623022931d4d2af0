"""A batch from files to a folder: what is kept of an earlier run, what is still to do, and the manifest at the end."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs

from rules_engine import __version__
from rules_engine.bulk.faults import BatchError, told
from rules_engine.bulk.inputs import Part, tasks, unchanged
from rules_engine.bulk.output import WORDS
from rules_engine.bulk.parts import Order, Record, record_name, write_json
from rules_engine.bulk.progress import Progress
from rules_engine.bulk.workers import here, spread

JOB: Final = "job.json"
MANIFEST: Final = "manifest.json"
_OURS: Final = ("part-", "rejections-", JOB, MANIFEST)


@attrs.frozen(kw_only=True)
class How:
    """How an order is done. by_patient: the inputs have the rows of a patient together. resume: go on in the folder."""

    lines: int
    processes: int
    by_patient: bool
    resume: bool


def run(order: Order, how: How, progress: Progress) -> Record:
    """Judge all inputs, write the parts and the manifest, and return the manifest.

    Raises BatchError when it cannot be done; what is in the folder under its name is then whole, and `resume` goes on.
    """
    out = Path(order.out)
    with _locked(out):
        _begin(out, _job(order, how), how.resume)
        records: list[Record] = []
        shares: dict[int, float] = {}
        todo = _todo(order, how, records, shares, progress)
        done = here(order, todo) if how.processes == 1 else spread(order, todo, how.processes)
        for each in done:
            if isinstance(each, str):
                progress.say(each)
            else:
                records.append(each)
                progress.add(each["lines"]["out"], shares.get(each["part"], 0.0))
        for given in order.inputs:
            unchanged(given)
        if len(records) != len(shares):
            raise BatchError(f"{len(shares) - len(records)} parts were not done; go on with --resume")
        found = _manifest(_job(order, how), sorted(records, key=lambda each: each["part"]))
        write_json(out / MANIFEST, found)
        return found


def _todo(
    order: Order, how: How, kept: list[Record], shares: dict[int, float], progress: Progress
) -> Iterator[tuple[Part, ...]]:
    """Yield what is still to be done. kept: takes the records of what is there whole."""
    for task in tasks(order.inputs, how.lines, how.by_patient):
        left: list[Part] = []
        for part in task:
            shares[part.number] = part.share
            record = _whole(Path(order.out), part) if how.resume else None
            if record is None:
                left.append(part)
            else:
                kept.append(record)
                progress.kept(part.share)
        yield from _runs(left)


def _runs(parts: list[Part]) -> Iterator[tuple[Part, ...]]:
    """Yield parts that follow one another together."""
    start = 0
    for at in range(1, len(parts) + 1):
        if at == len(parts) or parts[at].start != parts[at - 1].stop:
            yield tuple(parts[start:at])
            start = at


def _whole(out: Path, part: Part) -> Record | None:
    """Return the record of a part that is there, and is what the record says; None when it is to be done."""
    try:
        found = json.loads((out / record_name(part.number)).read_bytes())
        is_it = [found[name] for name in ("part", "input", "start", "stop", "first_row")] == [
            part.number, part.place, part.start, part.stop, part.first
        ]  # fmt: skip
        for name, said in found["files"].items():
            with (out / name).open("rb") as file:
                is_it &= hashlib.file_digest(file, "sha256").hexdigest() == said["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if is_it else None


# --- the folder -----------------------------------------------------------------------------------


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Make the folder, and hold it: two batches cannot write to it at one time."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out, os.O_RDONLY)
    except OSError as fault:
        raise told(fault, str(out)) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BatchError(f"{out}: another batch is at work in this folder") from None
        yield
    finally:
        os.close(handle)


def _begin(out: Path, job: Record, resume: bool) -> None:
    """Look at what is in the folder, and write down what is to be done."""
    try:
        names = sorted(each.name for each in out.iterdir())
    except OSError as fault:
        raise told(fault, str(out)) from None
    drafts = [name for name in names if name.startswith(".") and name.endswith(".tmp")]
    others = [name for name in names if name not in drafts and not name.startswith(_OURS)]
    if others or (names and not resume):
        cure = "give an empty one" if others else "go on with --resume, or give an empty one"
        raise BatchError(f"{out}: the folder is not empty; {cure}")
    before = _read(out / JOB) if JOB in names else None
    if before is not None and before != job:
        what = ", ".join(key for key in job if before.get(key) != job[key])
        raise BatchError(f"{out}: an earlier run had other {what}; give an empty folder")
    if before is None and set(names) - set(drafts):
        raise BatchError(f"{out}: the folder has parts, and no {JOB} that says of what; give an empty one")
    for name in drafts:
        (out / name).unlink(missing_ok=True)
    if before is None:
        write_json(out / JOB, job)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError as fault:
        raise told(fault, path.name) from None
    except ValueError:
        return {}


# --- what is told of it ---------------------------------------------------------------------------


def _job(order: Order, how: How) -> Record:
    """Return what the parts depend on, and nothing that differs from machine to machine."""
    return {
        "engine": __version__,
        "rules": {"digest": order.digest, "files": _files(order)},
        "options": {
            "payer": order.payer,
            "known_on": order.known_on.isoformat() if order.known_on else None,
            "plugins": None if order.plugins is None else list(order.plugins),
            "format": order.form,
            "lines_a_part": how.lines,
            "sorted_by_patient": how.by_patient,
        },
        "inputs": [
            {"name": each.name, "kind": each.kind, "bytes": each.size, "sha256": each.sha256} for each in order.inputs
        ],
    }


def _files(order: Order) -> dict[str, str]:
    """Return the SHA-256 of each file of rows that the rules use."""
    root = Path(order.folder) if order.folder else None
    beside = sorted(each for each in root.rglob("*.csv") if each.is_file()) if root else []
    try:
        found = {each.relative_to(root).as_posix(): _sha256(each) for each in beside} if root else {}
        return found | {f"{name}=": _sha256(path) for name, path in sorted(order.references.items())}
    except OSError as fault:
        raise told(fault, "a file of the rules") from None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(job: Record, records: list[Record]) -> Record:
    money = [each["charge"] for each in records]
    charge = None if None in money else {key: _sum(money, key) for key in ("in", "judged", "rejected")}
    return {
        **job,
        "claims": {key: sum(each["claims"][key] for each in records) for key in ("found", "judged", "rejected")},
        "verdicts": {
            word: total for word in WORDS[:-1] if (total := sum(each["verdicts"].get(word, 0) for each in records))
        },
        "rejections": sum(each["rejections"] for each in records),
        "lines": {key: sum(each["lines"][key] for each in records) for key in ("in", "out")},
        "charge": charge,
        "parts": records,
    }


def _sum(money: list[Record], key: str) -> str:
    return str(sum((Decimal(each[key]) for each in money), Decimal(0)))
