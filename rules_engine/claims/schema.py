"""The JSON Schema of a dossier document, made from the tables that the reader uses.

    python -m rules_engine.claims.schema

writes `rules_engine/schemas/dossier.schema.json`, and the tables of keys in `docs/dossier.md` where there is one.
What a schema cannot see is left to the reader: keys that stand twice, the digits of a number, NaN, halves of
characters, depth, and whether two lines of a claim have one number.
"""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any, Final

from rules_engine.claims.absence import AbsenceKind
from rules_engine.claims.read.claims import HISTORY_DAYS
from rules_engine.claims.read.document import HISTORIES, PARTS, SINGULARS
from rules_engine.claims.read.faults import MAX_TEXT
from rules_engine.claims.read.leaves import LIMIT, PATTERNS
from rules_engine.claims.shapes import Field, Kind, Shape, flat_line, records, shape_of

Schema = dict[str, Any]

SCHEMA_PATH: Final = Path(__file__).parents[1] / "schemas" / "dossier.schema.json"
PAGE_PATH: Final = Path(__file__).parents[2] / "docs" / "dossier.md"

# `$` would match before a last line end in some validators; this matches at the very end in all.
_END: Final = r"(?![\s\S])"
_ABSENCE: Final = {"$ref": "#/$defs/absence"}
_NUMBERS: Final[dict[Kind, Schema]] = {
    Kind.AMOUNT: {"type": "number", "minimum": 0, "exclusiveMaximum": LIMIT},
    Kind.MONEY: {"type": "number", "exclusiveMinimum": -LIMIT, "exclusiveMaximum": LIMIT},
    Kind.WHOLE: {"type": "integer", "minimum": 1, "exclusiveMaximum": LIMIT},
    Kind.FLAG: {"type": "boolean"},
}


def dossier_schema() -> Schema:
    """Return the schema of one document, draft 2020-12."""
    parts = {key: _list(_reference(shape_of(entity))) for key, (entity, _) in PARTS.items()}
    properties = {
        **{key: part if key == "claims" else _or_absent(part) for key, part in parts.items()},
        "claim": parts["claims"]["items"],
        "member": _or_absent(parts["members"]["items"]),
        **{key: _or_absent({"$ref": "#/$defs/History"}) for key in HISTORIES},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:rules_engine:dossier",
        "title": "Dossier",
        "description": "Everything known about claims, in nine parts, each optional; see docs/dossier.md",
        **_object(properties, ()),
        "allOf": [{"not": {"required": [plural, singular]}} for plural, singular in SINGULARS.items()],
        "$defs": {
            **{shape.name: _record(shape) for shape in records()},
            "FlatLine": _record(flat_line()),
            "History": _history(),
            "absence": _absence(),
            **{kind.name.lower(): _single(kind) for kind in Kind},
        },
    }


def schema_text() -> str:
    """Return the schema file as text."""
    return json.dumps(dossier_schema(), indent=1, ensure_ascii=False) + "\n"


def key_tables() -> str:
    """Return one table of keys for each record, as Markdown."""
    return "\n".join([_table(shape) for shape in records()])


def page_with_tables(page: str) -> str:
    """Return a page with the tables of keys between its two marks.

    >>> page_with_tables("a <!-- keys --> b <!-- end of keys --> c").startswith("a <!-- keys -->")
    True
    """
    start, rest = page.split("<!-- keys -->")
    _, end = rest.split("<!-- end of keys -->")
    return f"{start}<!-- keys -->\n{key_tables()}\n<!-- end of keys -->{end}"


def _record(shape: Shape) -> Schema:
    properties = {field.name: _field(field) for field in shape.fields.values()}
    return _object(properties, [field.name for field in shape.fields.values() if field.required])


def _object(properties: Schema, required: list[str] | tuple[str, ...]) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


def _field(field: Field) -> Schema:
    one = {"$ref": f"#/$defs/{field.of.name.lower()}"} if isinstance(field.of, Kind) else _reference(field.of)
    value = _list(one) if field.many else one
    return _or_absent(value) if field.absent else value


def _single(kind: Kind) -> Schema:
    if kind in _NUMBERS:
        return _NUMBERS[kind]
    found: Schema = {"type": "string", "pattern": f"^(?:{PATTERNS[kind]}){_END}"}
    return {**found, "maxLength": MAX_TEXT} if kind in {Kind.TEXT, Kind.NAME} else found


def _history() -> Schema:
    days = {key: _or_absent({"$ref": "#/$defs/day"}) for key in HISTORY_DAYS}
    lists = {"claims": _list(_reference(shape_of(PARTS["claims"][0]))), "lines": _list({"$ref": "#/$defs/FlatLine"})}
    return {**_object({**days, **lists}, ()), "oneOf": [{"required": [key]} for key in lists]}


def _absence() -> Schema:
    kinds = [kind.value for kind in AbsenceKind]
    raw = {"type": "string", "maxLength": MAX_TEXT}
    return {
        "description": "null: the record came and the element is not in it",
        "anyOf": [
            {"type": "null"},
            _object({"absent": {"enum": kinds}}, ["absent"]),
            _object({"absent": {"const": AbsenceKind.UNREADABLE.value}, "raw": raw}, ["absent"]),
        ],
    }


def _or_absent(schema: Schema) -> Schema:
    return {"anyOf": [schema, _ABSENCE]}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _reference(shape: Shape) -> Schema:
    return {"$ref": f"#/$defs/{shape.name}"}


def _table(shape: Shape) -> str:
    comments = _comments(shape)
    lines = [f"### {shape.name}", "", _first_sentence(shape), "", "| key | value | |", "|---|---|---|"]
    for field in shape.fields.values():
        of = field.of.value if isinstance(field.of, Kind) else f"[{field.of.name}](#{field.of.name.lower()})"
        needed = "**always there**" if field.required else ""
        note = "; ".join([part for part in (needed, comments.get(field.name, "")) if part])
        lines.append(f"| `{field.name}` | {'list of ' if field.many else ''}{of} | {note} |")
    return "\n".join([*lines, ""])


def _first_sentence(shape: Shape) -> str:
    return (inspect.getdoc(shape.entity) or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _comments(shape: Shape) -> dict[str, str]:
    """Return what the model's source says beside each attribute."""
    found = re.findall(r"^    (\w+): .*?  # (.+)$", inspect.getsource(shape.entity), flags=re.MULTILINE)
    return dict(found)


def main() -> None:
    """Write the schema, and the tables of the page where this is a checkout."""
    SCHEMA_PATH.parent.mkdir(exist_ok=True)
    SCHEMA_PATH.write_text(schema_text(), encoding="utf-8")
    if PAGE_PATH.is_file():
        PAGE_PATH.write_text(page_with_tables(PAGE_PATH.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
