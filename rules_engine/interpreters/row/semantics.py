"""The meaning of the language, one node kind after another. Every other interpreter is tested against these pages.

A value is a Python value or an `Absent`; whatever is worked out from an absence is that absence. A condition is true,
false or unknown (strong Kleene): comparing with an absence is unknown. Nothing here raises for any dossier.

Below stands which function says what a kind of node means. Read `values`, `conditions`, `selections` with `lines`,
`requirements` and `limits`, in that order; `rule` and `judge` say what a rule and a claim come to.
"""

from __future__ import annotations

from typing import Final

from rules_engine.interpreters.row import conditions, force, limits, references, requirements, values
from rules_engine.interpreters.row.case import Meaning
from rules_engine.ir import nodes as n

MEANING: Final = Meaning(
    values={
        n.Field: values.field,
        n.AsOf: values.as_of,
        n.Arithmetic: values.arithmetic,
        n.Pick: values.pick,
        n.ShiftDate: values.shift,
        n.BusinessShift: values.business_shift,
        n.BusinessDay: values.business_day,
        n.CycleDay: values.cycle_day,
        n.Lookup: references.lookup,
        n.Intervals: values.times,
        n.IntervalLength: values.length,
        n.NamedValue: force.named_value,
        n.RunningCount: values.running,
        n.AmountSoFar: values.amount_so_far,
        n.CountSteps: values.steps,
        n.Aggregate: values.aggregate,
    },
    truths={
        n.Compare: conditions.compare,
        n.Between: conditions.between,
        n.In: conditions.is_in,
        n.InRows: references.in_rows,
        n.BusinessTest: conditions.business_test,
        n.Attested: conditions.attested,
        n.Under: conditions.under,
        n.Includes: conditions.includes,
        n.Presence: conditions.presence,
        n.Near: conditions.near,
        n.CountOf: conditions.count_of,
        n.Not: conditions.is_not,
        n.TermRef: conditions.term,
        n.Quantified: conditions.quantified,
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
