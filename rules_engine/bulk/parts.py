"""One part of a batch: judged, written whole or not at all, and told by a record that comes last."""

from __future__ import annotations

import gc
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Final

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from rules_engine.batches.reading import whole
from rules_engine.batches.table import TableError
from rules_engine.bulk.documents import Said, said_of
from rules_engine.bulk.faults import BatchError, told
from rules_engine.bulk.inputs import PARQUET, TABLE, WHOLE, Input, Part
from rules_engine.bulk.judged import Bulk
from rules_engine.bulk.lines import json_line, shifted, write
from rules_engine.bulk.output import WORDS
from rules_engine.bulk.parquet import ClaimFile
from rules_engine.bulk.texts import csv_table, read
from rules_engine.claims.intake import Intake
from rules_engine.claims.rejection import Rejection
from rules_engine.hooks.manager import Plugins
from rules_engine.language.library import RuleLibrary, load_library

REJECTED: Final = len(WORDS) - 1
Record = dict[str, Any]


@attrs.frozen(kw_only=True, repr=False)
class Order:
    """What is to be done. It travels to the worker processes.

    folder, references: of the rules. plugins: names of those that may be imported, or None. inputs: the files.
    out: the folder of the parts. form: one of `lines.FORMATS`.
    """

    inputs: tuple[Input, ...]
    out: str
    form: str
    folder: str | None
    references: dict[str, Path]
    payer: str | None
    known_on: date | None
    plugins: tuple[str, ...] | None
    digest: str


class Desk:
    """Judges the parts of an order, one after another. It keeps what it learns of the rules."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._plugins = Plugins(order.plugins)
        self._file: tuple[int, ClaimFile] | None = None

    @cached_property
    def _library(self) -> RuleLibrary:
        order = self._order
        found = load_library(order.folder, files=order.references, tables=self._plugins.table)
        if found.digest != order.digest:
            raise BatchError("the rules have changed while claims were judged; start again in a new folder")
        return found

    @cached_property
    def _bulk(self) -> Bulk:
        return Bulk(self._library, self._order.payer, self._order.known_on, self._plugins)

    def judge(self, parts: tuple[Part, ...]) -> Iterator[Record]:
        """Judge and write the parts of one task, and yield the record of each. Raises BatchError when one cannot be."""
        given = self._order.inputs[parts[0].place]
        for part, said in zip(parts, self._said(given, parts), strict=True):
            if said.lines_in != said.lines.num_rows or said.found < said.judged:
                raise BatchError(f"part {part.number} of {given.name} has not as many lines as were judged")
            record = write_part(self._order, part, said)
            del said
            _let_go()
            yield record

    def _said(self, given: Input, parts: tuple[Part, ...]) -> Iterator[Said]:
        if given.kind == PARQUET:
            tables = self._open(given, parts[0].place).tables(parts[0].start, [each.stop for each in parts])
            for part, table in zip(parts, tables, strict=True):
                yield self._table(given, part, table)
        elif given.kind == TABLE:
            for part in parts:
                yield self._table(given, part, csv_table(given.path, part.start, part.stop))
        else:
            for part in parts:
                yield self._documents(given, part)

    def _open(self, given: Input, place: int) -> ClaimFile:
        if self._file is None or self._file[0] != place:
            self._file = place, ClaimFile(given.path)
        return self._file[1]

    def _table(self, given: Input, part: Part, table: pa.Table) -> Said:
        try:
            found = self._bulk.judge(table, given.name)
        except TableError as fault:
            raise BatchError(f"{given.name}: {fault}") from None
        charges = _charges(table)
        rejected = pc.equal(found.lines.column("claim_verdict").indices, REJECTED)
        lost = found.lines.column("row").filter(rejected)
        kind = table.column("row") if "row" in table.schema.names else None
        own = None if kind is None else pc.fill_null(pc.equal(kind.cast(pa.string()), "claim"), True)
        return Said(
            lines=shifted(found.lines, part.first),
            rejections=tuple(_as_of_file(each, part.first) for each in found.rejections),
            found=found.found,
            judged=found.judged,
            verdicts=found.verdicts,
            lines_in=table.num_rows if own is None else int(pc.sum(own).as_py() or 0),
            charge=None if charges is None else _total(charges if own is None else charges.filter(whole(own))),
            charge_rejected=None if charges is None else _total(charges.take(lost)),
        )

    def _documents(self, given: Input, part: Part) -> Said:
        door, data = Plugins(self._order.plugins), read(given.path, part.start, part.stop)
        intakes = [door.read(data, given.name)] if given.kind == WHOLE else [*_lines(door, data, given.name, part)]
        said = said_of(intakes, self._library, self._order.payer, self._order.known_on, door, part.first)
        return attrs.evolve(said, notes=(*said.notes, *(f"plugin {each.named} failed" for each in door.faults)))


def _let_go() -> None:
    """Give back the columns of a part: batches refer to themselves, and few objects hold much memory."""
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()  # the rules stay; looking through them each time takes longer than a small part


def _lines(door: Plugins, data: bytes, name: str, part: Part) -> Iterator[Intake]:
    """Yield each document; what was refused is named by the line of the file that it stands on."""
    at = part.start
    for number, line in enumerate(data.split(b"\n"), part.first + 1):
        if line.strip():
            found = door.read(line, name)
            moved = tuple(
                attrs.evolve(each, pointer=f"/{number}{each.pointer}", start=each.start + at, stop=each.stop + at)
                for each in found.rejections
            )
            yield attrs.evolve(found, rejections=moved)
        at += len(line) + 1


def _as_of_file(given: Rejection, first: int) -> Rejection:
    """Return a rejection whose row is counted in the file, and a cell of CSV that could not be read by its column."""
    head, _, rest = given.pointer.partition(' column "')
    number = head.removeprefix("row ")
    pointer = f'row {int(number) + first} column "{rest}' if number.isdigit() else given.pointer
    if given.code == "unknown-absence" and rest.endswith('.absent"'):
        return attrs.evolve(given, pointer=pointer, help=f"{given.help}; or mend the value beside it")
    return attrs.evolve(given, pointer=pointer)


def _charges(table: pa.Table) -> pa.Array | None:
    """Return the charges of lines, or None when they cannot be added."""
    if "line.charge" not in table.schema.names:
        return pa.nulls(table.num_rows, pa.decimal128(38, 6))
    try:
        return whole(table.column("line.charge")).cast(pa.decimal128(38, 6))
    except pa.ArrowException:
        return None


def _total(charges: pa.Array) -> Decimal:
    found = pc.sum(charges).as_py()
    return Decimal(0) if found is None else Decimal(found)


# --- files, whole or absent -----------------------------------------------------------------------


def write_part(order: Order, part: Part, said: Said) -> Record:
    """Write the lines and the rejections of a part, and then its record."""
    out = Path(order.out)
    names = f"part-{part.number:05}.{order.form}", f"rejections-{part.number:05}.ndjson"
    refused = "".join(json_line(_told(each)) for each in said.rejections).encode("utf-8", "replace")
    files = {
        names[0]: write_whole(out / names[0], lambda file: write(said.lines, order.form, file)),
        names[1]: write_whole(out / names[1], lambda file: file.write(refused)),
    }
    record = {
        "part": part.number,
        "input": part.place,
        "start": part.start,
        "stop": part.stop,
        "first_row": part.first,
        "claims": {"found": said.found, "judged": said.judged, "rejected": said.found - said.judged},
        "verdicts": {word: said.verdicts[word] for word in WORDS if said.verdicts[word]},
        "rejections": len(said.rejections),
        "lines": {"in": said.lines_in, "out": said.lines.num_rows},
        "charge": _money(said),
        "notes": sorted(set(said.notes)),
        "files": files,
    }
    write_json(out / record_name(part.number), record)
    return record


def _money(said: Said) -> Record | None:
    if said.charge is None or said.charge_rejected is None:
        return None
    kept = said.charge - said.charge_rejected
    return {"in": _plain(said.charge), "judged": _plain(kept), "rejected": _plain(said.charge_rejected)}


def _plain(amount: Decimal) -> str:
    return f"{amount:.6f}".rstrip("0").rstrip(".")


def _told(given: Rejection) -> Record:
    return {name: value for name, value in attrs.asdict(given).items() if value not in ("", 0) or name == "lost"}


def record_name(number: int) -> str:
    """Return the name of the record of a part."""
    return f"part-{number:05}.json"


def write_json(path: Path, data: Record) -> None:
    """Write a document, whole or not at all."""
    write_whole(path, lambda file: file.write((json.dumps(data, indent=1, ensure_ascii=True) + "\n").encode()))


def write_whole(path: Path, fill: Callable[[BinaryIO], object]) -> Record:
    """Write a file that is there whole or not at all, also when the machine stops; return its size and SHA-256."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("w+b") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            found = {
                "bytes": os.fstat(file.fileno()).st_size,
                "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
            }
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as fault:
        with suppress(OSError):
            draft.unlink()
        raise told(fault, path.name) from None
    return found


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
