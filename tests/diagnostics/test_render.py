"""Faults as text: the line, the caret below it, the cure."""

from rules_engine.diagnostics.codes import diagnostic
from rules_engine.diagnostics.model import Diagnostic, Severity, Span
from rules_engine.diagnostics.render import render
from rules_engine.diagnostics.suggest import nearest

TEXT = 'rule r\n\trequires sesion minutes is 1\n  say "Grüße, 你好"  x\n'


def at(start: int, stop: int, line: int, column: int, **more: str) -> Diagnostic:
    return Diagnostic(
        "PR201", "unknown-field", Severity.ERROR, "no field `x`", Span("a.rules", start, stop, line, column), **more
    )


def test_the_caret_stands_below_the_words_after_a_tab() -> None:
    start = TEXT.index("sesion")
    told = render([at(start, start + 14, 2, 11, help="did you mean `session minutes`?")], {"a.rules": TEXT})
    assert told == (
        "error[PR201]: no field `x`\n"
        "  --> a.rules:2:11\n"
        "   |\n"
        " 2 | \trequires sesion minutes is 1\n"
        "   | \t         ^^^^^^^^^^^^^^\n"
        "  = help: did you mean `session minutes`?\n"
    )


def test_a_place_without_width_has_one_caret() -> None:
    told = render([at(0, 0, 1, 1, label="here")], {"a.rules": TEXT})
    assert told.splitlines()[-1] == "   | ^ here"


def test_a_place_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    assert render([at(0, 40, 1, 1)], {"a.rules": TEXT}).splitlines()[-1] == "   | ^^^^^^"


def test_a_place_beyond_the_text_is_still_told() -> None:
    assert render([at(999, 999, 50, 1)], {"a.rules": TEXT}).startswith("error[PR201]")


def test_a_file_that_is_not_there_is_named_without_its_line() -> None:
    assert render([at(0, 1, 1, 1)], {}) == "error[PR201]: no field `x`\n  --> a.rules:1:1\n"


def test_letters_of_any_language_are_one_place_each() -> None:
    start = TEXT.index("x\n", 40)
    column = start - TEXT.rindex("\n", 0, start)
    told = render([at(start, start + 1, 3, column)], {"a.rules": TEXT}).splitlines()
    assert told[-1].index("^") == told[-2].index("x")


def test_several_faults_are_told_in_the_order_given() -> None:
    told = render([at(5, 6, 1, 6), at(0, 4, 1, 1)], {"a.rules": TEXT})
    assert told.index("1:6") < told.index("1:1\n")
    assert render([], {}) == ""


def test_words_of_the_author_are_never_a_template() -> None:
    found = diagnostic("unknown-field", Span("a.rules", 0, 1, 1, 1), found="{help} {0}", help="{found}")
    assert (found.message, found.help) == ("no field `{help} {0}`", "{found}")


def test_the_nearest_name_is_offered_and_a_far_one_is_not() -> None:
    names = ["session minutes", "service date", "units"]
    assert nearest("sesion minutes", names) == "did you mean `session minutes`?"
    assert nearest("charge", names) == ""
    assert nearest("unit", reversed(names)) == nearest("unit", names)
    assert nearest("unit", names, 1.0) == ""
