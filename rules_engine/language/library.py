"""A folder of rules, compiled once: the compile cache in front of the compiler. A warm start imports no parser.

The cache holds data only (see `ir/codec.py`), in a folder of the user's own, keyed by everything the result depends on:
the whole library in one file, and in another what is known of the single files of a folder (see `parts.py`).
"""

from __future__ import annotations

import codecs
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs
import msgspec

from rules_engine import __version__
from rules_engine.content import content_path, content_root
from rules_engine.ir import codec
from rules_engine.ir.depth import make_room
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language import cache
from rules_engine.language.cache import cache_folder
from rules_engine.language.packed import Packed, Reader, pack

if TYPE_CHECKING:
    from pathlib import Path

    Folder = str | Path | None

Tables = Callable[[str, bytes, str], bytes]
"""Takes the name of a reference, its file and the file's name; gives the text of a CSV, or raises OSError."""

_MOST_KEPT: Final = 32
_MOST_PARTS_KEPT: Final = 8


@attrs.define(eq=False, repr=False)
class RuleLibrary:
    """The rulebooks of one folder. Each is decoded when it is first asked for.

    identifiers: payer id or name as claims carry it, in capitals → name of the rulebook.
    digest: SHA-256 over all rule texts.
    folder, files: where the files of references lie: beside the rules, or where `files` says by name of the reference.
    tables: turns a file of another kind into the text of a CSV.
    """

    digest: str
    identifiers: Mapping[str, str]
    _reader: Reader
    _decoded: dict[str, Rulebook] = attrs.field(factory=dict)
    folder: Folder = None
    files: Mapping[str, Path] = attrs.field(factory=dict)
    tables: Tables | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all rulebooks, sorted."""
        return self._reader.names

    def rulebook(self, name: str) -> Rulebook:
        """Return a rulebook by name. Raises KeyError when there is none."""
        if name not in self._decoded:
            found = self._reader.rulebook(name)
            if any(each.file for each in found.references.values()):
                from rules_engine.language.reference_files import with_rows

                found = with_rows(found, rules_folder(self.folder), self.files, self.tables)
            self._decoded[name] = found
        return self._decoded[name]

    def identify(self, *marks: object) -> str | None:
        """Return the rulebook that one of the marks (payer id, payer name) identifies, or None."""
        for mark in marks:
            if isinstance(mark, str) and mark.strip().upper() in self.identifiers:
                return self.identifiers[mark.strip().upper()]
        return None


def load_library(
    folder: Folder = None,
    use_cache: bool = True,
    files: Mapping[str, Path] | None = None,
    tables: Tables | None = None,
) -> RuleLibrary:
    """Return the rulebooks of a folder (the shipped ones when None), from the cache when nothing changed.

    files: by the name of a reference the file that has its rows, where it does not lie beside the rules.
    tables: turns a file of another kind into the text of a CSV.
    Raises DiagnosticsError when a rule file has a fault, OSError when the folder cannot be read.
    """
    texts = rule_texts(folder)
    kept = cache_folder() if use_cache else None
    found = _read_cache(f"{kept}/{_key(texts)}.ir") if kept is not None else None
    if found is None:
        found = _compile(texts, rules_folder(folder), kept)
    found.folder, found.files, found.tables = folder, files or {}, tables
    return found


def rules_folder(folder: Folder) -> Path:
    """Return a folder of rules: the shipped one when None."""
    from pathlib import Path  # a start that finds everything in the cache does without

    return Path(folder_text(folder))


def folder_text(folder: Folder) -> str:
    """Return the same folder as text."""
    return content_path("rules") if folder is None else os.fspath(folder)


def rule_texts(folder: Folder = None, ending: str = ".rules") -> dict[str, str]:
    """Return file name (relative to the folder, with `/`) → text, for every file of that ending, sorted.

    A byte order mark, which some editors put before a text, is no part of it.
    Raises OSError when the folder cannot be read, UnicodeDecodeError when a file is not UTF-8.
    """
    root = folder_text(folder)
    if not os.path.isdir(root):  # noqa: PTH112
        raise NotADirectoryError(f"not a folder: {root}")
    found = {}
    for place, _, names in os.walk(root):
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118
            if name.endswith(ending) and os.path.isfile(path):  # noqa: PTH113
                found[os.path.relpath(path, root).replace(os.sep, "/")] = path
    return {name: _text(found[name]) for name in sorted(found, key=lambda each: each.split("/"))}


def _text(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123
        data = file.read().removeprefix(codecs.BOM_UTF8)
    return data.decode().replace("\r\n", "\n").replace("\r", "\n")


def _compile(texts: Mapping[str, str], folder: Path, kept: str | None) -> RuleLibrary:
    """Compile what changed since it was kept, if anything was, and keep the whole."""
    from rules_engine.language.compile import compile_texts  # imports the parser
    from rules_engine.language.parts import Parts

    name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
    parts = Parts(_key({}), _read_parts(f"{kept}/{name}.parts")) if kept is not None else None
    compiled = compile_texts(texts, parts=parts)
    books = pack(compiled.rulebooks)
    marks = {mark.strip().upper(): name for name, book in compiled.rulebooks.items() for mark in book.identifiers}
    digest = next((book.digest for book in compiled.rulebooks.values()), "")
    if kept is not None and parts is not None:
        data = [codec.VERSION, digest, marks, books, compiled.deepest]
        cache.write(f"{kept}/{_key(texts)}.ir", data, _MOST_KEPT)
        cache.write(f"{kept}/{name}.parts", parts.used, _MOST_PARTS_KEPT)
    return RuleLibrary(digest, marks, Reader(books))


def examples_of(
    folder: Path | None = None, files: Mapping[str, Path] | None = None
) -> tuple[dict[str, Rulebook], tuple[Example, ...], dict[str, str]]:
    """Return rulebooks, examples and all texts of a folder, compiled afresh; files: as in `load_library`.

    Raises DiagnosticsError when a file has a fault.
    """
    from rules_engine.language.compile import compile_texts
    from rules_engine.language.reference_files import with_rows

    texts = {**rule_texts(folder), **rule_texts(folder, ".examples")}
    compiled = compile_texts(texts)
    root = rules_folder(folder)
    books = {name: with_rows(book, root, files or {}) for name, book in compiled.rulebooks.items()}
    return books, compiled.examples, texts


# --- the cache ------------------------------------------------------------------------------------


def _key(texts: Mapping[str, str]) -> str:
    """Everything that the result depends on: rule texts, grammar, vocabulary, and the compiler itself."""
    total = hashlib.sha256(f"{__version__} {codec.VERSION}".encode())
    for part in _parts(texts):
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def _parts(texts: Mapping[str, str]) -> Iterator[bytes]:
    for name in sorted(texts):
        yield name.encode()
        yield texts[name].encode()
    for name in ("payer_rules.lark", "vocabulary.csv", "kinds.csv", "adjustment_codes.csv"):
        yield _bytes(f"grammar/{name}")
    language = os.path.dirname(__file__)  # noqa: PTH120
    for folder in (language, os.path.join(language, "..", "ir"), os.path.join(language, "..", "ir", "nodes")):  # noqa: PTH118
        yield from _code(folder)


def _bytes(name: str) -> bytes:
    """Return the bytes of a part of the content, which may lie in an archive."""
    try:
        with open(content_path(name), "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return content_root().joinpath(*name.split("/")).read_bytes()


def _code(folder: str) -> Iterator[bytes]:
    """Yield name, size and time of each file of the compiler; nothing where it lies in an archive."""
    if os.path.isdir(folder):  # noqa: PTH112
        with os.scandir(folder) as entries:
            for each in sorted(entries, key=lambda entry: entry.name):
                if each.name.endswith(".py"):
                    state = each.stat()
                    yield f"{each.name} {state.st_size} {state.st_mtime_ns}".encode()


def _read_cache(path: str) -> RuleLibrary | None:
    """Return what the cache holds; None when it is not there, not the user's own, or not what was written."""
    packed = cache.read(path)
    try:
        version, digest, marks, books, deepest = msgspec.msgpack.decode(
            packed or b"", type=tuple[int, str, dict[str, str], Packed, int]
        )
    except (ValueError, msgspec.MsgspecError):
        return None
    make_room(deepest)
    return RuleLibrary(digest, marks, Reader(books)) if version == codec.VERSION else None


def _read_parts(path: str) -> dict[str, bytes]:
    """Return what was kept of single files; empty when it is not to be believed."""
    try:
        return msgspec.msgpack.decode(cache.read(path) or b"", type=dict[str, bytes])
    except (ValueError, msgspec.MsgspecError):
        return {}
