"""The compile cache: it is used when nothing changed, and nothing else that lies there is."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.language import library
from rules_engine.language.compile import compile_texts
from rules_engine.language.library import load_library
from rules_engine.language.packed import Packed, Reader, pack

RULES = """\
rulebook plan "Plan"
  identified by "PLAN"
source manual "Manual"
  checked 2026-11-23
rule one "One unit"
  from 2026-01-01
  cites manual
  when code is 90837
  requires units is at most 1
"""


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAYER_RULES_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "rules" / "plan"
    folder.mkdir(parents=True)
    (folder / "plan.rules").write_text(RULES)
    return tmp_path / "rules"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often a text is compiled."""
    counts: list[int] = []
    real = library._compile

    def counted(*given: object) -> object:
        counts.append(1)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(library, "_compile", counted)
    return counts


def entry(rules: Path) -> Path:
    (found,) = (rules.parent / "cache").glob("*.ir")
    return found


def test_unchanged_rules_are_compiled_once(rules: Path, compiled: list[int]) -> None:
    first, second = load_library(rules), load_library(rules)
    assert len(compiled) == 1
    assert second.rulebook("plan") == first.rulebook("plan")
    assert second.identify("plan ") == "plan"


def test_a_change_of_one_sign_is_compiled(rules: Path, compiled: list[int]) -> None:
    load_library(rules)
    (rules / "plan" / "plan.rules").write_text(RULES.replace("at most 1", "at most 2"))
    assert load_library(rules).rulebook("plan") is not None
    assert len(compiled) == 2


def test_another_release_is_another_key(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = library.rule_texts(rules)
    before = library._key(texts)
    monkeypatch.setattr(library, "__version__", "9.9.9")
    assert library._key(texts) != before


def test_whatever_the_result_depends_on_is_in_the_key(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = library.rule_texts(rules)
    keys = [library._key(texts), library._key({**texts, "more.rules": ""}), library._key({"other.rules": RULES})]
    parts = list(library._parts(texts))
    for number in range(len(parts)):
        changed = [*parts[:number], parts[number] + b" ", *parts[number + 1 :]]
        monkeypatch.setattr(library, "_parts", lambda _, changed=changed: iter(changed))
        keys.append(library._key(texts))
    assert len(set(keys)) == len(keys)
    assert any(b"session.signature" in part for part in parts), "the vocabulary is one of the parts"
    assert any(b"_statement*" in part for part in parts), "the grammar is one of the parts"


def test_a_warm_start_imports_no_parser(rules: Path) -> None:
    load_library(rules)
    script = (
        "import sys; from pathlib import Path; from rules_engine.language.library import load_library; "
        "load_library(Path(sys.argv[1])).rulebook('plan'); "
        "print(sorted({'lark', 'jsonschema', 'importlib.metadata'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(rules)], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


class Planted:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch planted-code-ran",)


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x93\x01\x02", pickle.dumps(Planted()), b"\xc1" * 99])
def test_a_planted_file_is_not_believed(
    rules: Path, compiled: list[int], content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_library(rules)
    entry(rules).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    assert load_library(rules).rulebook("plan").name == "plan"
    assert len(compiled) == 2
    assert not (tmp_path / "planted-code-ran").exists()


def test_a_truncated_file_is_not_believed(rules: Path, compiled: list[int]) -> None:
    load_library(rules)
    entry(rules).write_bytes(entry(rules).read_bytes()[:-9])
    load_library(rules).rulebook("plan")
    assert len(compiled) == 2


@pytest.mark.skipif(os.name != "posix", reason="modes and links of POSIX")
def test_a_file_that_others_may_write_or_a_link_is_not_believed(rules: Path, compiled: list[int]) -> None:
    load_library(rules)
    entry(rules).chmod(0o666)
    load_library(rules)
    path = entry(rules)
    moved = path.rename(path.with_suffix(".moved"))
    path.symlink_to(moved)
    load_library(rules)
    assert len(compiled) == 3


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_folder_that_others_may_write_is_not_used(rules: Path, compiled: list[int]) -> None:
    (rules.parent / "cache").mkdir()
    (rules.parent / "cache").chmod(0o777)
    load_library(rules)
    assert list((rules.parent / "cache").iterdir()) == []
    assert len(compiled) == 1


def test_only_the_newest_entries_are_kept(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "_MOST_KEPT", 2)
    for units in range(1, 5):
        (rules / "plan" / "plan.rules").write_text(RULES.replace("at most 1", f"at most {units}"))
        load_library(rules)
    assert len(list((rules.parent / "cache").glob("*.ir"))) == 2


def test_a_single_changed_bit_is_not_believed(rules: Path, compiled: list[int]) -> None:
    load_library(rules)
    sound = entry(rules).read_bytes()
    places = range(0, len(sound), max(1, len(sound) // 60))
    for place in places:
        entry(rules).write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        assert library._read_cache(entry(rules)) is None
    entry(rules).write_bytes(sound)
    assert library._read_cache(entry(rules)) is not None
    assert len(compiled) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(rules: Path, compiled: list[int]) -> None:
    load_library(rules)
    path = entry(rules)
    path.unlink()
    os.mkfifo(path)
    assert load_library(rules).rulebook("plan").name == "plan"
    assert len(compiled) == 2


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_folder_that_is_a_link_is_not_used(rules: Path, compiled: list[int]) -> None:
    elsewhere = rules.parent / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (rules.parent / "cache").symlink_to(elsewhere)
    load_library(rules)
    assert list(elsewhere.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_no_fault(rules: Path, compiled: list[int]) -> None:
    (rules.parent / "cache").write_text("a file stands here")
    assert load_library(rules).rulebook("plan").name == "plan"
    assert len(compiled) == 1


def test_a_broken_rule_leaves_nothing_behind(rules: Path) -> None:
    (rules / "plan" / "plan.rules").write_text(RULES.replace("units", "unitz"))
    with pytest.raises(DiagnosticsError):
        load_library(rules)
    assert list((rules.parent / "cache").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_what_is_written_belongs_to_the_user_alone(rules: Path) -> None:
    load_library(rules)
    assert entry(rules).stat().st_mode & 0o777 == 0o600
    assert entry(rules).parent.stat().st_mode & 0o777 == 0o700
    assert sorted(path.suffix for path in entry(rules).parent.iterdir()) == [".ir", ".parts"]
    assert {path.stat().st_mode & 0o777 for path in entry(rules).parent.iterdir()} == {0o600}


def test_rulebooks_come_out_as_they_went_in_and_share_what_they_inherit() -> None:
    books = compile_texts(library.rule_texts()).rulebooks
    packed = msgspec.msgpack.encode(pack(books))
    reader = Reader(msgspec.msgpack.decode(packed, type=Packed))
    found = {name: reader.rulebook(name) for name in reader.names}
    assert found == books
    assert {name: [*book.sources] for name, book in found.items()} == {n: [*b.sources] for n, b in books.items()}
    once = {id(rule) for book in books.values() for rule in book.rules}
    assert len({id(rule) for book in found.values() for rule in book.rules}) == len(once)
    assert len(once) < sum(len(book.rules) for book in books.values())


def test_a_rulebook_is_read_without_those_that_extend_it() -> None:
    packed = pack(compile_texts(library.rule_texts()).rulebooks)
    below = {name: shelf for name, shelf in packed.shelves.items() if name == "national-coding"}
    assert Reader(Packed(below, packed.books)).rulebook("national-coding").rules
    with pytest.raises(KeyError):
        Reader(Packed(below, packed.books)).rulebook("medicare-part-b")


def test_the_cache_hangs_on_the_code_of_the_compiler() -> None:
    first_words = {part.split(maxsplit=1)[0] for part in library._parts({}) if part.split()}
    assert {b"compile.py", b"lower.py", b"rulebook.py", b"codec.py", b"requirements.py"} <= first_words


def test_a_check_with_a_warm_cache_imports_no_path_library(rules: Path) -> None:
    (rules / "claim.json").write_text('{"claim": {"claim_id": "C", "payer_id": "PLAN", "lines": [{"number": 1}]}}')
    load_library(rules)
    code = (
        "import sys; from rules_engine.cli.main import group\n"
        f"try: group(['check', {str(rules / 'claim.json')!r}, '--rules', {str(rules)!r}])\n"
        "except SystemExit: print(sorted({'lark', 'pathlib', 'calendar'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "1 claims found" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
