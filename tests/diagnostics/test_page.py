"""The list of all diagnostics says what the table says, and shows the rulebook of the pages."""

from diagnostics.taught import FOLDER
from language.books import HEAD

from rules_engine.diagnostics.codes import KINDS
from rules_engine.diagnostics.page import page


def test_the_list_is_the_one_that_the_command_writes() -> None:
    # Write it with `python -m rules_engine.diagnostics.page docs/diagnostics/README.md`.
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == page()


def test_every_diagnostic_stands_in_the_list_once_with_a_link_to_its_page() -> None:
    rows = [line.split(" | ")[:2] for line in page().splitlines() if line.startswith("| [PR")]
    assert sorted(rows) == sorted([f"| [{kind.code}]({kind.code}.md)", name] for name, kind in KINDS.items())


def test_the_list_shows_the_rulebook_that_stands_beside_the_texts_of_the_pages() -> None:
    assert f"```rules\n{HEAD}```\n" in page()
