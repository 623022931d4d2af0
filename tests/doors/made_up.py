"""Made-up claims from a seed, as 837P and the documentation of their sessions. Nobody in them exists."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

VERSION: Final = "005010X222A1"
ISA: Final = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*1200*^*00501*{:09d}*0*T*:"
PAYERS: Final = (
    *("MEDICARE", "AETNA", "CIGNA", "MAGELLAN", "MASSHEALTH", "TEXAS MEDICAID", "TRICARE", "TUFTS HEALTH PLAN"),
    *("UNITEDHEALTHCARE", "NEW YORK MEDICAID", "OREGON MEDICAID", "OHIO MEDICAID", "NOBODYS PLAN"),
)
SOLO: Final = (("90837",), ("90834",), ("90832",), ("90791",), ("90847",), ("90853",), ("90839", "90840"), ("99214",))
WITH_ADD_ONS: Final = (("99214", "90833"), ("99213", "90836"), ("90834", "90785"), ("90837", "90785"), ("90833",))
MINUTES: Final = {
    "90832": 30,
    "90834": 45,
    "90837": 60,
    "90833": 30,
    "90836": 45,
    "90839": 60,
    "90840": 30,
    "90847": 50,
}
DIAGNOSES: Final = ("F329", "F411", "F4310", "F902", "F339", "Z630")
TAXONOMIES: Final = ("103TC0700X", "1041C0700X", "2084P0800X", "101YM0800X")
NAMES: Final = ("ALDER", "BIRCH", "CEDAR", "HAZEL")
MONDAY: Final = date(2026, 3, 2)


def npi(draw: Random) -> str:
    """Return one of a few made-up NPIs that pass their check digit."""
    return draw.choice(("1000000004", "1000000012", "1000000020", "1000000038"))


class Week:
    """Claims of one seed. x12: the file. documentation: records of most sessions. count: how many claims."""

    def __init__(self, seed: int, count: int) -> None:
        self._draw = Random(seed)
        self.count = count
        self.sessions: list[dict[str, Any]] = []
        self.x12 = self._file(seed)
        self.documentation = json.dumps({"documentation": self.sessions}).encode()

    def _file(self, seed: int) -> bytes:
        body = ["BHT*0019*00*BATCH1*20260405*1200*CH", "NM1*41*2*SENDER*****46*SENDER", "NM1*40*2*PLAN*****46*PLAN"]
        body += ["HL*1**20*1", "PRV*BI*PXC*261QM0801X", "NM1*85*2*GROVE CLINIC*****XX*1000000004", "REF*EI*000000001"]
        level = 1
        for number in range(self.count):
            level, patient = self._patient(level + 1, number)
            body += [*patient, *self._claim(number)]
        inner = [f"ST*837*0001*{VERSION}", *body, f"SE*{len(body) + 2}*0001"]
        group = [f"GS*HC*SENDER*PLAN*20260405*1200*1*X*{VERSION}", *inner, "GE*1*1"]
        segments = [ISA.format(seed + 1), *group, f"IEA*1*{seed + 1:09d}"]
        return "".join(f"{each}~\n" for each in segments).encode()

    def _patient(self, level: int, number: int) -> tuple[int, list[str]]:
        draw, payer = self._draw, self._draw.choice(PAYERS)
        who = f"DMG*D8*19{draw.randint(40, 99)}0{draw.randint(1, 9)}15*{draw.choice('FM')}"
        is_child = draw.random() < 0.2
        order = draw.choice("PPPS")
        out = [
            f"HL*{level}*1*22*{int(is_child)}",
            f"SBR*{order}*{'' if is_child else '18'}*GROUP{draw.randint(1, 3)}******{draw.choice(('CI', 'MB', 'MC'))}",
            f"NM1*IL*1*SAMPLE*{draw.choice(NAMES)}****MI*MEMBER{number // 2}",
            *([] if is_child else [who]),
            f"NM1*PR*2*{payer}*****PI*{payer.replace(' ', '')[:12]}",
        ]
        if not is_child:
            return level, out
        return level + 1, [*out, f"HL*{level + 1}*{level}*23*0", "PAT*19", f"NM1*QC*1*SAMPLE*{draw.choice(NAMES)}", who]

    def _claim(self, number: int) -> list[str]:
        draw = self._draw
        codes = draw.choice(SOLO + WITH_ADD_ONS)
        place = draw.choice(("11", "02", "10", "11", "53"))
        diagnoses = draw.sample(DIAGNOSES, draw.randint(1, 3))
        units = [draw.choice((1, 1, 1, 2)) for _ in codes]
        day = MONDAY + timedelta(days=draw.randrange(28))
        charges = [draw.randint(60, 300) for _ in codes]
        out = [f"CLM*MU-{number:04d}*{sum(charges)}***{place}:B:1*Y*A*Y*Y"]
        out += [f"REF*G1*AUTH{number:04d}"] if draw.random() < 0.3 else []
        out.append("HI*ABK:" + "*ABF:".join(diagnoses))
        who = npi(draw)
        out += [f"NM1*82*1*SPECIMEN*{draw.choice(NAMES)}****XX*{who}", f"PRV*PE*PXC*{draw.choice(TAXONOMIES)}"]
        out += self._other_payers()
        for line, (code, charge) in enumerate(zip(codes, charges, strict=True), 1):
            modifiers = draw.choice(((), (), ("95",), ("GT",), ("95", "HO"), ("25",), ("93",)))
            pointers = ":".join(str(each) for each in range(1, draw.randint(1, len(diagnoses)) + 1))
            service = ":".join(("HC", code, *modifiers))
            out += [
                f"LX*{line}",
                f"SV1*{service}*{charge}*UN*{units[line - 1]}***{pointers}",
                f"DTP*472*D8*{day:%Y%m%d}",
            ]
            if draw.random() < 0.8:
                self.sessions.append(self._session(number, line, code, day, place, who, diagnoses[0]))
        return out

    def _other_payers(self) -> Sequence[str]:
        draw = self._draw
        out: list[str] = []
        for place in range(draw.choice((0, 0, 0, 1, 2))):
            out += [f"SBR*{'ST'[place]}*18*OTHER{place}******CI"]
            out += ["CAS*PR*1*20", f"AMT*D*{draw.randint(0, 90)}"] if draw.random() < 0.6 else []
            out += [
                f"NM1*IL*1*SAMPLE*{draw.choice(NAMES)}****MI*OTHER{place}",
                f"NM1*PR*2*OTHER PLAN*****PI*OTHER{place}",
            ]
        return out

    def _session(
        self, number: int, line: int, code: str, day: date, place: str, who: str, diagnosis: str
    ) -> dict[str, Any]:
        draw = self._draw
        found: dict[str, Any] = {
            "claim_id": f"MU-{number:04d}",
            "line_number": line,
            "service_date": day.isoformat(),
            "mode": draw.choice(("video", "audio only")) if place in ("02", "10") else "in person",
            "clinician_npi": who,
            "diagnosis": diagnosis,
            "elements": ["modality", "interventions", "progress"][: draw.randint(0, 3)],
        }
        if draw.random() < 0.8:
            minutes = MINUTES.get(code, 40) + draw.choice((-20, -8, 0, 0, 5, 15))
            found |= {"start": "10:00", "stop": f"{10 + minutes // 60}:{minutes % 60:02d}", "minutes": minutes}
        if draw.random() < 0.7:
            found["signature"] = {"kind": "electronic", "signed_date": day.isoformat()}
        if draw.random() < 0.5:
            found["plan"] = {"created_date": "2026-01-05", "signed_date": "2026-01-05", "end_date": "2027-01-04"}
        return found
