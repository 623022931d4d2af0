"""The trace: what was found about one claim, from the claim to the bytes and to the policy, as plain data.

Everything that shows a trace (text, JSON, HTML) reads these values and nothing else. Values are strings, numbers, dates
and tuples, so that encoding them gives the published JSON; `rules_engine/schemas/trace.schema.json` is made from here.
An empty string says that there is nothing to say; a date that is not known is null.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from msgspec import Struct

from rules_engine.claims.absence import AbsenceKind
from rules_engine.claims.origin import Origin
from rules_engine.claims.rejection import Rejection
from rules_engine.ir.rulebook import ACTIONS
from rules_engine.trace.result import RuleOutcome, Truth, Verdict

FORMAT: Final = "payer-rules trace 1"
"""Name and version of the format; a field that goes or changes its meaning makes it 2, a new field does not."""

NOT_SHOWN: Final = "(not shown)"
"""Stands where a value would name the patient."""

# The words that a field can hold, as the schema lists them.
_VERDICTS: Final = tuple(each.value for each in Verdict)
_ABSENCES: Final = ("", *(each.value for each in AbsenceKind))
_CLASSES: Final = ("", "identifier", "billing", "clinical")
_CONFIDENCES: Final = ("high", "medium", "low")
_COVERAGE: Final = ("covered", "not covered", "unknown", "unchecked", "no list")
_FINDINGS: Final = ("not met", "unknown", "not covered", "unchecked")
_NEEDS: Final = ("line", "history")
_BASES: Final = ("reference", "value", "meaning", "calendar", "rules")
_PARTS: Final = ("", "scope", "when", "requires", "unless", "otherwise")
_RULES: Final = tuple(each.value for each in RuleOutcome)
_TRUTHS: Final = tuple(each.value for each in Truth)
_STEPS: Final = tuple(dict.fromkeys(("", *_TRUTHS, *_RULES, "not looked at")))


class Evidence(Struct, frozen=True):
    """One fact that was read, and where everybody finds it."""

    name: Annotated[str, "what rules call the fact"]
    value: Annotated[str, 'the value as text; empty when it is absent; "(not shown)" when it would name the patient']
    absence: Annotated[str, "why there is no value; empty when there is one", _ABSENCES]
    unit: Annotated[str, "unit of an amount"]
    field_class: Annotated[str, "who may settle it: identifier, billing or clinical", _CLASSES]
    x12: Annotated[str, "loop and element on an 837P"]
    cms1500: Annotated[str, "box on a CMS-1500"]
    fhir: Annotated[str, "path on a FHIR resource"]
    origins: Annotated[tuple[Origin, ...], "where it was read; several when it was worked out from several facts"]
    of_record: Annotated[bool, "the origins name the whole record, because the fact has no place of its own in it"]


class Cited(Struct, frozen=True):
    """A clause that a rule rests on, and the days on which the rule holds."""

    source: Annotated[str, "name of the source in the rulebook"]
    title: Annotated[str, "title of the source"]
    publisher: Annotated[str, "who published it"]
    clause: Annotated[str, "the clause in it"]
    says: Annotated[str, "what the clause says, in the words of the rule's author"]
    link: Annotated[str, "where to read it"]
    checked: Annotated[date | None, "the day a person last read it"]
    last_seen: Annotated[date | None, "the last day on which it was seen in force, when it may have ended; else null"]
    effective_from: Annotated[date | None, "first day of the rule"]
    effective_through: Annotated[date | None, "last day of the rule; null while it is open"]
    axis: Annotated[str, 'which date chooses the version: "service date", "received date" …']
    confidence: Annotated[str, "how sure the rule is of its source: high, medium or low", _CONFIDENCES]


class WrittenAt(Struct, frozen=True):
    """Where something stands in the rule texts."""

    file: Annotated[str, "rule file, relative to its rules folder; empty inside a definition"]
    line: Annotated[int, "line, from 1; 0 when not known"]
    column: Annotated[int, "column, from 1; 0 when not known"]


class Missing(Struct, frozen=True):
    """A fact that would help to settle an unknown."""

    name: Annotated[str, 'the fact, or "history" for earlier claims']
    line: Annotated[int, "line of the claim; 0 for the claim itself"]
    kind: Annotated[str, '"line" for a fact, "history" for days or entries that could not be seen', _NEEDS]
    detail: Annotated[str, "for history: the days"]
    absence: Annotated[str, "why it is not there", _ABSENCES]


class Seen(Struct, frozen=True):
    """One thing that a search looked at: a line, or an entry such as an authorization."""

    kind: Annotated[str, '"line", or the kind of entry']
    claim_id: Annotated[str, "claim of the line; empty for an entry"]
    line: Annotated[int, "number of the line; 0 for an entry"]
    entry: Annotated[int, "number of the entry in its list, from 1; 0 for a line"]
    code: Annotated[str, "procedure code of the line"]
    service_date: Annotated[date | None, "service date of the line"]
    status: Annotated[str, "status of an earlier line"]
    counted: Annotated[str, "whether it is one of those sought: true, false or unknown", _TRUTHS]
    value: Annotated[str, "what it adds to a total, or is compared by; empty for a plain search"]
    place: Annotated[int, "its place in the order in which lines use up a limit, from 1; 0 without an order"]
    running: Annotated[str, "what the limit has used up with it; empty without an order"]
    origins: Annotated[tuple[Origin, ...], "where it was read"]
    steps: Annotated[tuple[Step, ...], "why; empty in a finding"]


class Search(Struct, frozen=True):
    """A search: what it found, and what it could not see."""

    counted: Annotated[int, "how many are surely among those sought"]
    unsure: Annotated[int, "how many may be"]
    amount: Annotated[str, "what a limit counted, as text; empty outside limits"]
    most: Annotated[str, "what a limit allows, as text; empty outside limits, and when it is not known"]
    quotas: Annotated[tuple[str, ...], "what a limit allows of some codes"]
    order: Annotated[tuple[str, ...], "the keys by which lines use up a limit, first key first; empty without an order"]
    not_seen: Annotated[str, "the days or entries that could not be seen; empty when everything was seen"]
    looked_at: Annotated[tuple[Seen, ...], "everything that stood in the right place"]


class Basis(Struct, frozen=True):
    """What a part rests on besides facts of the claim."""

    kind: Annotated[str, "reference, value, meaning, calendar or rules", _BASES]
    name: Annotated[str, "name of the reference, value, meaning or calendar; names of the rules"]
    says: Annotated[str, "what it is, in words: the version of a value, the days that are no business days"]
    digest: Annotated[str, "SHA-256 of the rows of a reference; empty while it is not loaded, and for the others"]


class Step(Struct, frozen=True):
    """One part of a rule, with what came out of it."""

    part: Annotated[str, "scope, when, requires, unless or otherwise at the top of the tree; empty below", _PARTS]
    kind: Annotated[str, "kind of node: compare, in, presence, table, limit …"]
    text: Annotated[str, "the author's words"]
    outcome: Annotated[str, "true, false, unknown; of a requirement: met, not met …; empty for a value", _STEPS]
    missing_is_not_met: Annotated[bool, "the author treats what is missing as not met"]
    value: Annotated[str, "what a worked-out value came to; empty for a condition"]
    evidence: Annotated[tuple[Evidence, ...], "the facts that this part read"]
    basis: Annotated[Basis | None, "what it rests on besides facts of the claim"]
    search: Annotated[Search | None, "what was looked for among lines or entries"]
    written_at: Annotated[WrittenAt, "where it is written"]
    defined_in: Annotated[str, "the term or record in whose definition it is written; empty in the rule itself"]
    steps: Annotated[tuple[Step, ...], "the parts of this part"]


class Consequence(Struct, frozen=True):
    """What the payer would answer, as codes."""

    group: Annotated[str, "claim adjustment group, such as CO"]
    carc: Annotated[str, "claim adjustment reason code"]
    rarcs: Annotated[tuple[str, ...], "remittance advice remark codes"]
    other_line: Annotated[bool, "it falls on the line that the rule found, not on this one"]


class Offer(Struct, frozen=True):
    """Values among which the biller may choose, as the rule says. Never of a clinical fact."""

    field: Annotated[str, "the fact"]
    values: Annotated[tuple[str, ...], "the values"]


class PermittedFix(Struct, frozen=True):
    """What may be done about facts of one class. Nothing here proposes a value for a clinical fact."""

    field_class: Annotated[str, "identifier, billing or clinical", _CLASSES]
    fields: Annotated[tuple[str, ...], "the facts"]
    says: Annotated[str, "what may be done"]


class Finding(Struct, frozen=True):
    """One thing that stands against the claim, or that is not known about it."""

    finding_id: Annotated[str, "stable: address of the rule and number of the line (0 for the claim)"]
    rule: Annotated[str, "address of the rule or coverage statement"]
    rulebook: Annotated[str, "rulebook that was asked"]
    digest: Annotated[str, "SHA-256 of the texts of that rulebook"]
    line: Annotated[int, "line of the claim; 0 for the claim itself"]
    code: Annotated[str, "procedure code of the line"]
    outcome: Annotated[str, "not met, unknown, not covered or unchecked", _FINDINGS]
    action: Annotated[str, "what follows", ACTIONS]
    severity: Annotated[int, "0 for the gravest action, deny, to 9 for inform"]
    reason: Annotated[str, "one sentence"]
    required: Annotated[str, "what the rule asks, in its author's words: the parts that are not met or not known"]
    found: Annotated[str, "what was found instead, in words"]
    evidence: Annotated[tuple[Evidence, ...], "the facts behind `found`"]
    applies_because: Annotated[tuple[Evidence, ...], "the facts that make the rule apply"]
    seen: Annotated[tuple[Seen, ...], "lines or entries that a search counted, or might count"]
    citations: Annotated[tuple[Cited, ...], "where the rule comes from"]
    written_at: Annotated[WrittenAt, "where the rule is written"]
    owner: Annotated[str, "who can mend it"]
    permitted_fixes: Annotated[tuple[PermittedFix, ...], "what may be done, by class of fact"]
    consequence: Annotated[Consequence, "what the payer would answer"]
    adjustment: Annotated[str, "what that does to the line, such as cut back to 0.5 units; empty for most actions"]
    offers: Annotated[tuple[Offer, ...], "what the biller may choose"]
    filing_days_left: Annotated[int | None, "days from the filing date to the filing deadline"]
    needs: Annotated[tuple[Missing, ...], "the facts that would settle an unknown"]
    siblings: Annotated[int, "how many other claims of the report have the same cause; 0 outside a report"]


class Request(Struct, frozen=True):
    """One fact to ask for, once for the whole claim. It never says what the answer should be."""

    name: Annotated[str, "the fact"]
    kind: Annotated[str, '"line" for a fact, "history" for days or entries that could not be seen', _NEEDS]
    detail: Annotated[str, "for history: the days"]
    absence: Annotated[str, "why it is not there", _ABSENCES]
    field_class: Annotated[str, "identifier, billing or clinical; empty for history", _CLASSES]
    lines: Annotated[tuple[int, ...], "for which lines; 0 is the claim itself"]
    rules: Annotated[tuple[str, ...], "addresses of the rules that ask for it"]
    owners: Annotated[tuple[str, ...], "who is to be asked"]


class Covered(Struct, frozen=True):
    """What the coverage statements say of one line."""

    outcome: Annotated[
        str, "covered, not covered, unknown, unchecked; no list when the rulebook states no coverage", _COVERAGE
    ]
    kind: Annotated[str, '"covers" or "excludes" for the statement that decided; empty when none did']
    text: Annotated[str, "the statement"]
    written_at: Annotated[WrittenAt, "where it is written"]
    citations: Annotated[tuple[Cited, ...], "where it comes from"]


class TracedLine(Struct, frozen=True):
    """One line of the claim."""

    number: Annotated[int, "number of the line"]
    code: Annotated[str, "procedure code; empty when it is absent"]
    modifiers: Annotated[tuple[str, ...], "modifiers in the order billed"]
    service_date: Annotated[date | None, "first day of service"]
    charge: Annotated[str, "dollars billed; empty when absent"]
    coverage: Annotated[Covered, "what the coverage statements say"]
    unchecked: Annotated[bool, "nothing in the rulebook speaks about this line: it is not passed"]


class RuleTrace(Struct, frozen=True):
    """One rule for one line: whether it applies, what it asks, and what came out."""

    rule: Annotated[str, "address of the rule"]
    title: Annotated[str, "title of the rule"]
    rulebook: Annotated[str, "rulebook in which it is written"]
    line: Annotated[int, "line of the claim; 0 for the claim itself"]
    outcome: Annotated[str, "met, not met, unknown, not applicable or excused", _RULES]
    action: Annotated[str, "what follows when it is not met; of several, what follows for this line", ACTIONS]
    adjustment: Annotated[str, "what it does to the line, such as cut back to 0.5 units or pays 75 dollars; or empty"]
    lines: Annotated[
        tuple[int, ...], "lines that it was judged for together; empty for a rule about a line or the claim"
    ]
    stage: Annotated[int, "1, or 2 for a rule that asks for the verdict of a line, which stage 1 gives"]
    after: Annotated[tuple[str, ...], "rules that come before it, nearest first"]
    written_at: Annotated[WrittenAt, "where it is written"]
    effective_from: Annotated[date | None, "first day"]
    effective_through: Annotated[date | None, "last day; null while it is open"]
    axis: Annotated[str, "which date chooses the version"]
    known_from: Annotated[date | None, "first day on which it was published"]
    known_through: Annotated[date | None, "last day before it was withdrawn"]
    confidence: Annotated[str, "how sure the rule is of its source", _CONFIDENCES]
    note: Annotated[str, "what the author wants remembered"]
    citations: Annotated[tuple[Cited, ...], "where it comes from"]
    steps: Annotated[tuple[Step, ...], "its parts, with what each came to"]
    needs: Annotated[tuple[Missing, ...], "the facts that would settle an unknown"]


class Counts(Struct, frozen=True):
    """Rules by what they said, each rule once, by its gravest outcome. in_force is the sum of the five below it."""

    in_force: Annotated[int, "rules in force for some line"]
    not_applicable: Annotated[int, "do not apply to this claim"]
    met: Annotated[int, "met wherever they apply"]
    not_met: Annotated[int, "not met on some line"]
    unknown: Annotated[int, "not known on some line, and not met on none"]
    excused: Annotated[int, "not met, with an excuse that holds"]
    passed_over: Annotated[int, "not looked at, because of their dates or codes"]


class TracedRulebook(Struct, frozen=True):
    """The rulebook that was asked."""

    name: Annotated[str, "name; empty when no rules are written for the payer, so that nothing is said of the claim"]
    title: Annotated[str, "title"]
    digest: Annotated[str, "SHA-256 of its texts"]
    chain: Annotated[tuple[str, ...], "names from this rulebook to the root that it extends"]


class ClaimTrace(Struct, frozen=True):
    """Everything that was found about one claim."""

    format: Annotated[str, "name and version of this format", (FORMAT,)]
    claim_id: Annotated[str, "the sender's id of the claim"]
    payer_id: Annotated[str, "payer on the claim"]
    payer_name: Annotated[str, "name of the payer on the claim"]
    verdict: Annotated[str, "fails, needs information, hold, warn or passes", _VERDICTS]
    verdict_says: Annotated[str, "what the verdict means, in one sentence"]
    rulebook: Annotated[TracedRulebook, "the rulebook that was asked"]
    known_on: Annotated[date | None, "judged with what was published by that day; null for today's knowledge"]
    service_dates: Annotated[tuple[date, ...], "service dates of the lines, sorted, each once"]
    filing_date: Annotated[date | None, "day received, else day submitted"]
    filing_deadline: Annotated[date | None, "last day for filing, when a rule states one"]
    filing_days_left: Annotated[int | None, "days from the filing date to the deadline; below 0 when it is past"]
    counts: Annotated[Counts, "rules by what they said"]
    findings: Annotated[tuple[Finding, ...], "what stands against the claim, gravest first"]
    requests: Annotated[tuple[Request, ...], "what to ask for, each fact once"]
    lines: Annotated[tuple[TracedLine, ...], "the lines of the claim"]
    rules: Annotated[
        tuple[RuleTrace, ...], "every rule in force, met and not applicable ones too; empty when not asked for"
    ]


class RootCause(Struct, frozen=True):
    """One thing that stands against several claims: mend it once, check all of them again."""

    rule: Annotated[str, "address of the rule"]
    outcome: Annotated[str, "not met, unknown, not covered or unchecked", _FINDINGS]
    action: Annotated[str, "what follows", ACTIONS]
    facts: Annotated[tuple[str, ...], "the facts that were looked at, or are missing"]
    reason: Annotated[str, "one sentence"]
    owner: Annotated[str, "who can mend it"]
    claims: Annotated[tuple[str, ...], "ids of the claims, in the order of the report"]
    first_deadline: Annotated[date | None, "the earliest filing deadline of those claims"]


class Report(Struct, frozen=True):
    """Traces of many claims, with everything that was not judged: nothing is lost in silence.

    Invariant: found == judged + rejected.
    """

    format: Annotated[str, "name and version of this format", (FORMAT,)]
    found: Annotated[int, "claims found in the input"]
    judged: Annotated[int, "claims judged"]
    rejected: Annotated[int, "claims that could not be read"]
    claims: Annotated[tuple[ClaimTrace, ...], "the claims that were judged, in the order of the input"]
    rejections: Annotated[tuple[Rejection, ...], "what could not be read, and where"]
    root_causes: Annotated[tuple[RootCause, ...], "causes that claims share, the most frequent first"]
