"""Reading rules: beside Lark's own parse, over lengths up to a million lines, from the cache, and after one edit.

`PAYER_RULES_BENCH_LINES` names another longest text, in lines.
"""

from __future__ import annotations

import gc
import math
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final
from unittest.mock import patch

from lark import Lark

from benchmarks.figures import Figure
from benchmarks.rule_texts import folder
from rules_engine.language.compile import compile_texts
from rules_engine.language.library import load_library, rule_texts
from rules_engine.language.tables import build_parser, grammar_text

_LINES: Final = 5236
_LONGEST: Final = int(os.environ.get("PAYER_RULES_BENCH_LINES", "1000000"))
_ROUNDS: Final = 5


def measure() -> list[Figure]:
    """Return the figures: ratios to Lark and to a full compile, and how time grows with the text."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["PAYER_RULES_CACHE"] = str(Path(name) / "cache")
        try:
            return [*_beside_lark(), *_by_length(), *_from_cache(Path(name))]
        finally:
            del os.environ["PAYER_RULES_CACHE"]


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start


@contextmanager
def _no_collecting() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _beside_lark() -> list[Figure]:
    """Lark does not look for garbage either: the ratio is the smaller for it."""
    plain = Lark(grammar_text(), parser="lalr", propagate_positions=True)
    figures = []
    for what, texts in (("shipped rules", rule_texts()), (f"{_LINES:,} lines", folder(_LINES))):
        rounds = []
        for _ in range(_ROUNDS):
            with _no_collecting():
                lark = _seconds(lambda: [plain.parse(text) for text in texts.values()])  # noqa: B023
            rounds.append((_seconds(lambda: compile_texts(texts)), lark))  # noqa: B023
        ratio = median(ours / lark for ours, lark in rounds)
        figures.append(Figure(f"reading and checking {what}: times Lark's own parse", ratio, 2.5, less_is_better=True))
        figures.append(Figure(f"ms, reading and checking {what}", median(ours for ours, _ in rounds) * 1000, None))
    return figures


def _by_length() -> list[Figure]:
    """The slope of the line through the logarithms of lines and seconds; the longest text is read once."""
    lines = [1000]
    while len(lines) < 2 or lines[-1] * 10 <= _LONGEST:
        lines.append(lines[-1] * 10)
    points = []
    parser = build_parser()
    with patch("rules_engine.language.compile.build_parser", lambda: parser):  # its tables take the same time for all
        for count in lines:
            texts = folder(count)
            taken = min(_seconds(lambda: compile_texts(texts)) for _ in range(max(1, 5000 // count)))  # noqa: B023
            points.append((math.log(count), math.log(taken)))
    name = f"reading and checking, 1,000 to {lines[-1]:,} lines in files of 1,000: slope"
    return [
        Figure(name, _slope(points), 1.1, less_is_better=True),
        Figure(f"s, reading and checking {lines[-1]:,} lines", math.exp(points[-1][1]), None),
    ]


def _slope(points: list[tuple[float, float]]) -> float:
    mean_x, mean_y = (sum(each[axis] for each in points) / len(points) for axis in (0, 1))
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


def _from_cache(root: Path) -> list[Figure]:
    """Loading takes every rulebook out of the cache, ready to judge."""
    figures = []
    for what, texts in (("shipped rules", rule_texts()), ("100 files of 1,000 lines", folder(100_000))):
        where = root / what
        for name, text in texts.items():
            path = where / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        rounds = [_cold_and_warm(root, where) for _ in range(1 if len(texts) > 100 else _ROUNDS)]
        ratio = median(whole / kept for whole, kept in rounds)
        figures.append(Figure(f"compile cache of {what}: times faster than compiling", ratio, 20.0))
    return [*figures, *_after_an_edit(where, rounds[-1][0])]


def _cold_and_warm(root: Path, where: Path) -> tuple[float, float]:
    for kept in (root / "cache").glob("*"):
        kept.unlink()
    return _seconds(lambda: _load(where)), min(_seconds(lambda: _load(where)) for _ in range(_ROUNDS))


def _after_an_edit(where: Path, whole: float) -> list[Figure]:
    edited = where / "long" / "part0050.rules"
    rounds = []
    for number in range(_ROUNDS):
        edited.write_text(f"# Edit {number}\n" + edited.read_text("utf-8"), "utf-8")
        rounds.append(_seconds(lambda: _load(where)))
    name = "after an edit of one of 100 files: times faster than compiling all"
    return [Figure(name, whole / median(rounds), None), Figure("s, after that edit", median(rounds), None)]


def _load(where: Path) -> None:
    library = load_library(where)
    for name in library.names:
        library.rulebook(name)
