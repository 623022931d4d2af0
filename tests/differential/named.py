"""What every drawn book names: sets, cycles, a calendar, entries, tables of facts."""

from typing import Final

HEAD: Final = """\
rulebook book "Book"
  default otherwise deny ask biller
source manual "Manual"
  checked 2026-11-23
codes talk are 90832, 90834, 90837, 90853
codes visits are 99202 to 99215, 90853, H0031
cycle short week means a week starting Sunday
cycle state year means a year starting July 1
cycle odd year means a year starting February 29
cycle benefit year means a year starting benefit year start
calendar office
  weekends Saturday, Sunday
  holidays 2026-01-01, 2026-03-02, 2026-07-03
entry evaluation means line where code is any of 99213, 99214
entry signed plan means document where signed date is documented
""".splitlines()
FIXED: Final = """\
reference fees
  columns procedure code as procedure code, place as place code, fee as dollars, first day as date, last day as date
  valid from first day through last day
  cites manual
  rows
    | 90834 | 11 | 110.00 | 2026-01-01 | any |
    | 90837 | 11 | 160.00 | 2026-02-28 | 2026-03-31 |
    | 90834 | 11 | 100.00 | any | 2025-12-31 |
    | 90837 | 11 | 150.00 | 2026-03-02 | any |
    | 90837 | 02 | 133.335 | any | any |
    | 99213 | 10 | 99.99 | 2028-02-29 | any |
reference rates
  columns first day as date, last day as date, procedure code as procedure code, rate as dollars
  valid from first day through last day
  cites manual
  rows
    | 2026-03-02 | any | 90834 | 100 |
    | 2025-12-31 | 2026-03-31 | 90837 | 133.335 |
    | any | 2026-03-01 | 90834 | 99.99 |
    | 2026-03-31 | 2026-05-31 | 90837 | 133.335 |
    | any | any | 99213 | 0.3 |
    | 2026-02-28 | 2026-03-30 | 99214 | any |
    | any | 2026-02-28 | 99214 | 0.1 |
    | 2026-03-30 | 2026-07-04 | 90853 | 2.665 |
    | 2026-05-31 | any | 90853 | 1 |
reference dues
  columns procedure code as procedure code, kind as text, due as dollars
  cites manual
  rows
    | 90832 | "a" | 99 |
    | 90834 | "a" | 100 |
    | 90834 | "b" | 100.00 |
    | 90837 | "b" | 100 |
    | 90837 | "a" | 101 |
    | 99213 | "b" | any |
reference pairs
  columns first code as procedure code, second code as procedure code, indicator as number
  cites manual
  rows
    | 90837 | 90834 | 0 |
    | 90853 | 90837 | 1 |
    | 90832 | 90834 | 1 |
reference ceilings
  columns procedure code as procedure code, most units as units
  cites manual
  rows
    | 90837 | 1 |
    | 90834 | 2.5 |
    | 99213 | 9223372036854775807 |
reference unseen
  columns procedure code as procedure code, place as place code, fee as dollars
  file "unseen.csv"
  cites manual
""".splitlines()
