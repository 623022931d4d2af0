"""A whole table: its text, its first row, its plan and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rules_engine.claims.collector import paused
from rules_engine.claims.intake import Intake
from rules_engine.claims.note import Note
from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.rejection import Rejection

from .gathering import Gathering
from .mapping import NO_MAPPING, MappingError, TableMapping, read_mapping
from .places import TableFile
from .plan import MOST_COLUMNS, Plan, known_headers, make_plan, unmapped_words
from .rows import RowReader
from .text import SEPARATORS, Record, Text, decode, line_end, records

_HEADER_ROWS = 100  # blank ones before the first row with names
_HEADER_LENGTH = 1_000_000
_NAMES = (".csv", ".tsv")
_ENOUGH = 2  # known names that make a file a table of claims
_QUOTE_HELP = 'close the quote, and double a quote within a text: "the ""late"" group"'


def read(data: bytes, source: str, mapping: tuple[bytes, str] | None) -> Intake | None:
    """Return what a table of claim lines holds; None when it is no such table.

    mapping: bytes and name of the mapping file. Result: never an exception, whatever the bytes are.
    """
    with paused():
        return _Table(data, source).read(mapping)


class _Table:
    def __init__(self, data: bytes, source: str) -> None:
        self.data, self.source = data, source
        self.notes: list[Note] = []
        self.is_named = source.lower().endswith(_NAMES)

    def read(self, given: tuple[bytes, str] | None) -> Intake | None:
        """Return the intake, or None when the file is no table of claims."""
        try:
            mapping = read_mapping(*given) if given else NO_MAPPING
        except MappingError as fault:
            return self._refused(fault.faults, "the mapping of this table has faults")
        try:
            text = decode(self.data, mapping.encoding)
        except FaultError as fault:
            return self._refuse("", fault, mapping) if self.is_named else None
        if text.codec == "cp1252" and not mapping.encoding:
            self._note(
                "read-as-windows-1252",
                "not UTF-8, so it is read as Windows-1252",
                'save it as UTF-8, or state "encoding": "windows-1252" in a mapping',
            )
        found = self._header(text, mapping)
        if found is None:
            return None
        separator, header = found
        if isinstance(header, FaultError):
            return self._refuse("", header, mapping)
        plan, faults = make_plan(header.cells, mapping)
        if faults:
            rejections = [self._rejection(at, fault, mapping) for at, fault in faults]
            return self._refused(tuple(rejections), "the columns of this table are not clear")
        if plan.unmapped:
            cure = "say in a mapping what they mean, or null for each that is not needed"
            self._note("unmapped-columns", unmapped_words(plan.unmapped), cure)
        return self._rows(text, separator, header, plan, mapping)

    def _header(self, text: Text, mapping: TableMapping) -> tuple[str, Record | FaultError] | None:
        """Return the separator and the first row; a fault when the file is a table and that row tells nothing."""
        best, most, widest = ",", 0, 0
        for separator in (mapping.delimiter,) if mapping.delimiter else SEPARATORS:
            record = _first_row(text.text[:_HEADER_LENGTH], separator, mapping)
            known = known_headers(record.cells, mapping) if record and len(record.cells) <= MOST_COLUMNS else 0
            width = len(record.cells) if record else 0
            if (known, width) > (most, widest):
                best, most, widest = separator, known, width
        header = _first_row(text.text[:_HEADER_LENGTH], best, mapping)
        is_table = most >= (1 if mapping is not NO_MAPPING else _ENOUGH) and header is not None
        if not is_table and not self.is_named:
            return None
        if widest > MOST_COLUMNS:
            words = f"more than {MOST_COLUMNS:,} columns"
            return best, FaultError("too-many-columns", words, "leave out the columns that no rule reads")
        if header is None or not is_table:
            cure = "let the first row name the columns, or give a mapping (docs/csv.md)"
            return best, FaultError("unknown-columns", "no column of this table has a name that is known", cure)
        if header.fault:
            return best, FaultError(header.fault, "the quotes of the first row are wrong", _QUOTE_HELP)
        return best, header

    def _rows(self, text: Text, separator: str, header: Record, plan: Plan, mapping: TableMapping) -> Intake:
        file = TableFile(self.source, self.data, text.codec, separator, plan.labels)
        gathering, reader = Gathering(file, plan), RowReader(plan)
        width, end = len(plan.labels), line_end(text.text)
        at = text.skipped
        before = 0
        for number, record in enumerate(records(text.text, separator), 1):
            between = text.text[before : record.start]
            at += len(between) if text.codec == "cp1252" or between.isascii() else len(between.encode())
            before = record.start
            file.starts.append(at)
            if record.start <= header.start or not any(map(str.strip, record.cells)):
                continue
            is_torn = record.fault == "unclosed-quote" or (record.lines and record.fault)
            if is_torn or (record.lines and _swallows_rows(record, width, separator, end)):
                return self._torn(record, number, file, mapping)
            gathering.add(reader.row(number, record.cells, record.fault))
        return gathering.intake(self.notes)

    def _torn(self, record: Record, number: int, file: TableFile, mapping: TableMapping) -> Intake:
        """Where rows begin and end is not known once a quote is wrong, so nothing of the table is sure."""
        words = {
            "unclosed-quote": f"a quote that is opened in row {number} is never closed",
            "text-after-quote": f"text after a closing quote in row {number}, which goes over several lines",
        }.get(record.fault, f"a cell of row {number} goes over several lines and holds as many separators as a row")
        fault = FaultError(record.fault or "swallowed-rows", words, _QUOTE_HELP)
        rejection = self._rejection("", fault, mapping)
        start = file.starts[number - 1]
        placed = Rejection(
            code=rejection.code,
            message=rejection.message,
            source=self.source,
            help=rejection.help,
            start=start,
            stop=start + 1,
            pointer=file.pointer(number),
            lost=0,
        )
        return self._refused((placed,), "where the rows of this table begin and end is not sure")

    def _refuse(self, at: str, fault: FaultError, mapping: TableMapping) -> Intake:
        return self._refused((self._rejection(at, fault, mapping),), "this table cannot be read")

    def _rejection(self, at: str, fault: FaultError, mapping: TableMapping) -> Rejection:
        source = mapping.source if at else self.source
        return Rejection(fault.code, fault.message, source, fault.help, pointer=at, lost=0)

    def _refused(self, faults: tuple[Rejection, ...], words: str) -> Intake:
        """Refuse the whole table. Which claim a row belongs to cannot be told, so each row counts as one."""
        lost = max(sum(1 for line in self.data.replace(b"\r", b"\n").split(b"\n") if line.strip()) - 1, 0)
        rejections = faults
        if lost:
            cure = "every row is counted as a claim, as nobody can say which ones belong together"
            rejections = (*faults, Rejection("table-refused", words, self.source, cure, lost=lost))
        return Intake(found=lost, rejections=rejections, notes=tuple(self.notes))

    def _note(self, code: str, message: str, help_text: str) -> None:
        self.notes.append(Note(code, message, self.source, help_text))


def _first_row(text: str, separator: str, mapping: TableMapping) -> Record | None:
    rows: Iterator[Record] = records(text, separator)
    if mapping.header_row:
        return next(islice(rows, mapping.header_row - 1, None), None)
    return next((row for row in islice(rows, _HEADER_ROWS) if any(cell.strip() for cell in row.cells)), None)


def _swallows_rows(record: Record, width: int, separator: str, end: str) -> bool:
    """Return whether a cell over several lines looks like several rows, of which the first opens a quote by mistake."""
    return width > 1 and any(end in cell and cell.count(separator) >= width - 1 for cell in record.cells)
