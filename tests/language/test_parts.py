"""Editing one file compiles that file: the result is the same bytes, and the other files are not even read whole."""

from __future__ import annotations

from pathlib import Path

import attrs
import msgspec
import pytest
from language.books import parser
from language.texts import all_texts

from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.ir import codec
from rules_engine.ir.nodes import BusinessCalendar
from rules_engine.ir.rulebook import Outcome, Reference, Source
from rules_engine.ir.rulebook import Place as At
from rules_engine.ir.types import DATE
from rules_engine.language import compile as compiling
from rules_engine.language import lower
from rules_engine.language.compile import Compiled, compile_texts
from rules_engine.language.context import CodeSet, CycleWord, Scope, Written
from rules_engine.language.library import load_library, rule_texts
from rules_engine.language.parts import Parts, surroundings

BOOK = """\
rulebook plan "Plan"
  identified by "PLAN"
  default otherwise deny ask biller
source manual "Manual"
  checked 2026-11-23
codes therapy are 90832, 90834, 90837
term long session means session minutes is at least 53
"""
RULE = """\
rule {name} "A rule"
  cites manual
  when code is in therapy
  requires it is a long session and units is at most {most}
"""
FILES = {"plan/book.rules": BOOK, **{f"plan/{n}.rules": RULE.format(name=n, most=1) for n in ("one", "two", "three")}}


@attrs.define
class Counts:
    """Which files were parsed and of which rules were lowered."""

    parsed: list[str] = attrs.field(factory=list)
    lowered: list[str] = attrs.field(factory=list)


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    found = Counts()
    parse, rule = compiling.parse, lower.lower_rule
    one = parser()

    def parsed(_: object, file: str, text: str) -> object:
        found.parsed.append(file)
        return parse(one, file, text)

    def lowered(ctx: object, *more: object) -> object:
        found.lowered.append(ctx.file)  # type: ignore[attr-defined]
        return rule(ctx, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(compiling, "parse", parsed)
    monkeypatch.setattr(lower, "lower_rule", lowered)
    return found


def data(compiled: Compiled) -> bytes:
    return msgspec.msgpack.encode([[name, codec.encode(book)] for name, book in compiled.rulebooks.items()])


def again(texts: dict[str, str], kept: dict[str, bytes]) -> tuple[Compiled, dict[str, bytes]]:
    """Return what texts compile to with what was kept, and what is kept then."""
    parts = Parts("base", kept)
    return compile_texts(texts, parts=parts), parts.used


def edited(file: str, text: str) -> dict[str, str]:
    return {**FILES, file: text}


EDITS = [
    ("plan/two.rules", RULE.format(name="two", most=2), {"plan/two.rules"}),
    ("plan/two.rules", "# A word.\n\n" + FILES["plan/two.rules"], {"plan/two.rules"}),
    ("plan/two.rules", FILES["plan/two.rules"] + RULE.format(name="four", most=4), {"plan/two.rules"}),
    ("plan/two.rules", "", set()),
    ("plan/new.rules", RULE.format(name="new", most=1), {"plan/new.rules"}),
    ("plan/book.rules", BOOK + "# A word.\n", set()),
    ("plan/book.rules", BOOK.replace('"Plan"', '"Plot"'), set()),
    ("plan/book.rules", BOOK.replace("90837", "90847"), {*FILES} - {"plan/book.rules"}),
    ("plan/book.rules", BOOK.replace("53", "54"), {*FILES} - {"plan/book.rules"}),
    ("plan/book.rules", BOOK.replace("deny", "warn"), {*FILES} - {"plan/book.rules"}),
    ("plan/book.rules", "# A word.\n" + BOOK, {*FILES} - {"plan/book.rules"}),
]


@pytest.mark.parametrize(("file", "text", "lowered"), EDITS)
def test_an_edit_lowers_only_what_hangs_on_it(file: str, text: str, lowered: set[str], counts: Counts) -> None:
    _, kept = again(FILES, {})
    texts = edited(file, text)
    counts.parsed, counts.lowered = [], []
    found, _ = again(texts, kept)
    assert set(counts.lowered) == lowered
    assert set(counts.parsed) == lowered | {file}
    assert len(counts.parsed) == len(set(counts.parsed))
    assert data(found) == data(compile_texts(texts))


def test_nothing_is_read_when_nothing_changed(counts: Counts) -> None:
    first, kept = again(FILES, {})
    counts.parsed, counts.lowered = [], []
    second, kept_then = again(FILES, kept)
    assert (counts.parsed, counts.lowered) == ([], [])
    assert data(first) == data(second)
    assert kept_then == kept


def test_an_edit_that_is_taken_back_leaves_what_was(counts: Counts) -> None:
    first, kept = again(FILES, {})
    _, kept = again(edited(*EDITS[0][:2]), kept)
    counts.lowered = []
    last, _ = again(FILES, kept)
    assert counts.lowered == ["plan/two.rules"]
    assert data(last) == data(first)


def test_edits_of_the_shipped_rules_give_the_bytes_that_all_of_them_give() -> None:
    texts = rule_texts()
    first, kept = again(texts, {})
    assert data(first) == data(compile_texts(texts))
    for name in ("national/book.rules", "medicare/telehealth.rules"):
        moved = {**texts, name: "# A word.\n" + texts[name]}
        found, whole = again(moved, kept)[0], compile_texts(moved)
        assert (data(found), found.warnings) == (data(whole), whole.warnings)


def test_texts_of_the_whole_language_are_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "build_parser", parser)
    pages = {name: text for name, text in all_texts().items() if not name.endswith((".rules", ".examples"))}
    for name, text in [*pages.items()][::4]:
        try:
            whole = compile_texts({"page.rules": text})
        except DiagnosticsError:
            continue
        _, kept = again({"page.rules": text}, {})
        found, _ = again({"page.rules": text}, kept)
        assert (data(found), found.warnings, found.deepest) == (data(whole), whole.warnings, whole.deepest), name


def test_warnings_are_told_again() -> None:
    weak = BOOK.replace('source manual "Manual"\n', 'source manual "Manual"\n  confidence medium\n')
    texts = edited("plan/book.rules", weak)
    first, kept = again(texts, {})
    assert first.warnings
    assert again(texts, kept)[0].warnings == first.warnings


def test_a_fault_beside_what_is_kept_is_told_as_ever() -> None:
    _, kept = again(FILES, {})
    texts = edited("plan/two.rules", RULE.format(name="one", most=2).replace("units", "unitz"))
    with pytest.raises(DiagnosticsError) as with_parts:
        again(texts, kept)
    with pytest.raises(DiagnosticsError) as afresh:
        compile_texts(texts)
    assert with_parts.value.diagnostics == afresh.value.diagnostics


def test_another_release_keeps_nothing(counts: Counts) -> None:
    _, kept = again(FILES, {})
    counts.parsed = []
    compile_texts(FILES, parts=Parts("other", kept))
    assert set(counts.parsed) == set(FILES)


# --- what statements hang on ------------------------------------------------------------------------------------------


def scopes() -> dict[str, Scope]:
    """Return for each field of a scope one that differs in it alone."""
    tree = parser().parse("term a means units is 1\n")
    written = Written("a.rules", "term a means units is 1\n", tree)
    place = At("a.rules", 0, 1, 1, 1)
    held: dict[str, object] = {
        "sets": {"a": CodeSet(("90837",), ())},
        "terms": {"a": written},
        "entries": {"a": written},
        "records": {"a": written},
        "sources": {"a": Source("a", "A")},
        "cycles": {"a": CycleWord("year")},
        "calendars": {"a": BusinessCalendar("a", (5, 6), ())},
        "references": {"a": Reference("a", (("day", DATE),), "", "", "", (), "", place)},
        "values": {"a": DATE},
        "meanings": {"a"},
        "counting": written,
        "applies": (written,),
    }
    return {name: Scope(**{name: value}) for name, value in held.items()}  # type: ignore[arg-type]


def test_every_part_of_a_scope_is_in_the_key() -> None:
    found = scopes()
    assert set(found) == set(attrs.fields_dict(Scope))
    keys = [surroundings(scope, "plan", Outcome()) for scope in (Scope(), *found.values())]
    keys += [surroundings(Scope(), "other", Outcome()), surroundings(Scope(), "plan", Outcome(action="warn"))]
    assert len(set(keys)) == len(keys)


# --- in the folder of the cache ---------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAYER_RULES_CACHE", str(tmp_path / "cache"))
    for name, text in FILES.items():
        path = tmp_path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "rules"


def test_a_folder_remembers_its_files(folder: Path, counts: Counts) -> None:
    load_library(folder)
    (folder / "plan" / "two.rules").write_text(RULE.format(name="two", most=2))
    counts.parsed = []
    found = load_library(folder).rulebook("plan")
    assert counts.parsed == ["plan/two.rules"]
    assert found == compile_texts(rule_texts(folder)).rulebooks["plan"]


def parts_file(folder: Path) -> Path:
    (found,) = (folder.parent / "cache").glob("*.parts")
    return found


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x93\x01\x02"])
def test_a_planted_file_is_not_believed(folder: Path, counts: Counts, content: bytes) -> None:
    load_library(folder)
    parts_file(folder).write_bytes(content)
    (folder / "plan" / "two.rules").write_text(RULE.format(name="two", most=2))
    counts.parsed = []
    load_library(folder)
    assert set(counts.parsed) == set(FILES)


def test_without_the_cache_nothing_is_kept(folder: Path) -> None:
    load_library(folder, use_cache=False)
    assert not (folder.parent / "cache").exists()
