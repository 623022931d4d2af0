"""The published shape of a trace, made from the model: the JSON Schema, and the tables of fields in `docs/trace.md`.

`python -m rules_engine.trace.schema` writes `rules_engine/schemas/trace.schema.json`; each argument is a Markdown file
whose tables of fields, between `<!-- fields: NAME -->` and `<!-- end -->`, are written again.
"""

from __future__ import annotations

import json
import re
import sys
import types
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import attrs
from msgspec import Struct, structs

from rules_engine.claims.origin import Origin
from rules_engine.claims.rejection import Rejection
from rules_engine.trace.model import FORMAT, ClaimTrace, Report

PATH: Final = Path(__file__).parents[1] / "schemas" / "trace.schema.json"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: Final[dict[Any, dict[str, Any]]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}
_BORROWED: Final[dict[type, dict[str, str]]] = {
    Origin: {
        "source": "name of the file, without its folder",
        "start": "first byte",
        "stop": "byte after the last; 0 when the format has no bytes to point at",
        "segment": "number of the X12 segment in the file, from 1; 0 outside X12",
        "loop": "X12 loop",
        "element": "X12 segment and element",
        "pointer": "JSON pointer, or row and column of a table",
    },
    Rejection: {
        "code": "stable name of the fault",
        "message": "the fault in one line, without any value that was read",
        "source": "name of the file, without its folder",
        "help": "how to mend it",
        "claim_id": "the sender's id of the claim; empty when the fault is of the file",
        "segment": "number of the X12 segment in the file, from 1; 0 outside X12",
        "start": "first byte",
        "stop": "byte after the last",
        "element": "X12 segment and element",
        "pointer": "JSON pointer, or row and column of a table",
        "lost": "how many claims cannot be judged because of it",
        "part": "part of the dossier that a refused record belongs to; empty for a claim or a file",
    },
}
"""What the fields mean of classes that other rooms own."""


@attrs.frozen
class FieldShape:
    """One field: its type as the model has it, what it means, and the words that it can hold (empty: any)."""

    name: str
    hint: Any
    says: str
    words: tuple[str, ...]


def classes() -> tuple[type, ...]:
    """Return every class of the trace, the two documents first, each before the classes that only it holds."""
    found: dict[type, None] = {}
    waiting: list[type] = [ClaimTrace, Report]
    while waiting:
        each = waiting.pop(0)
        if each not in found:
            found[each] = None
            waiting += [held for field in fields_of(each) for held in _held(field.hint)]
    return tuple(found)


def fields_of(cls: type) -> tuple[FieldShape, ...]:
    """Return the fields of a class in order. Raises KeyError for a field that nobody has described."""
    hints = get_type_hints(cls, include_extras=True)
    return tuple(_field(cls, each.name, hints[each.name]) for each in _fields(cls))


def _field(cls: type, name: str, hint: Any) -> FieldShape:
    if get_origin(hint) is not Annotated:
        return FieldShape(name, hint, _BORROWED[cls][name], ())
    inner, says, *words = get_args(hint)
    return FieldShape(name, inner, says, tuple(words[0]) if words else ())


def _fields(cls: type) -> tuple[Any, ...]:
    """Return the fields of a class of the trace, or of one that another room owns."""
    return tuple(attrs.fields(cls)) if attrs.has(cls) else structs.fields(cls)


def _is_class(hint: Any) -> bool:
    return attrs.has(hint) or (isinstance(hint, type) and issubclass(hint, Struct))


def _held(hint: Any) -> list[type]:
    if _is_class(hint):
        return [hint]
    return [held for part in get_args(hint) for held in _held(part)]


# --- JSON Schema ------------------------------------------------------------------------------------------------------


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a trace of one claim or a report over many; nothing beyond its fields is allowed."""
    names = sorted(classes(), key=lambda cls: cls.__name__)
    return {
        "$schema": DIALECT,
        "title": FORMAT,
        "description": "The trace of one claim, or a report over many claims.",
        "anyOf": [_ref(ClaimTrace), _ref(Report)],
        "$defs": {cls.__name__: _definition(cls) for cls in names},
    }


def _definition(cls: type) -> dict[str, Any]:
    fields = fields_of(cls)
    return {
        "description": " ".join((cls.__doc__ or "").split("\n\n", maxsplit=1)[0].split()),
        "type": "object",
        "additionalProperties": False,
        "required": [each.name for each in fields],
        "properties": {each.name: _property(each) for each in fields},
    }


def _property(field: FieldShape) -> dict[str, Any]:
    words = {"enum": list(field.words)} if field.words else {}
    return {"description": field.says, **_shape(field.hint), **words}


def _shape(hint: Any) -> dict[str, Any]:
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if _is_class(hint):
        return _ref(hint)
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _shape(get_args(hint)[0])}
    if get_origin(hint) in (types.UnionType, Union):
        return {"anyOf": [{"type": "null"} if part is types.NoneType else _shape(part) for part in get_args(hint)]}
    raise TypeError(f"no JSON for {hint}")


def _ref(cls: type) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{cls.__name__}"}


def schema_text() -> str:
    """Return the schema as it is published."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


# --- Markdown ---------------------------------------------------------------------------------------------------------


def with_tables(page: str) -> str:
    """Return a Markdown page with its tables of fields written again."""
    by_name = {cls.__name__: cls for cls in classes()}
    return re.sub(
        r"(<!-- fields: (\w+) -->\n).*?(<!-- end -->)",
        lambda found: found[1] + _table(by_name[found[2]]) + found[3],
        page,
        flags=re.DOTALL,
    )


def _table(cls: type) -> str:
    rows = [f"| `{each.name}` | {_says(each.hint)} | {_meaning(each)} |" for each in fields_of(cls)]
    return "\n".join(("| field | holds | what it is |", "|---|---|---|", *rows, ""))


def _meaning(field: FieldShape) -> str:
    says = field.says.replace("|", "\\|")
    listed = any(word and word in says for word in field.words)
    return says if not field.words or listed else f"{says}: " + ", ".join(word for word in field.words if word)


def _says(hint: Any) -> str:
    if hint in _PLAIN:
        return {str: "text", int: "number", bool: "true or false", date: "date"}[hint]
    if _is_class(hint):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    if get_origin(hint) is tuple:
        return f"list of {_says(get_args(hint)[0])}"
    return " or ".join("null" if part is types.NoneType else _says(part) for part in get_args(hint))


def main(pages: list[str]) -> None:
    """Write the schema, and the tables of the pages named."""
    PATH.write_text(schema_text(), encoding="utf-8")
    for page in map(Path, pages):
        page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
