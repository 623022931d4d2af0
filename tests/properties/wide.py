"""A rulebook that uses every construct, and dossiers from a seed that have something for each of its rules."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from language.books import compiled

from rules_engine.claims import model as m
from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED
from rules_engine.ir.rulebook import Rulebook

TEXT = """
rulebook other-payer "Other payer"
rulebook book "Book"
  default otherwise hold ask biller
  default counting lines where status is not denied
source manual "Manual"
  checked 2026-11-23
codes talk are 90832, 90834, 90837
codes group are 90853, 90837
calendar office
  weekends Saturday, Sunday
  holidays 2026-03-03
cycle benefit year means a year starting benefit year start
cycle service week means a week starting Sunday
entry assessment means line where code is 90791
value daily units is 2 units
  through 2026-03-02
  cites manual
value daily units is 3 units
  from 2026-03-03
  cites manual
here modifiers HL change nothing
  from 2026-03-02
  cites manual
here modifiers FQ, 93 mean audio service
  from 2026-03-01
  cites manual
reference fees
  cites manual
  columns procedure code as procedure code, first day as date, last day as date, fee as dollars
  valid from first day through last day
  rows
    | 90832 | any | any | 60 |
    | 90834 | any | 2026-03-02 | 80 |
    | 90834 | 2026-03-03 | any | 85 |
    | 90837 | 2026-03-03 | any | 100 |
reference never loaded
  cites manual
  columns procedure code as procedure code
  file "never.csv"
record note
  holds signature unless (attestation is yes), interventions
covers talk, 90853
  cites manual
complete
  when product is closed
  cites manual

rule a-ranked
  cites manual
  limits units to 3 per patient per day
  otherwise cut back in steps of 0.5 units from half ranked by highest charge
rule b-quotas
  cites manual
  limits lines to 3 per patient per service week with at most 2 in talk, at most 1 in group
  otherwise warn ranked by earliest submission date
rule c-guards
  cites manual
  limits lines to 1 per patient per benefit year
  otherwise when running count is 2 reduce by 25 percent
  otherwise when running count is more than 2 deny
rule d-different
  cites manual
  limits different rendering provider to 1 per patient per day over all patients
rule e-overlap
  cites manual
  forbids another line by the same rendering provider over all patients
    overlapping this session time where (code is in talk)
rule f-business
  cites manual
  requires submission date is no later than
    the first business day of office on or after (2 business days of office after service date)
rule g-business-day
  cites manual
  requires submission date is a business day of office
rule h-lookup
  cites manual
  requires charge is at least fee listed in fees for (code)
rule i-rows
  cites manual
  forbids (code) is in fees
rule j-unloaded
  cites manual
  requires (code) is in never loaded
rule k-value
  cites manual
  requires units is at most daily units
rule l-meant
  cites manual
  requires modifiers include audio service
rule m-modifiers
  cites manual
  requires no modifier where code is none of 93
rule n-event
  cites manual
  limits lines to 1 per patient after the latest assessment
rule o-before
  cites manual
  requires no line before the first assessment where code is in group
rule p-intervals
  cites manual
  requires duration of contact time leaving out travel time is at least 30 minutes
rule q-stretch
  cites manual
  requires longest stretch of contact time shared with session time is at least 20 minutes
rule r-attested
  cites manual
  requires reviewing psychologist confirms "Needed"
rule s-record
  cites manual
  requires record note
rule t-average
  cites manual
  requires charge is at most average charge among lines on the same claim
rule u-highest
  cites manual
  requires charge is less than highest charge among lines on the same claim where (code is in talk)
rule v-group
  about each session
  cites manual
  requires number of different rendering provider among lines on the same claim with the same session is at most 1
rule w-verdict
  cites manual
  requires some line on the same claim where (code is in talk and prior verdict is not fails)
rule x-fee
  cites manual
  when code is in talk
  pays fee listed in fees for (code)
rule x-less
  applies after x-fee
  cites manual
  requires modifiers include 95
  otherwise reduce by 10 percent
rule x-share
  applies after x-less
  cites manual
  when code is in talk
  pays 75 percent * amount so far
rule y-cycle
  cites manual
  requires patient age on benefit year start is at least 18 years
rule y-near
  cites manual
  forbids another line on the same day where (start time is within 10 minutes after this stop time)
rule z-axis
  from 2026-03-02 by treatment start
  cites manual
  requires units is at most 2 units

rulebook local "Local"
  extends book
  applies when contractor area is "JH"
value daily units is lesser of (inherited, 1 unit)
  cites manual
withdraws t-average because "Not here"
  cites manual
rule only-local
  cites manual
  requires units is 1 unit
"""
DAY = date(2026, 3, 2)


@cache
def book() -> Rulebook:
    """Return the rulebook, with that for some claims in place."""
    return compiled(TEXT).rulebooks["book"]


class Dossiers:
    """One stream of dossiers. gone: the share of facts that are not there."""

    def __init__(self, seed: int, gone: float) -> None:
        self.random = Random(seed)
        self.gone = gone

    def dossier(self) -> m.Dossier:
        """Return a dossier of one to four lines."""
        claim = self._claim("C", "P1", self.random.randint(1, 4))
        ids = [("C", line.number) for line in claim.lines] + [(f"O{n}", 1) for n in range(3)]
        return m.Dossier(
            claim=claim,
            sessions=self._fact(tuple(self._session(*each) for each in ids if self.random.random() > self.gone)),
            history=self._fact(self._history("H", "P1")),
            other_patients=self._fact(self._history("O", "P2")),
            member=self._fact(self._member()),
            answers=self._fact(tuple(self._answer() for _ in range(self.random.randint(0, 2)))),
        )

    def _fact(self, value: Any) -> Any:
        if self.random.random() >= self.gone:
            return value
        return self.random.choice([NOT_SUPPLIED, NOT_SUPPLIED, NOT_DOCUMENTED])

    def _of(self, *options: Any) -> Any:
        return self._fact(self.random.choice(options))

    def _amount(self, *options: str) -> Any:
        return self._of(*map(Decimal, options))

    def _day(self, back: int = 2, forth: int = 2) -> Any:
        return self._fact(DAY + timedelta(days=self.random.randint(-back, forth)))

    def _claim(self, claim_id: str, patient: str, lines: int) -> m.Claim:
        return m.Claim(
            claim_id=claim_id,
            lines=tuple(self._line(number) for number in range(1, lines + 1)),
            patient_id=patient,
            submission_date=self._day(0, 6),
            patient_birth_date=self._of(date(2008, 3, 1), date(2008, 3, 3), date(1990, 1, 1)),
        )

    def _line(self, number: int) -> m.ServiceLine:
        return m.ServiceLine(
            number=number,
            code=self._of("90832", "90834", "90837", "90853", "90791"),
            modifiers=self._of((), ("95",), ("HL",), ("93", "HL"), ("FQ",)),
            units=self._amount("1", "1", "2", "2.5", "4"),
            charge=self._amount("60", "80", "85", "100"),
            allowed_amount=self._amount("45", "40.50", "60", "72", "80", "100"),
            paid=self._amount("45", "40.50", "60", "80", "100"),
            service_date=self._day(),
            rendering_npi=self._of("A", "A", "B"),
            status=self._of("paid", "pending", "denied"),
        )

    def _session(self, claim_id: str, number: int) -> m.Session:
        start = self.random.choice([time(9), time(9, 50), time(10), time(23, 30), time(0, 10)])
        return m.Session(
            claim_id=claim_id,
            line_number=number,
            start=self._fact(start),
            stop=self._of(time(10), time(10, 30), time(0, 20)),
            intervals=self._fact(tuple(self._interval() for _ in range(self.random.randint(0, 3)))),
            session_id=self._of("S1", "S2"),
            attestation=self._of(True, False),
            signature=self._of(m.Signature(), NOT_DOCUMENTED),
            elements=self._of((), ("interventions",)),
            treatment_start=self._day(1, 1),
        )

    def _interval(self) -> m.Interval:
        start, stop = self.random.choice([(time(9), time(9, 30)), (time(9, 30), time(10)), (time(23, 50), time(0, 20))])
        return m.Interval(kind=self._of("contact", "contact", "travel"), start=self._fact(start), stop=self._fact(stop))

    def _history(self, name: str, patient: str) -> m.History:
        return m.History(
            claims=tuple(self._claim(f"{name}{n}", patient, 1) for n in range(self.random.randint(0, 3))),
            complete_from=self._of(date(2020, 1, 1), date(2020, 1, 1), date.min),
            complete_through=self._of(date(2026, 12, 31), date.max),
        )

    def _member(self) -> m.Member:
        return m.Member(
            contractor_area=self._of("JH", "JK"),
            product=self._of("closed", "open"),
            benefit_year_start=self._of(date(2020, 3, 3), date(2024, 2, 29), date(2020, 7, 1)),
        )

    def _answer(self) -> m.Answer:
        return m.Answer(
            claim_id="C",
            line_number=self.random.choice([1, NOT_SUPPLIED]),
            role="reviewing psychologist",
            question="Needed",
            holds=self._of(True, False),
        )
