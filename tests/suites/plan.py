"""A small plan with one rule of every part, for the tests of suites."""

RULES = """\
rulebook plan "Plan"

source manual "Manual"
  checked 2026-11-23

codes therapy are 90834, 90837

rule time "The minutes support the code"
  from 2026-01-01
  cites manual
  when code is in therapy
  requires
    | when code | session minutes |
    | 90834     | 38 to 52        |
    | 90837     | 53 or more      |
  requires modifiers include none of 52
  unless emergency is documented
  otherwise deny as CO-152 ask clinician
"""
GOOD = """\
example "53 minutes"
  on 2026-03-02 for plan
  bills 90837, session minutes 53, modifiers is none
  expect time met
"""
BAD = """\
example "53 minutes"
  on 2026-03-02 for plan
  bills 90837, session minutes 50, modifiers is none, emergency is not documented
  expect time met
"""
