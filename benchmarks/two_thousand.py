"""A book of 2,000 rules, of which 25 speak of the line at hand, for this engine and for zen-engine."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

import attrs

from benchmarks import twelve
from rules_engine.claims.model import Dossier

CODES: Final = 80
RULES_A_CODE: Final = 25
FIRST_CODE: Final = 90800
_ASKED: Final = (  # what a rule requires, and the condition that is a finding for zen, by column
    ("session minutes is at least {n}", "minutes", "< {n}"),
    ("modifiers include any of 93, 95", "video", "false"),
    ("units is at most {n}", "units", "> {n}"),
    ("charge is more than {n} dollars", "charge", "<= {n}"),
    ("session mode is any of video, audio", "mode", "not in ['video', 'audio']"),
)


def rules_text() -> str:
    """Return the rulebook: for each of 80 codes 25 rules, as different as the numbers in them."""
    head = 'rulebook long "Long rulebook"\n  identified by "LONG"\nsource s "Made up" checked 2026-11-23\n'
    return head + "".join(_rule(number) for number in range(CODES * RULES_A_CODE))


def _rule(number: int) -> str:
    code, asked, _, _ = _parts(number)
    when = f"when code is {code} and place of service is any of 02, 10"
    return f'rule r{number} "Rule {number}"\n  from 2013-01-01\n  cites s\n  {when}\n  requires {asked}\n'


def _parts(number: int) -> tuple[str, str, str, str]:
    """Return code, what is required, and column and condition of the finding. The claim at hand misses no number."""
    asked, column, broken = _ASKED[number % len(_ASKED)]
    n = str(1 + number // CODES)
    return str(FIRST_CODE + number % CODES), asked.replace("{n}", n), column, broken.replace("{n}", n)


def dossier(units: int = 1, minutes: int = 60) -> Dossier:
    """Return the claim of the twelve rules: all 25 of its code are met, unless it has other units or minutes."""
    whole = twelve.dossier()
    line, session = whole.claim.lines[0], twelve.records(whole)[0]
    claim = attrs.evolve(whole.claim, lines=(attrs.evolve(line, units=Decimal(units)),))
    return attrs.evolve(whole, claim=claim, sessions=(attrs.evolve(session, minutes=Decimal(minutes)),))


def zen_decision() -> str:
    """Return the same rules as a zen decision table of 2,000 rows that collects every row that hits."""
    fields = ["code", "pos", "minutes", "video", "units", "charge", "mode"]
    rows: list[dict[str, Any]] = []
    for number in range(CODES * RULES_A_CODE):
        code, _, column, broken = _parts(number)
        row = dict.fromkeys(fields, "")
        row |= {"_id": f"r{number}", "code": f"'{code}'", "pos": "'02', '10'", column: broken, "o": f"'r{number}'"}
        rows.append(row)
    return json.dumps(twelve.table_decision(fields, rows))
