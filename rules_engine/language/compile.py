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
from rules_engine.language.parse import parse
from rules_engine.language.reserved import check_vocabulary, reserved_words
from rules_engine.language.tables import build_parser
from rules_engine.language.vocabulary import Vocabulary, load_vocabulary


@attrs.frozen(eq=False, repr=False)
class Compiled:
    """What a set of files says. warnings: faults that do not stop it, sorted by place."""

    rulebooks: Mapping[str, Rulebook]
    examples: tuple[Example, ...]
    warnings: tuple[Diagnostic, ...]


def digest_of(texts: Mapping[str, str]) -> str:
    """Return the SHA-256 over names and texts of files, in hexadecimal; their order does not matter."""
    total = hashlib.sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            data = part.encode("utf-8", "surrogatepass")
            total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def compile_texts(texts: Mapping[str, str], vocabulary: Vocabulary | None = None) -> Compiled:
    """Return the rulebooks and examples of rule files.

    texts: file name (with `/`, relative to the rules folder) → text. vocabulary: the words that rules can speak of, if
    not the shipped ones; VocabularyError is raised when one of its names cannot be read.
    Raises DiagnosticsError with every fault of every file, sorted by place, when one of them is an error.
    """
    collected = gc.isenabled()
    gc.disable()  # trees and rules are no garbage; looking for it makes compiling superlinear
    try:
        return _compile(texts, vocabulary)
    finally:
        if collected:
            gc.enable()


def _compile(texts: Mapping[str, str], vocabulary: Vocabulary | None) -> Compiled:
    parser = build_parser()
    parsed = [parse(parser, name, texts[name]) for name in sorted(texts)]
    if vocabulary is not None:
        check_vocabulary(vocabulary, reserved_words(parser))
    library = Library(vocabulary or load_vocabulary())
    library.diagnostics += [d for each in parsed for d in each.diagnostics]
    collect(library, parsed)
    books = order(library)
    for book in books:
        lower_book(library, book)
        check_book(library, book)
    found = tuple(sorted(set(library.diagnostics), key=lambda d: (d.span.file, d.span.start, d.code, d.message)))
    if any(d.severity is Severity.ERROR for d in found):
        raise DiagnosticsError(found, dict(texts))
    digest = digest_of(texts)
    rulebooks = {book.name: finish(library, book, digest) for book in books}
    return Compiled(rulebooks, tuple(library.examples), found)
