"""Rule texts of any length, shaped as the shipped ones are: ten lines a rule, a thousand lines a file, one rulebook."""

from __future__ import annotations

from typing import Final

LINES_A_FILE: Final = 1000
_LINES_A_RULE: Final = 10
_HEAD: Final = """\
# A rulebook that is made up, to be as long as wanted.
rulebook long "Long rulebook"
  identified by "LONG"
  default otherwise deny ask biller
source manual "Manual"
  checked 2026-11-23
  clause "4" "What a session is."
codes therapy are 90832, 90834, 90837, 90845 to 90847
codes visit are 99202 to 99215, 99221
term distinct line means modifiers include any of 59, XE, XP, XS, XU
"""
_RULES: Final = (
    """\
# Rule {n}: a pair of codes
rule pair-{n} "The second of two codes needs a modifier"
  from 2024-01-01
  cites manual "4"
  when code is any of 90853, 96130, 90839, G2011, {code}
  requires no other line on the same day by the same rendering provider
           where (code is in therapy and charge is more than 0 dollars)
  unless it is a distinct line
  otherwise deny as CO-97 remark M80
            say "The two services are one on that day." ask biller
""",
    """\
# Rule {n}: minutes on record
rule minutes-{n} "The recorded minutes reach the code"
  from 2024-01-01
  through 2031-12-31
  cites manual "4"
  remember "The longest session that the source names."
  when code is in therapy and place of service is any of 02, 10
  requires session minutes is at least 53 and units is at most 1
  otherwise warn as CO-152 remark N443 ask clinician
            say "The recorded minutes do not reach the billed code."
""",
    """\
# Rule {n}: units a day
rule units-{n} "No more units than a day holds"
  from 2024-01-01
  cites manual "4"
  when code is {code}
  limits units to 4 units per patient per rendering provider per day
         counting lines where (code is {code} and modifiers include none of 76, 77)
  unless modifiers include any of 59, XE, XS
  otherwise hold as CO-151 remark N362 ask biller
            say "More units than the payer takes on one day."
""",
    """\
# Rule {n}: by code
rule table-{n} "Each code has its least time"
  from 2024-01-01
  cites manual
  requires
    | when code          | session minutes |
    | 90832, 90833       | 16 or more      |
    | 90834, {code}       | 38 or more      |
    | 99202 to 99215     | 5 to 240 minutes |
  otherwise warn as CO-152 remark N443 say "Too few minutes are on record." ask clinician
""",
)


def folder(lines: int) -> dict[str, str]:
    """Return file name → text of a rulebook of so many lines."""
    count = (lines - _HEAD.count("\n")) // _LINES_A_RULE
    rules = [_rule(number) for number in range(count)]
    files = LINES_A_FILE // _LINES_A_RULE
    texts = {f"long/part{n // files:04d}.rules": "".join(rules[n : n + files]) for n in range(0, count, files)}
    return {"long/book.rules": _HEAD, **texts}


def _rule(number: int) -> str:
    return _RULES[number % len(_RULES)].replace("{n}", str(number)).replace("{code}", str(90000 + number % 9000))
