"""Visits 1 to 21: psychotherapy by itself.

A row: number, day, patient, clinician, what is billed, the sessions on record, the expected verdict, and what the row
is there to show.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from people import (
    ALPHA,
    BRAVO,
    CHARLIE,
    COUNSELOR,
    DELTA,
    ECHO,
    FAMILY_THERAPIST,
    FOXTROT,
    GOLF,
    HOTEL,
    INDIA,
    JULIETT,
    KILO,
    LIMA,
    MIKE,
    NORTH_SOCIAL_WORKER,
    PSYCHIATRIST,
    PSYCHOLOGIST,
    SOCIAL_WORKER,
    SOLO_THERAPIST,
)
from week import FAILS, FRI, HOLD, MON, NEEDS, PASSES, THU, TUE, WARN, WED, Visit, held

SUPPORTED: Final = (
    Visit(
        1, MON, ALPHA, SOCIAL_WORKER, "90837", (held("10:00", "11:00", 60),),
        PASSES, "in the office; 60 minutes support the code",
    ),
    Visit(
        2, MON, BRAVO, COUNSELOR, "90834", (held("10:00", "10:45"),),
        PASSES, "no total in the record: start and stop give 45 minutes",
    ),
    Visit(
        3, TUE, CHARLIE, PSYCHOLOGIST, "90837-95", (held("09:00", "09:55", None, "video"),),
        PASSES, "video at home with place 10 and modifier 95; start and stop give 55 minutes; "
        "the office visit of that day in the history is another clinician's",
        place="10",
    ),
    Visit(
        4, TUE, DELTA, FAMILY_THERAPIST, "90834", (held("11:00", "11:45", 45, "video"),),
        PASSES, "video away from home: place 02, and Medicare asks for no modifier on video",
        place="02",
    ),
    Visit(
        5, WED, ECHO, SOCIAL_WORKER, "90837-93",
        (held("13:00", "13:58", 58, "audio", audio_reason="patient cannot use video"),),
        PASSES, "audio only with modifier 93 and the reason in the record",
        place="10",
    ),
    Visit(
        6, WED, BRAVO, COUNSELOR, "90832 + 90785",
        (held("10:00", "10:30", 30, line=0, complexity_factors=["maladaptive communication"]),),
        PASSES, "interactive complexity beside psychotherapy, a factor on record; one record, found by patient and day",
    ),
    Visit(
        7, THU, GOLF, NORTH_SOCIAL_WORKER, "90837", (held("09:00", "10:00", 60),),
        PASSES, "contractor area JK: plan, time and signature are in order",
    ),
    Visit(
        8, THU, HOTEL, SOLO_THERAPIST, "90834", (held("15:00", "15:50", 50),),
        PASSES, "no rendering provider on the claim: the billing provider treats",
    ),
    Visit(
        9, FRI, ALPHA, SOCIAL_WORKER, "90834 + 99213",
        (held("10:00", "10:45", 45), held("11:00", "11:20", 20, line=2, visit_minutes=20)),
        PASSES, "therapy and office visit of one day by two clinicians (line 2 names its own): no pair",
        second_clinician=PSYCHIATRIST,
    ),
)  # fmt: skip

FAULTY: Final = (
    Visit(
        10, MON, FOXTROT, SOCIAL_WORKER, "90837", (held("14:00", "14:45", 45),),
        FAILS, "45 minutes do not support 90837",
    ),
    Visit(
        11, MON, ECHO, SOCIAL_WORKER, "90834",
        (held("16:00", "16:45", 45, "audio", audio_reason="patient declines video"),),
        WARN, "audio only without modifier 93: the rule rests on a source at second hand, so it warns",
        place="10",
    ),
    Visit(
        12, TUE, FOXTROT, PSYCHOLOGIST, "90837-GZ", (held("13:00", "14:00", 60),),
        FAILS, "modifier GZ: denied as billed",
    ),
    Visit(
        13, THU, CHARLIE, PSYCHOLOGIST, "90837 x2", (held("09:00", "10:50", 110),),
        FAILS, "two units of 90837 in one day; area JL takes one",
    ),
    Visit(
        14, date(2026, 10, 12), DELTA, FAMILY_THERAPIST, "90837", (held("11:00", "12:00", 60),),
        FAILS, "exact duplicate of a line that the history holds as paid",
    ),
    Visit(
        15, date(2025, 10, 20), INDIA, COUNSELOR, "90834", (held("10:00", "10:45", 45),),
        FAILS, "filed more than one calendar year after the service",
    ),
)  # fmt: skip

OPEN: Final = (
    Visit(
        16, WED, JULIETT, SOCIAL_WORKER, "90837", (),
        NEEDS, "no record was supplied: session minutes are not known",
    ),
    Visit(
        17, THU, KILO, PSYCHOLOGIST, "90834", (held("11:00", "11:45", 45, left_out=("mode",)),),
        PASSES, "video or audio is not supplied: only rules that warn wait for it, and the report asks for it",
        place="10",
    ),
    Visit(
        18, MON, LIMA, NORTH_SOCIAL_WORKER, "90837", (held("09:00", "10:00", 60),),
        HOLD, "contractor area JK: the treatment plan is older than a year",
    ),
    Visit(
        19, TUE, MIKE, NORTH_SOCIAL_WORKER, "90834", (held("11:00", "11:45", 45, plan=None),),
        HOLD, "contractor area JK: the record came and has no treatment plan",
    ),
    Visit(
        20, FRI, BRAVO, COUNSELOR, "90834", (held("10:00", "10:45", 45, signature=None),),
        HOLD, "the record is not signed",
    ),
    Visit(
        21, FRI, KILO, PSYCHOLOGIST, "90899", (held("10:00", "10:40", 40),),
        NEEDS, "nothing in the rulebook says whether this code is covered: unchecked, not passed",
    ),
)  # fmt: skip

VISITS: Final = (*SUPPORTED, *FAULTY, *OPEN)
