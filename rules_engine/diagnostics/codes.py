"""The table of diagnostics: code, name, severity, wording. All wording lives here.

PR1xx: the text cannot be read. PR2xx: a name is not known, or known twice. PR3xx: values and types.
PR4xx: rules and their dates. PR5xx: sources and confidence. PR6xx: examples. PR7xx: files of references.
"""

from __future__ import annotations

from typing import Final

import attrs

from rules_engine.diagnostics.model import Diagnostic, Severity, Span


@attrs.frozen(eq=False, repr=False)
class Kind:
    """One kind of diagnostic. message and help are templates over the same words."""

    code: str
    message: str
    help: str = ""
    severity: Severity = Severity.ERROR


_WARNING: Final = Severity.WARNING

KINDS: Final[dict[str, Kind]] = {
    "unexpected-text": Kind("PR101", "`{found}` is not expected here", "{help}"),
    "unexpected-end": Kind("PR102", "the text ends in the middle of a statement", "{help}"),
    "unknown-sign": Kind("PR103", "the sign `{found}` is not part of the language", "{help}"),
    "name-over-line-end": Kind("PR104", "the name `{found}` runs over a line end", "{help}"),
    "nested-too-deep": Kind(
        "PR105", "this is nested deeper than {limit}", "name its parts, or split it; a chain of names counts as well"
    ),
    "text-too-large": Kind("PR106", "the file has more than {limit} characters", "split it by policy topic"),
    "not-utf8": Kind("PR107", "the file is not UTF-8 text", "save it as UTF-8"),
    "open-quote": Kind(
        "PR108", "this quote is not closed on its line", 'end the sentence with a straight double quote: "'
    ),
    "unclosed-row": Kind(
        "PR109", "this table row runs over a line end", "a table row begins and ends with a bar on one line"
    ),
    "statement-too-large": Kind(
        "PR110", "this statement has more than {limit} parts", "split it; a term counts with its whole meaning"
    ),
    "rulebook-too-large": Kind(
        "PR111", "rulebook `{found}` has more than {limit} rules", "split it by product; inherited rules count"
    ),
    "unknown-field": Kind("PR201", "no field `{found}`", "{help}"),
    "unknown-kind": Kind("PR202", "`{found}` is not a kind of entry", "{help}"),
    "unknown-set": Kind("PR203", "no set of codes `{found}`", "{help}"),
    "unknown-term": Kind("PR204", "no term `{found}`", "{help}"),
    "unknown-record": Kind("PR205", "no record `{found}`", "{help}"),
    "unknown-source": Kind("PR206", "no source `{found}`", "{help}"),
    "unknown-clause": Kind("PR207", 'source `{source}` has no clause "{found}"', "{help}"),
    "unknown-rulebook": Kind("PR208", "no rulebook `{found}`", "{help}"),
    "unknown-rule": Kind("PR209", "no rule `{found}`", "{help}"),
    "name-twice": Kind("PR210", "{what} `{found}` is defined twice", "the other stands in {other}"),
    "circle": Kind("PR211", "`{found}` is defined by itself", "take it out of its own meaning"),
    "no-rulebook": Kind(
        "PR212", "this text belongs to no rulebook", 'begin one file of the folder with `rulebook NAME "title"`'
    ),
    "two-rulebooks": Kind(
        "PR213",
        "the folder has several rulebooks, so it is not clear where this belongs",
        "put the statement below its own `rulebook`",
    ),
    "unknown-owner": Kind("PR214", "`{found}` is not somebody who can be asked", "{help}"),
    "unknown-reference": Kind("PR215", "no reference `{found}`", "{help}"),
    "unknown-column": Kind("PR216", "reference `{reference}` has no column `{found}`", "{help}"),
    "unknown-calendar": Kind("PR217", "no calendar `{found}`", "{help}"),
    "unknown-table": Kind("PR218", "no rule `{found}` with a table", "{help}"),
    "type-mismatch": Kind("PR301", "{left} cannot be compared with {right}", "{help}"),
    "bad-code": Kind("PR302", "`{found}` is not {what}", "{help}"),
    "unknown-value": Kind("PR303", "`{found}` is not a value of `{field}`", "{help}"),
    "unit-missing": Kind("PR304", "{found} what?", "write `{found} {unit}`"),
    "unit-mismatch": Kind("PR305", "{left} and {right} do not go together", "{help}"),
    "not-a-list": Kind("PR306", "`{field}` has one value, so it cannot include others", "write `{field} is …`"),
    "is-a-list": Kind("PR307", "`{field}` is a list", "write `{field} include …`"),
    "no-order": Kind("PR308", "{left} has no order", "use `is`, `is any of` or `is in`"),
    "empty-range": Kind("PR309", "the range ends before it begins", "put the lower end first"),
    "bad-date": Kind("PR310", "`{found}` is not a day of the calendar", "write dates as year-month-day: 2026-01-15"),
    "no-span": Kind("PR311", "{kind} has no span of days", "use `where` with a date"),
    "cell-count": Kind(
        "PR312", "cells in this row: {found}; in the heading: {wanted}", "a table row has a cell for each heading"
    ),
    "no-then-column": Kind(
        "PR313", "every column of the table is a `when` column", "a table needs a column that must hold"
    ),
    "clinical-proposal": Kind(
        "PR314",
        "`{found}` is a fact of the record: no rule may offer a value for it",
        "say what is missing or does not agree; only the clinician knows what happened",
    ),
    "field-of-a-line": Kind(
        "PR315",
        "`{found}` can differ from line to line, and this rule is about more than one",
        "ask for it after `where`: `some line on the same claim where …`; or write the rule about each line",
    ),
    "not-constant": Kind("PR316", "`{found}` cannot stand here", "a named value is made of amounts and of `inherited`"),
    "nothing-inherited": Kind(
        "PR317", "no value of this name is inherited", "write the amount, or `extends` the rulebook that has one"
    ),
    "too-many-keys": Kind(
        "PR318", "{found} values for reference `{reference}`, which has {count} columns for them", "leave some out"
    ),
    "empty-reference": Kind(
        "PR319",
        "reference `{found}` has no columns, or not one place where its rows are",
        'write `columns …`, and either `rows` or `file "…"`',
    ),
    "no-business-day": Kind("PR320", "calendar `{found}` has no business day", "leave some day of the week out"),
    "rule-twice": Kind(
        "PR401", "rule `{found}` stands twice for the same days", "the other stands in {other}; end one with `through`"
    ),
    "hides-inherited": Kind(
        "PR402",
        "rule `{found}` hides one that is inherited from `{other}`",
        "write `replaces inherited`, or choose another name",
    ),
    "replaces-nothing": Kind("PR403", "rule `{found}` replaces nothing", "no rule of that name is inherited"),
    "no-requirement": Kind("PR404", "rule `{found}` asks for nothing", "add `requires …`, `forbids …` or `limits …`"),
    "dates-reversed": Kind("PR405", "the rule ends before it begins", "`through` is the last valid day"),
    "two-axes": Kind("PR406", "`from` and `through` name different dates", "name the same axis on both"),
    "clause-twice": Kind("PR407", "`{found}` stands twice in one rule", "keep one"),
    "extends-circle": Kind("PR408", "rulebook `{found}` extends itself", "take one `extends` out"),
    "gap-between-versions": Kind(
        "PR409",
        "rule `{found}` holds on no day from {first} through {last}",
        "join its versions, or say with `remember` why none holds",
        _WARNING,
    ),
    "modifier-in-vain": Kind(
        "PR410",
        "modifier {found} changes nothing here, and rule `{rule}` of `{book}` asks for it",
        "withdraw or replace that rule for these days",
    ),
    "two-rankings": Kind(
        "PR411",
        "the consequences of one rule rank its lines in two ways",
        "name the same order in each, or in one only",
    ),
    "no-citation": Kind("PR501", "rule `{found}` cites nothing", 'add `cites SOURCE "clause"`'),
    "not-checked": Kind("PR503", "source `{found}` does not say when it was read", "add `checked YEAR-MONTH-DAY`"),
    "deny-on-hearsay": Kind(
        "PR504",
        "rule `{found}` denies on a source that was not read itself",
        "confidence is {confidence}: write `otherwise warn`, or read the source",
        _WARNING,
    ),
    "ended-code": Kind("PR505", "adjustment code {found} ended on {day}", "choose a code that is in force"),
    "low-confidence": Kind("PR506", "rule `{found}` has low confidence", "find a source before it is used", _WARNING),
    "superseded-source": Kind(
        "PR507",
        "source `{found}` no longer holds from {day} on",
        "end the rule with `through`, or cite what holds since",
        _WARNING,
    ),
    "outlives-its-clause": Kind(
        "PR508",
        'clause "{found}" was last seen on {day}, and this goes on after it',
        "end it with `through {day}`, or read the source again",
    ),
    "example-incomplete": Kind(
        "PR601", "this example has no `{found}`", "an example says `on`, `for`, `bills` and `expect`"
    ),
    "bad-fact": Kind("PR602", "`{field}` cannot be given here", "{help}"),
    "missing-column": Kind(
        "PR701", "the file has no column `{found}`", "the heading of a file for `{reference}` names all its columns"
    ),
    "bad-cell": Kind("PR702", "`{column}` holds something else than {what} here", "mend the cell, or leave it empty"),
    "no-such-line": Kind("PR603", "the example bills {count} lines", "count the `bills` of the example"),
}


def diagnostic(name: str, span: Span, **words: object) -> Diagnostic:
    """Return the diagnostic of that name with its wording filled in.

    Raises KeyError for a name that is not in the table: a fault of ours.
    """
    kind = KINDS[name]
    filled = {key: str(value) for key, value in words.items()}
    return Diagnostic(
        code=kind.code,
        name=name,
        severity=kind.severity,
        message=kind.message.format(**filled),
        span=span,
        help=kind.help.format(**{"help": "", **filled}),
    )
