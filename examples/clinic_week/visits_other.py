"""Visits 37 to 54: family, group, crisis, testing, health behaviour, care management, and another payer."""

from __future__ import annotations

from typing import Final

from people import (
    BRAVO,
    COUNSELOR,
    FAMILY_THERAPIST,
    GOLF,
    JULIETT,
    NORTH_SOCIAL_WORKER,
    ONE,
    PHYSICIAN,
    PSYCHOLOGIST,
    SIERRA,
    SOCIAL_WORKER,
    TANGO,
    TWO,
    WHISKEY,
    XRAY,
    YANKEE,
    ZULU,
)
from week import FAILS, FRI, MON, NEEDS, PASSES, THU, TUE, WARN, WED, Visit, held

COUPLE: Final = [{"role": "patient", "minutes": 50}, {"role": "spouse", "minutes": 50}]
SPOUSE: Final = [{"role": "spouse", "minutes": 50}]
CONSENT: Final = [{"subject": "care management", "answer": "given", "kind": "verbal", "consent_date": "2026-11-02"}]
TWO_TESTS: Final = ["EXAMPLE MEMORY TEST", "EXAMPLE MOOD SCALE"]

FAMILY_AND_GROUP: Final = (
    Visit(
        37, MON, WHISKEY, FAMILY_THERAPIST, "90847", (held("09:00", "09:50", 50, participants=COUPLE),),
        PASSES, "family therapy with the patient",
    ),
    Visit(
        38, WED, WHISKEY, FAMILY_THERAPIST, "90846", (held("09:00", "09:50", 50, participants=SPOUSE),),
        PASSES, "family therapy without the patient",
    ),
    Visit(
        39, TUE, BRAVO, COUNSELOR, "90853", (held("10:00", "11:00", 60, group_size=8, staff_count=1),),
        PASSES, "a group of 8",
    ),
    Visit(
        40, TUE, JULIETT, COUNSELOR, "90853", (held("14:00", "15:00", 60, group_size=13, staff_count=1),),
        PASSES, "a group of 13 in area JL: the limit of area JK is not applicable",
    ),
    Visit(
        41, WED, GOLF, NORTH_SOCIAL_WORKER, "90853", (held("17:00", "18:00", 60, group_size=13, staff_count=1),),
        FAILS, "a group of 13 in area JK: at most 12",
    ),
    Visit(
        42, THU, WHISKEY, FAMILY_THERAPIST, "90847 + 90834",
        (held("09:00", "09:50", 50, participants=COUPLE), held("13:00", "13:45", 45, line=2)),
        FAILS, "family and individual therapy of one day, and nothing marks them as separate: line 2 loses",
    ),
    Visit(
        43, FRI, WHISKEY, FAMILY_THERAPIST, "90847 + 90834-XE",
        (held("09:00", "09:50", 50, participants=COUPLE), held("13:00", "13:45", 45, line=2)),
        PASSES, "the same pair with modifier XE on line 2: excused",
    ),
)  # fmt: skip

CRISIS: Final = (
    Visit(
        44, MON, XRAY, SOCIAL_WORKER, "90839 + 90840", (held("17:00", "18:20", 80, line=0),),
        PASSES, "crisis of 80 minutes: first hour and a further half hour",
    ),
    Visit(
        45, THU, XRAY, SOCIAL_WORKER, "90837 + 90839",
        (held("09:00", "10:00", 60), held("17:00", "17:45", 45, line=2)),
        FAILS, "individual therapy and crisis of one day: the crisis line (2) loses",
    ),
)  # fmt: skip

TESTING_AND_MORE: Final = (
    Visit(
        46, TUE, YANKEE, PSYCHOLOGIST, "96136 + 96137 x3",
        (held("10:00", "12:00", 120, line=0, tests=TWO_TESTS, test_giver="professional"),),
        PASSES, "two tests given by the psychologist, four half hours",
    ),
    Visit(
        47, THU, YANKEE, PSYCHOLOGIST, "96130 + 96131", (held("13:00", "15:00", 120, line=0, tests=TWO_TESTS),),
        PASSES, "evaluation of the tests, two hours",
    ),
    Visit(
        48, WED, YANKEE, PSYCHOLOGIST, "96138 + 96139 x2",
        (held("09:00", "10:30", 90, line=0, tests=TWO_TESTS, test_giver="technician"),),
        PASSES, "two tests given by a technician, three half hours",
    ),
    Visit(
        49, WED, ZULU, PSYCHOLOGIST, "96156", (held("13:00", "13:45", 45),),
        PASSES, "health behaviour assessment, physical diagnosis first",
    ),
    Visit(
        50, FRI, ZULU, PSYCHOLOGIST, "96158", (held("11:00", "11:30", 30),),
        WARN, "health behaviour treatment with a mental disorder as first diagnosis: a rule at second hand, it warns",
        diagnoses=("F4323", "E119"),
    ),
    Visit(
        51, FRI, TANGO, PHYSICIAN, "99484", (held(month_minutes=25, consents=CONSENT),),
        PASSES, "care management of the month: 25 minutes and consent",
    ),
    Visit(
        52, FRI, SIERRA, PHYSICIAN, "99492", (held(month_minutes=70, consents=CONSENT),),
        PASSES, "first month of collaborative care: 70 minutes and consent",
    ),
)  # fmt: skip

OTHER_PAYER: Final = (
    Visit(
        53, MON, ONE, PSYCHOLOGIST, "90837", (held("15:00", "16:00", 60),),
        NEEDS, "no rulebook for this payer: nothing can be said, and that is said; carries an authorization number",
        authorization="EXAUTH0001",
    ),
    Visit(
        54, THU, TWO, FAMILY_THERAPIST, "90834", (held("16:00", "16:45", 45),),
        NEEDS, "the same payer; the patient is a dependent child (loop 2000C)",
    ),
)  # fmt: skip

VISITS: Final = (*FAMILY_AND_GROUP, *CRISIS, *TESTING_AND_MORE, *OTHER_PAYER)
