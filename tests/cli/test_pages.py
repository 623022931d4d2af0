"""`payer-rules pages`: a page for every rule, links that lead somewhere, and files of others left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rules_engine.cli.main import group
from rules_engine.cli.pages import all_pages
from rules_engine.cli.rule_pages import Shelf, shelf
from rules_engine.language.library import examples_of

RULES = """\
rulebook plan "Plan"
  default otherwise deny ask biller
source manual "Manual"
  publisher "Plan"
  link "https://example.org/manual"
  checked 2026-11-20
  clause "1" "how long" from 2020-01-01 read 2026-11-18
rule time "The minutes"
  from 2020-01-01
  through 2025-12-31
  cites manual "1"
  requires session minutes is at least 50
rule time "The minutes"
  from 2026-01-01
  cites manual "1"
  requires session minutes is at least 53
rule units "The units"
  cites manual "1"
  requires units is at most 2
rule charge "The charge"
  cites manual "1"
  requires charge is more than 0 dollars

rulebook other "Other"
  extends plan
  withdraws charge because "not there" cites manual "1"
rule units
  replaces inherited
  cites manual "1"
  requires units is at most 1

rulebook north "North"
  extends plan
  applies when contractor area is N1
withdraws charge because "not there" from 2026-01-01 cites manual "1"
"""
EXAMPLES = """\
example "before"
  on 2025-03-02 for plan
  bills 90837, session minutes 50
  expect time met
example "after"
  on 2026-03-02 for plan
  bills 90837, session minutes 50
  expect time not met
example "nobody knows"
  on 2026-03-02 for plan
  bills 90837
  expect time unknown
""" + "".join(
    f'example "enough {n}"\n  on 2026-03-02 for plan\n  bills 90837, session minutes {n}\n  expect time met\n'
    for n in range(53, 58)
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "who_pays.rules").write_text(RULES)
    (tmp_path / "rules" / "who_pays.examples").write_text(EXAMPLES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(target: str = "out") -> Result:
    return CliRunner().invoke(group, ["pages", target, "--rules", "rules"])


def shipped() -> Shelf:
    return shelf(*examples_of())


@pytest.mark.usefixtures("folder")
def test_a_page_has_words_sources_history_examples_and_health() -> None:
    assert run().exit_code == 0
    page = Path("out/plan/time@2026-01-01.md").read_text()
    assert "The session minutes must be at least 53." in page
    assert re.search(r"\[Manual\]\(https://example.org/manual\) \| 1 +\| how long +\| .* \| 2026-11-18, high", page)
    assert "[plan/time@2020-01-01](time@2020-01-01.md) holds for service dates from January 1, 2020" in page
    assert re.search(r"examples +\| 5 met, 1 not met, 1 unknown, 0 not applicable, 0 excused", page)
    assert "And 2 more in `who_pays.examples`." in page
    assert "### Not applicable\n\nNo example shows this." in page
    assert 'example "before"' not in page
    assert 'example "before"' in Path("out/plan/time@2020-01-01.md").read_text()


@pytest.mark.usefixtures("folder")
def test_history_tells_what_other_rulebooks_make_of_a_rule() -> None:
    run()
    units, charge = (Path(f"out/plan/{name}.md").read_text() for name in ("units", "charge"))
    assert "In “other” it does not hold; there is [other/units](../other/units.md)." in units
    assert "In “other” it does not hold." in charge
    assert "it is taken back for service dates from January 1, 2026 on, for claims where" in charge
    assert "It holds as it is here in" in Path("out/plan/time@2026-01-01.md").read_text()


@pytest.mark.usefixtures("folder")
def test_the_index_lists_every_rule_by_payer_and_topic() -> None:
    run()
    index = Path("out/README.md").read_text()
    assert "| [Plan](plan/README.md) | 4 | 4 |" in index
    assert "### Who pays" in index
    assert "- [The units](plan/units.md) `plan/units`" in index
    assert "It extends [plan](../plan/README.md)." in Path("out/other/README.md").read_text()


@pytest.mark.usefixtures("folder")
def test_pages_of_rules_that_are_no_more_go_and_files_of_others_stay() -> None:
    run()
    Path("out/plan/notes.md").write_text("mine")
    Path("rules/who_pays.rules").write_text(
        RULES.replace("rule charge", "rule price").replace("withdraws charge", "withdraws price")
    )
    said = run()
    assert "1 page of rules that are no more taken away" in said.output
    assert not Path("out/plan/charge.md").exists()
    assert Path("out/plan/price.md").exists()
    assert Path("out/plan/notes.md").read_text() == "mine"


@pytest.mark.usefixtures("folder")
def test_a_file_of_others_is_never_written_over() -> None:
    Path("out").mkdir()
    Path("out/README.md").write_text("mine")
    said = run()
    assert (said.exit_code, "was not written by this command" in said.output) == (2, True)
    assert [path.name for path in Path("out").rglob("*")] == ["README.md"]
    assert Path("out/README.md").read_text() == "mine"


# --- the shipped rules --------------------------------------------------------------------------------------------


def test_every_shipped_rule_has_a_page_and_every_link_leads_to_one() -> None:
    held = shipped()
    written = dict(all_pages(held))
    assert {f"{address}.md" for address in held.rules} <= set(written)
    assert list(dead_links(written)) == []


def test_a_dead_link_is_seen() -> None:
    assert list(dead_links({"a/b.md": "[x](../c.md) [y](b.md) [z](https://example.org/c.md)"})) == ["a/b.md: ../c.md"]


def test_the_same_rules_give_the_same_pages() -> None:
    assert dict(all_pages(shipped())) == dict(all_pages(shipped()))


def dead_links(written: dict[str, str]) -> list[str]:
    """Return the links between pages that lead to none."""
    found = []
    for name, text in written.items():
        for link in re.findall(r"\]\(([^)]+\.md)\)", text):
            parts = [*name.split("/")[:-1]]
            for step in link.split("/"):
                parts = parts[:-1] if step == ".." else [*parts, step]
            if "://" not in link and "/".join(parts) not in written:
                found.append(f"{name}: {link}")
    return found
