"""Visits 22 to 36: office visits, therapy added to them, and evaluations."""

from __future__ import annotations

from typing import Final

from people import (
    ASSISTANT,
    NOVEMBER,
    NURSE_PRACTITIONER,
    NURSE_SPECIALIST,
    OSCAR,
    PAPA,
    PSYCHIATRIST,
    PSYCHOLOGIST,
    QUEBEC,
    ROMEO,
    SIERRA,
    SOCIAL_WORKER,
    TANGO,
    UNIFORM,
    UNREGISTERED,
    VICTOR,
)
from week import FAILS, FRI, MON, NEEDS, PASSES, THU, TUE, WARN, WED, Visit, held

SUPPORTED: Final = (
    Visit(
        22, MON, NOVEMBER, PSYCHIATRIST, "99214 + 90833",
        (held("09:00", "09:45", 45, line=0, visit_minutes=25, therapy_minutes=20),),
        PASSES, "visit with therapy added: 20 minutes of therapy apart from the visit",
    ),
    Visit(
        23, TUE, OSCAR, NURSE_PRACTITIONER, "99213-95 + 90836-95",
        (held("09:00", "10:00", 60, "video", line=0, visit_minutes=20, therapy_minutes=40),),
        PASSES, "the same by video from home, 40 minutes of therapy",
        place="10",
    ),
    Visit(
        24, WED, PAPA, PSYCHIATRIST, "99214 + 90838",
        (held("10:00", "11:20", 80, line=0, visit_minutes=25, therapy_minutes=55),),
        PASSES, "the same with 55 minutes of therapy",
    ),
    Visit(
        25, MON, QUEBEC, NURSE_PRACTITIONER, "99213-95", (held("11:00", "11:20", 20, "video", visit_minutes=20),),
        PASSES, "medication management by video",
        place="10",
    ),
    Visit(
        26, THU, ROMEO, NURSE_SPECIALIST, "99214", (held("13:00", "13:30", 30, visit_minutes=30),),
        PASSES, "medication management in the office",
    ),
    Visit(
        27, TUE, SIERRA, PSYCHIATRIST, "90792", (held("13:00", "14:00", 60),),
        PASSES, "evaluation with medical elements on record",
    ),
    Visit(
        28, WED, TANGO, SOCIAL_WORKER, "90791", (held("15:00", "16:00", 60),),
        PASSES, "evaluation without medical elements",
    ),
)  # fmt: skip

FAULTY: Final = (
    Visit(
        29, THU, NOVEMBER, PSYCHIATRIST, "90833", (held("09:00", "09:20", 20, therapy_minutes=20),),
        FAILS, "therapy added to a visit, and no visit that day",
    ),
    Visit(
        30, FRI, PAPA, PSYCHIATRIST, "90837 + 99214",
        (held("13:00", "14:00", 60), held("14:00", "14:25", 25, line=2, visit_minutes=25)),
        FAILS, "office visit beside stand-alone therapy by one clinician: line 2 loses, no modifier helps",
    ),
    Visit(
        31, THU, OSCAR, NURSE_PRACTITIONER, "99213", (held("15:00", "15:20", 20, visit_minutes=20),),
        FAILS, "the same pair over two claims: the history has the therapy of that day by this clinician",
    ),
    Visit(
        32, WED, UNIFORM, PSYCHOLOGIST, "99213 + 90833",
        (held("11:00", "11:40", 40, line=0, visit_minutes=20, therapy_minutes=20),),
        FAILS, "a psychologist may not bill therapy that goes with medical work",
    ),
    Visit(
        33, MON, UNIFORM, PSYCHIATRIST, "90791 + 90792",
        (held("13:00", "13:50", 50), held("14:00", "14:50", 50, line=2)),
        FAILS, "two evaluations of one day: line 1 loses",
    ),
)  # fmt: skip

OPEN: Final = (
    Visit(
        34, FRI, NOVEMBER, PSYCHIATRIST, "99214 + 90833",
        (held("09:00", "09:50", 50, line=0, visit_minutes=30, therapy_minutes=20, level_basis="time"),),
        WARN, "the level of the visit was chosen by time although therapy was added",
    ),
    Visit(
        35, MON, VICTOR, ASSISTANT, "90792",
        (held("11:00", "11:50", 50, elements=["symptoms", "mental status", "risk assessment", "disposition"]),),
        WARN, "the medical evaluation shows no medical element",
    ),
    Visit(
        36, TUE, VICTOR, UNREGISTERED, "99213 + 90833",
        (held("15:00", "15:40", 40, line=0, visit_minutes=20, therapy_minutes=20),),
        NEEDS, "the registry does not know the clinician: who may bill this cannot be judged",
    ),
)  # fmt: skip

VISITS: Final = (*SUPPORTED, *FAULTY, *OPEN)
