"""The parts of `docs/language.md` that are made from tables.

`python -m rules_engine.language.page docs/language.md` writes them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rules_engine.ir.types import Type, TypeKind
from rules_engine.language.reserved import Reserved, reserved_words
from rules_engine.language.tables import build_parser
from rules_engine.language.vocabulary import FieldWord, KindWord, Vocabulary, load_vocabulary


def page_with_tables(page: str) -> str:
    """Return a page with its generated parts: fields, kinds of entries, reserved words."""
    vocabulary, reserved = load_vocabulary(), reserved_words(build_parser())
    for name, text in (
        ("fields", _fields(vocabulary)),
        ("kinds", _kinds(vocabulary)),
        ("reserved", _reserved(reserved)),
    ):
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        page = re.sub(f"{begin}.*?{end}", lambda _, t=text, b=begin, e=end: f"{b}\n{t}\n{e}", page, flags=re.DOTALL)  # type: ignore[misc]
    return page


def _fields(vocabulary: Vocabulary) -> str:
    parts = []
    for kind, words in vocabulary.fields.items():
        rows = [_field(word) for word in words.values()]
        parts.append(
            "\n".join([f"#### Of a {kind}" if kind[0] not in "aeiou" else f"#### Of an {kind}", "", *_HEAD, *rows])
        )
    return "\n\n".join(parts)


_HEAD = ("| field | is | class | 837P | CMS-1500 | FHIR R4 |", "|---|---|---|---|---|---|")


def _field(word: FieldWord) -> str:
    note = word.note
    cells = (word.name, _type(word.type), note.field_class, note.x12, note.cms1500, note.fhir)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _type(kind: Type) -> str:
    if kind.kind is TypeKind.SYMBOL and kind.values:
        return ("rising: " if kind.is_scale else "one of: ") + ", ".join(kind.values)
    return "times from start to stop" if kind.domain == "intervals" else kind.says


def _kinds(vocabulary: Vocabulary) -> str:
    rows = [_kind(kind) for kind in dict.fromkeys(vocabulary.kinds.values())]
    return "\n".join(["| one | several | has a span of days |", "|---|---|---|", *rows])


def _kind(kind: KindWord) -> str:
    return f"| {kind.name} | {kind.plural} | {'yes' if kind.start else ''} |"


def _reserved(reserved: Reserved) -> str:
    return "\n".join(
        (
            "A name has none of these after its first word:",
            *_wrapped(reserved.inside),
            "",
            "and begins with none of these:",
            *_wrapped(reserved.first),
            "",
            "A heading or a word in a cell of a table begins with none of these either:",
            *_wrapped(reserved.in_a_cell),
        )
    )


def _wrapped(words: Iterable[str]) -> Iterator[str]:
    line = ">"
    for word in sorted(words):
        if len(line) + len(word) > 110:
            yield line
            line = ">"
        line += f" {word}"
    yield line


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(page_with_tables(target.read_text(encoding="utf-8")), encoding="utf-8")
