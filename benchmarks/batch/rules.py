"""The rules of two books as data, so that every contestant writes the same ones in its own words.

A rule asks something of the lines that have one of its codes and for which its `when` holds. Its rows are what it asks:
one test, or, as a table by code, one test for each set of codes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

import attrs

from benchmarks.batch.practice import CODES, KINDS, PAYERS

THERAPY: Final = ("90832", "90834", "90837")
ADDED: Final = ("90833", "90836", "90838")
VISITS: Final = ("99213", "99214")
REMOTE: Final = ("02", "10")
PRESCRIBERS: Final = ("physician", "psychiatrist", "nurse practitioner", "physician assistant")
_COVERED: Final = CODES[:-1]


@attrs.frozen
class Test:
    """One condition. about: what it looks at, as in `TESTS`. values: words. low, high: amounts; None where open."""

    about: str
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


TESTS: Final = (
    "minutes",  # session minutes from low to high
    "units",  # at most high
    "charge",  # dollars: more than low, or at most high
    "modifiers",  # include any of the values
    "no modifiers",  # include none of the values
    "place",  # is one of the values
    "provider",  # its kind is one of the values
    "mode",
    "signature",
    "signed",  # no more than high days after the service, and not before it
    "filed",  # no more than high days after the service
    "primary",  # another line of the claim has one of the values as code
    "reason",  # why the session was audio only is documented
)


@attrs.frozen
class Row:
    """What is asked of lines with these codes; of all that the rule speaks of when there are none."""

    test: Test
    codes: tuple[str, ...] = ()


@attrs.frozen
class Rule:
    """One rule. codes: outside which it does not apply; none means every code. payer: none means every payer."""

    name: str
    rows: tuple[Row, ...]
    action: str = "deny"
    codes: tuple[str, ...] = ()
    when: tuple[Test, ...] = ()
    payer: str = ""

    @property
    def spoken_of(self) -> tuple[str, ...]:
        """Return the codes of which it speaks, by its guard or by its table; none means it speaks of no code."""
        return self.codes or tuple(code for row in self.rows for code in row.codes)


def _one(test: Test) -> tuple[Row, ...]:
    return (Row(test),)


_SINGLE: Final = (*THERAPY, *ADDED, "90791", "90847", "90853", "96130", "96136")
_TESTERS: Final = ("clinical psychologist", "physician", "psychiatrist")

TWELVE: Final = (
    Rule(
        "minutes-fit",
        (
            Row(Test("minutes", low=16, high=37), ("90832", "90833")),
            Row(Test("minutes", low=38, high=52), ("90834", "90836")),
            Row(Test("minutes", low=53), ("90837", "90838")),
        ),
    ),
    Rule("telehealth-modifier", _one(Test("modifiers", ("93", "95"))), when=(Test("place", REMOTE),)),
    Rule("office-modifier", _one(Test("no modifiers", ("93", "95", "GT"))), when=(Test("place", ("11", "53")),)),
    Rule(
        "audio-modifier",
        _one(Test("modifiers", ("93",))),
        "hold",
        when=(Test("mode", ("audio",)), Test("place", REMOTE)),
    ),
    Rule(
        "units-a-line",
        (Row(Test("units", high=1), _SINGLE), Row(Test("units", high=8), ("96131", "96137"))),
    ),
    Rule("who-prescribes", _one(Test("provider", PRESCRIBERS)), codes=(*VISITS, *ADDED)),
    Rule("who-tests", _one(Test("provider", _TESTERS)), "warn", codes=("96130", "96131")),
    Rule("signed", _one(Test("signature", ("handwritten", "electronic"))), "hold"),
    Rule("signed-in-time", _one(Test("signed", high=3)), "warn"),
    Rule("filed-in-time", _one(Test("filed", high=90)), when=(Test("charge", low=0),)),
    Rule("added-therapy-needs-visit", _one(Test("primary", VISITS)), codes=ADDED),
    Rule(
        "audio-has-reason",
        _one(Test("reason")),
        "hold",
        codes=(*THERAPY, *ADDED),
        when=(Test("mode", ("audio",)),),
    ),
)


# --- 2,000 rules: a hundred for each payer --------------------------------------------------------

_LEAST: Final = {"90832": 16, "90833": 16, "90834": 38, "90836": 38, "90837": 53, "90838": 53, "90791": 45, "90847": 50}
_HOURLY: Final = ("96131", "96137")
_ACTIONS: Final = ("deny", "deny", "hold", "warn")
_GROUPED: Final = ("remote",) * 10 + ("office",) * 10 + ("provider",) * 10 + ("signature",) * 10 + ("signed",) * 10
_GROUPED_TOO: Final = ("filed",) * 7 + ("mode",) * 5 + ("charge",) * 4
IDLE: Final = "D"
"""How payers are called of whom no claim is, before their number."""


def payer_rules(payers: int = PAYERS, idle: int = 0, seed: int = 20) -> tuple[Rule, ...]:
    """Return a hundred rules for each payer P01, P02 …, and for as many `idle` ones that no claim is sent to."""
    names = [f"P{number:02}" for number in range(1, payers + 1)]
    names += [f"{IDLE}{number:02}" for number in range(1, idle + 1)]
    return tuple(rule for number, payer in enumerate(names) for rule in _of_payer(payer, random.Random(seed + number)))


def _of_payer(payer: str, draw: random.Random) -> Iterator[Rule]:
    """Each code has two rules of its own and every third of the grouped ones: about 25 speak of a line."""
    for code in _COVERED:
        least = _LEAST.get(code, 20) - draw.randint(0, 4)
        most = draw.choice((None, None, 240, 200))
        yield _rule(payer, f"minutes-{code}", (code,), Test("minutes", low=least, high=most), draw)
        units = draw.randint(4, 9) if code in _HOURLY else draw.randint(1, 3)
        yield _rule(payer, f"units-{code}", (code,), Test("units", high=units), draw)
    codes: list[str] = []
    for number, about in enumerate(_GROUPED + _GROUPED_TOO):
        codes = codes or draw.sample(_COVERED, len(_COVERED))
        mine, codes = tuple(sorted(codes[:5])), codes[5:]
        yield _rule(payer, f"{about}-{number}", mine, *_grouped(about, draw))
    for number in range(4):
        yield _rule(payer, f"primary-{number}", ADDED, Test("primary", VISITS), draw)


def _grouped(about: str, draw: random.Random) -> tuple[Test, random.Random, tuple[Test, ...]]:
    signatures, place = ("electronic", "handwritten"), Test("place", draw.choice((REMOTE, ("02",), ("10",))))
    match about:
        case "remote":
            return Test("modifiers", draw.choice((("93", "95"), ("93", "95", "GT")))), draw, (place,)
        case "office":
            wrong = draw.choice((("93", "95"), ("GT",), ("GT", "95")))
            return Test("no modifiers", wrong), draw, (Test("place", draw.choice((("11",), ("53",), ("11", "53")))),)
        case "provider":
            return Test("provider", _providers(draw)), draw, ()
        case "signature":
            return Test("signature", draw.choice((signatures, (*signatures, "image")))), draw, ()
        case "signed":
            return Test("signed", high=draw.randint(2, 12)), draw, ()
        case "filed":
            return Test("filed", high=draw.choice((60, 90, 95, 180))), draw, ()
        case "mode":
            return Test("mode", ("audio", "video")), draw, (place,)
    return Test("charge", high=draw.choice((900, 1200, 2000))), draw, ()


def _providers(draw: random.Random) -> tuple[str, ...]:
    left_out = draw.choice((("peer specialist",), ("peer specialist",), ("licensed professional counselor",)))
    return tuple(kind for kind in KINDS if kind not in left_out)


def _rule(
    payer: str, name: str, codes: tuple[str, ...], test: Test, draw: random.Random, when: tuple[Test, ...] = ()
) -> Rule:
    return Rule(name, _one(test), draw.choice(_ACTIONS), codes, when, payer)
