"""Which function says in columns what a kind of node means. The row interpreter is the meaning; tests hold both so."""

from __future__ import annotations

from typing import Final

from rules_engine.interpreters.columnar import (
    aggregates,
    answers,
    conditions,
    limits,
    references,
    requirements,
    searches,
    times,
    values,
)
from rules_engine.interpreters.columnar.scene import Meaning
from rules_engine.ir import nodes as n

MEANING: Final = Meaning(
    values={
        n.Literal: values.literal,
        n.Field: values.field,
        n.AsOf: values.as_of,
        n.Arithmetic: values.arithmetic,
        n.Pick: values.pick,
        n.ShiftDate: values.shift,
        n.BusinessShift: values.business_shift,
        n.BusinessDay: values.business_day,
        n.CycleDay: values.cycle_day,
        n.Lookup: references.lookup,
        n.Intervals: times.times,
        n.IntervalLength: times.length,
        n.NamedValue: values.named_value,
        n.RunningCount: values.running,
        n.AmountSoFar: values.amount_so_far,
        n.CountSteps: values.steps,
        n.Aggregate: aggregates.aggregate,
    },
    truths={
        n.Compare: conditions.compare,
        n.Between: conditions.between,
        n.In: conditions.is_in,
        n.InRows: references.in_rows,
        n.BusinessTest: conditions.business_test,
        n.Attested: answers.attested,
        n.Under: conditions.under,
        n.Includes: conditions.includes,
        n.Presence: conditions.presence,
        n.Near: conditions.near,
        n.CountOf: conditions.many,
        n.Not: conditions.is_not,
        n.TermRef: conditions.term,
        n.Quantified: searches.quantified,
    },
    requirements={
        n.Requires: requirements.requires,
        n.Forbids: requirements.forbids,
        n.Table: requirements.table,
        n.RecordNeed: requirements.record,
        n.Limit: limits.limit,
        n.Payment: requirements.payment,
    },
)
