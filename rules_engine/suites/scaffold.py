"""First texts of a rulebook and of a rule: they compile, their examples come out, and nothing in them is made up.

Until an author writes down what a source asks, the rule asks a person, and nothing follows from it.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

_ROLE: Final = "rule author"
_DAY: Final = date(2026, 3, 2)


@attrs.frozen(kw_only=True)
class NewSource:
    """A source as its reader tells of it. checked: the day on which it was read."""

    name: str
    title: str
    checked: date
    confidence: str = "high"
    publisher: str = ""
    link: str = ""

    def text(self) -> str:
        """Return the statement."""
        said = [f'source {self.name} "{self.title}"']
        said += [f'  publisher "{self.publisher}"'] if self.publisher else []
        said += [f'  link "{self.link}"'] if self.link else []
        return "\n".join([*said, f"  checked {self.checked}", f"  confidence {self.confidence}"]) + "\n"


@attrs.frozen(kw_only=True)
class NewRule:
    """A rule that is still to be written. codes: those it speaks of; clause: of the source, or empty."""

    name: str
    title: str
    rulebook: str
    source: str
    clause: str
    codes: tuple[str, ...]
    first_day: date | None = None

    @property
    def question(self) -> str:
        """Return what a person is asked until the rule is written."""
        return f"Is it so: {self.title}?"

    def rule(self) -> str:
        """Return the rule."""
        codes = f"code is {self.codes[0]}" if len(self.codes) == 1 else f"code is any of {', '.join(self.codes)}"
        return "\n".join(
            [
                f'rule {self.name} "{self.title}"',
                *([f"  from {self.first_day}"] if self.first_day else []),
                f"  cites {self.source}" + (f' "{self.clause}"' if self.clause else ""),
                '  remember "Still to be written: put what the source asks in the place of the question."',
                f"  when {codes}",
                f'  requires {_ROLE} confirms "{self.question}"',
                "  otherwise inform",
                "",
            ]
        )

    def examples(self) -> str:
        """Return an example for each outcome that the rule has so far."""
        day = max(self.first_day or _DAY, _DAY)
        answer = f'given answer has role "{_ROLE}", question "{self.question}"'
        cases = (
            ("answered with yes", self.codes[0], f"{answer}, holds is yes", "met"),
            ("answered with no", self.codes[0], f"{answer}, holds is no", "not met"),
            ("not answered", self.codes[0], "", "unknown"),
            ("another code", _other(self.codes), "", "not applicable"),
        )
        return "\n".join(
            f'example "{self.name}: {title}"\n  on {day} for {self.rulebook}\n  bills {code}\n'
            + (f"  {given}\n" if given else "")
            + f"  expect {self.name} {outcome}\n"
            for title, code, given, outcome in cases
        )


def rulebook_text(name: str, title: str, identifiers: tuple[str, ...], extends: str) -> str:
    """Return the statement of a rulebook. identifiers: payer ids and names as claims carry them."""
    marks = ", ".join(f'"{each}"' for each in identifiers)
    said = [f'rulebook {name} "{title}"']
    said += [f"  identified by {marks}"] if marks else []
    said += [f"  extends {extends}"] if extends else []
    return "\n".join([*said, ""])


def page(rule: NewRule, topic: str, english: str) -> str:
    """Return the page of a rule. english: the rule as the engine reads it."""
    return f"""\
{english.strip()}

## Still to be done

- Write what the source asks into `{topic}.rules`: `requires …`, and what follows after `otherwise`.
- State the first and the last day for which you have read that it holds; leave out what you have not read.
- Put claims that meet it, fail it and lack a fact into `{topic}.examples`.
  `payer-rules examples new {rule.name}` proposes some.
- `payer-rules test` runs them.
"""


def _other(codes: tuple[str, ...]) -> str:
    """Return a code that is not among them; it only stands for any other."""
    return next(each for each in ("99213", "90837", "90791", *_MORE) if each not in codes)


_MORE: Final = tuple(f"{number:05}" for number in range(99200, 99300))
