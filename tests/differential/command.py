"""`python -m differential`: so many pairs, or planted bugs, in one or several processes."""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

import attrs

from differential.compare import SOME, Difference, differences, rows_of
from differential.drawing import BOOKS, CLAIMS, gen
from differential.hazards import FLOORS, hazards
from differential.kinds import seen_in, wanted
from differential.mutants import MUTANTS, killed
from differential.shrink import shrunk
from rules_engine.batches.of_dossiers import DossierBatch

MOST_HANDED = 0.2
"""The share of pairs that columns may hand to the row interpreter."""
MOST_TOLD = 3


@attrs.define
class Run:
    """What a run came to. pairs: rulebook and claim; counts: outcomes, hazards, kinds of nodes; told: differences."""

    pairs: int = 0
    counts: Counter[str] = attrs.field(factory=Counter)
    told: list[str] = attrs.field(factory=list)

    def add(self, other: Run) -> None:
        """Put another run to this one."""
        self.pairs += other.pairs
        self.counts.update(other.counts)
        self.told += other.told

    def faults(self) -> list[str]:
        """Return what must not be: differences, hazards and kinds that are rare, too many claims handed over."""
        found = list(self.told)
        for name, floor in FLOORS.items():
            if self.counts[f"hazard: {name}"] * 1000 < floor * self.pairs:
                found.append(f"hazard is rare: {name}: {self.counts[f'hazard: {name}']} in {self.pairs} pairs")
        found += [f"never drawn: {name}" for name in wanted() if not self.counts[f"drawn: {name}"]]
        if self.handed > MOST_HANDED * self.pairs:
            found.append(f"{self.handed} of {self.pairs} pairs are handed to the row interpreter")
        return found

    @property
    def handed(self) -> int:
        """Return how many pairs columns handed over."""
        return sum(count for name, count in self.counts.items() if name.startswith("handed: "))

    def says(self) -> str:
        """Return the counts, a line each."""
        return "".join(f"{count:>12}  {name}\n" for name, count in sorted(self.counts.items()))


def compared(seed: int) -> Run:
    """Return what comparing the rulebooks and claims of a seed comes to."""
    shelf, run = gen(seed), Run()
    batch, some = DossierBatch(shelf.dossiers), DossierBatch(shelf.dossiers[:SOME])
    for place, book in enumerate(shelf.books):
        run.pairs += len(shelf.dossiers)
        told = rows_of(shelf.dossiers, book.rulebook)
        try:
            found = list(differences(batch, shelf.dossiers, book, told, run.counts, some))
        except Exception as fault:  # told as a difference, and made small like one
            found = [Difference(-1, f"{type(fault).__name__}: {fault}")]
        run.counts.update({f"drawn: {name}": count for name, count in seen_in(book.rulebook).items()})
        run.counts.update({f"hazard: {name}": count for name, count in hazards(book.rulebook, batch).items()})
        if found and len(run.told) < MOST_TOLD:
            run.told.append(_told(seed, place, found))
    return run


def _told(seed: int, place: int, found: list[Difference]) -> str:
    shelf = gen(seed)
    small = shrunk(shelf, shelf.books[place], found[0])
    first = "\n".join(f"  {each.claim}: {each.text}" for each in found[:5])
    return f"seed {seed}, book {place}: {len(found)} differences\n{first}\n{small.says}"


def _shard(first: int, step: int, pairs: int, is_loud: bool) -> Run:
    run, seed, started = Run(), first, time.monotonic()
    gc.disable()  # what is made for a seed goes with it
    while run.pairs < pairs and len(run.told) < MOST_TOLD:
        run.add(compared(seed))
        gen.cache_clear()
        gc.collect()
        seed += step
        if is_loud and (seed - first) // step % 20 == 0:
            sys.stderr.write(f"{run.pairs} pairs, {run.pairs / (time.monotonic() - started):.0f} a second\n")
    return run


def run_shards(pairs: int, shards: int, first: int = 0, is_loud: bool = False) -> Run:
    """Compare so many pairs in so many processes."""
    if shards == 1:
        return _shard(first, 1, pairs, is_loud)
    run = Run()
    with ProcessPoolExecutor(shards) as pool:
        starts = range(first, first + shards)
        loud = [is_loud, *[False] * (shards - 1)]
        for each in pool.map(_shard, starts, repeat(shards), repeat(-(-pairs // shards)), loud):
            run.add(each)
    return run


def main() -> int:
    """Print what a run comes to; return 1 when something is amiss."""
    parser = argparse.ArgumentParser(prog="python -m differential", description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000, help="of a rulebook and a claim")
    parser.add_argument("--shards", type=int, default=1, help="processes")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument("--mutants", nargs="+", metavar="NAME", help="planted bugs: all, or parts of their names")
    parser.add_argument("--counts", action="store_true", help="print every count")
    asked = parser.parse_args()
    started = time.monotonic()
    if asked.mutants:
        return _mutants(asked.mutants, asked.pairs, asked.shards)
    if asked.seed is not None:
        run = compared(asked.seed)
        faults = run.told
    else:
        run = run_shards(asked.pairs, asked.shards, asked.first_seed, is_loud=True)
        faults = run.faults()
    if asked.counts:
        sys.stdout.write(run.says())
    sys.stdout.write("".join(f"{each}\n" for each in faults))
    spent = time.monotonic() - started
    sys.stdout.write(f"{run.pairs} pairs, {run.handed} handed over, {len(faults)} faults, {spent:.0f} s\n")
    return 1 if faults else 0


def _mutants(names: list[str], pairs: int, shards: int) -> int:
    chosen = [each for each in MUTANTS if "all" in names or any(name in each.name for name in names)]
    seeds = max(1, -(-pairs // (CLAIMS * BOOKS)))
    alive = 0
    with ProcessPoolExecutor(shards) as pool:
        for mutant, seed in zip(chosen, pool.map(killed, [each.name for each in chosen], repeat(seeds)), strict=True):
            sys.stdout.write(f"{'SURVIVES' if seed is None else f'seed {seed}':>10}  {mutant.name}\n")
            sys.stdout.flush()
            alive += seed is None
    sys.stdout.write(f"{len(chosen)} planted bugs, {alive} survive\n")
    return 1 if alive else 0
