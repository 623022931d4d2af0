"""Text to rulebooks: the passes, in order."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Mapping

import attrs

from rules_engine.diagnostics.model import Diagnostic, DiagnosticsError, Severity
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.books import Library, collect, order
from rules_engine.language.finish import check_book, finish
from rules_engine.language.inherit import lower_book
from rules_engine.language.parse import Parsed, parse
from rules_engine.language.parts import Parts
from rules_engine.language.reserved import check_vocabulary, reserved_words
from rules_engine.language.tables import build_parser
from rules_engine.language.vocabulary import Vocabulary, load_vocabulary


@attrs.frozen(eq=False, repr=False)
class Compiled:
    """What a set of files says. warnings: faults that do not stop it, sorted by place. deepest: how deep it nests."""

    rulebooks: Mapping[str, Rulebook]
    examples: tuple[Example, ...]
    warnings: tuple[Diagnostic, ...]
    deepest: int


def digest_of(texts: Mapping[str, str]) -> str:
    """Return the SHA-256 over names and texts of files, in hexadecimal; their order does not matter."""
    total = hashlib.sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            data = part.encode("utf-8", "surrogatepass")
            total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def compile_texts(
    texts: Mapping[str, str], vocabulary: Vocabulary | None = None, parts: Parts | None = None
) -> Compiled:
    """Return the rulebooks and examples of rule files.

    texts: file name (with `/`, relative to the rules folder) → text. vocabulary: the words that rules can speak of, if
    not the shipped ones; VocabularyError is raised when one of its names cannot be read.
    parts: what is known of single files from the last time, with the shipped vocabulary; what is known of all those at
    hand is put there. The examples of a file that has not changed are then left out.
    Raises DiagnosticsError with every fault of every file, sorted by place, when one of them is an error.
    """
    collected = gc.isenabled()
    gc.disable()  # trees and rules are no garbage; looking for it makes compiling superlinear
    try:
        return _compile(texts, vocabulary, parts)
    finally:
        if collected:
            gc.enable()


def _compile(texts: Mapping[str, str], vocabulary: Vocabulary | None, parts: Parts | None) -> Compiled:
    parser = build_parser()
    if vocabulary is not None:
        check_vocabulary(vocabulary, reserved_words(parser))

    def read(file: str) -> Parsed:
        return parse(parser, file, texts[file])

    parsed = [(parts.outline(name, texts[name]) if parts else None) or read(name) for name in sorted(texts)]
    library = Library(vocabulary or load_vocabulary(), parts, read)
    library.diagnostics += [d for each in parsed for d in each.diagnostics]
    collect(library, parsed)
    books = order(library)
    for book in books:
        lower_book(library, book)
        check_book(library, book)
    found = tuple(sorted(set(library.diagnostics), key=lambda d: (d.span.file, d.span.start, d.code, d.message)))
    if any(d.severity is Severity.ERROR for d in found):
        raise DiagnosticsError(found, dict(texts))
    for each in parsed:
        if parts is not None and not parts.is_outlined(each) and not each.diagnostics:
            parts.keep_outline(each)
    digest = digest_of(texts)
    rulebooks = {book.name: finish(library, book, digest) for book in books}
    return Compiled(rulebooks, tuple(library.examples), found, library.deepest[0])
