"""Everything that the tutorial tells its reader to do is done, in its order, and gives what the page shows."""

import re
from pathlib import Path

import pytest
from docs.follow import CUT, PAGE, Came, Changed, Typed, Written, follow, rewritten, steps

ROOT = Path(__file__).parents[2]
TEXT = PAGE.read_text(encoding="utf-8")
STEPS = list(steps(TEXT))
COMMANDS = [step for step in STEPS if isinstance(step, Typed)]
MISTAKE = "| 90832     | 16 to 37 minutes   |"


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> list[Came]:
    """Return what comes of every step, followed in an empty folder."""
    return list(follow(TEXT, tmp_path_factory.mktemp("sunrise")))


@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=lambda number: f"{number + 1} {COMMANDS[number].command}")
def test_a_command_gives_what_the_page_shows(came: list[Came], number: int) -> None:
    shown = COMMANDS[number].shown
    said = [each.said for each in came if isinstance(each.step, Typed)][number]
    if shown.endswith(CUT):
        kept = shown.removesuffix(CUT)
        assert said.startswith(kept) and len(said) > len(kept)
    else:
        assert said.rstrip() == shown.rstrip()


def test_every_text_compiles_but_for_the_mistakes_on_purpose(came: list[Came]) -> None:
    faults = [(each.step, each.said) for each in came if not isinstance(each.step, Typed) and each.said]
    (rule, first), (mended, second) = faults
    assert isinstance(rule, Written) and MISTAKE in rule.text
    assert isinstance(mended, Changed)
    assert (first, second) == ("PR101 PR101", "PR101")


def test_the_page_uses_every_command() -> None:
    used = {step.command.split()[1] for step in COMMANDS}
    assert used == {"test", "explain-code", "fmt", "english", "explain", "check"}


def test_the_reader_installs_as_on_the_first_page() -> None:
    install = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)[0]
    (typed,) = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.M | re.S)
    assert typed.splitlines()[:2] == install.splitlines()[:2]


def test_the_page_is_short() -> None:
    assert len(TEXT.splitlines()) < 400


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


def test_a_page_that_is_up_to_date_stays_as_it_is() -> None:
    assert rewritten(TEXT) == TEXT


def test_what_comes_back_is_written_below_its_command() -> None:
    page = 'New file `a.rules`:\n```rules\nrulebook a "A"\n```\n\n```console\n$ payer-rules rules --rules .\nold\n```\n'
    assert (
        "$ payer-rules rules --rules .\na  A: 0 rules\n  judging a claim takes at most 0 steps a line\n```"
        in rewritten(page)
    )


def test_a_text_without_a_word_of_where_it_belongs_is_refused() -> None:
    with pytest.raises(AssertionError, match="what to do with this text"):
        list(steps('Some rules:\n\n```rules\nrulebook a "A"\n```\n'))


def test_words_that_are_not_there_cannot_be_changed(tmp_path: Path) -> None:
    page = 'New file `a.rules`:\n```rules\nrulebook a "A"\n```\n\nIn `a.rules`, change `xyz` to `abc`.\n'
    with pytest.raises(AssertionError, match="0 times: xyz"):
        list(follow(page, tmp_path))
