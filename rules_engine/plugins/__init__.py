"""Built-in plugins; their source is the top-level `plugins/` folder.

Names, not entry points: a checkout shows a new plugin without being installed again. What a plugin is for stands here
too, so that one that nobody needs is not imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rules_engine.content import content_path

__path__ = [content_path("plugins")]

# Readers of files, in the order in which they are asked: the lighter first.
BUILTIN: Final = ("parquet_claims", "fhir_claim", "dossier_json", "csv_claims", "x12_837p")

# Readers of a payer's answers to claims.
REMITTANCES: Final = ("x12_835",)

# States whose Medicare contractor has a rulebook.
_MEDICARE: Final = (
    *("ARKANSAS", "COLORADO", "CONNECTICUT", "DELAWARE", "DISTRICT OF COLUMBIA", "ILLINOIS", "LOUISIANA", "MAINE"),
    *("MARYLAND", "MASSACHUSETTS", "MINNESOTA", "MISSISSIPPI", "NEW HAMPSHIRE", "NEW JERSEY", "NEW MEXICO", "NEW YORK"),
    *("OKLAHOMA", "PENNSYLVANIA", "RHODE ISLAND", "TEXAS", "VERMONT", "WISCONSIN"),
)

# Payer, in capitals → the plugins that adapt its claims, in order. A test holds this against `rules_engine_payers`.
ADAPTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "TRICARE": ("tricare_aba",),
    **dict.fromkeys(("TRICARE WEST", "TRICARE EAST", "99726", "99727", "TREST"), ("tricare_aba", "tricare_regions")),
    **{f"MEDICARE {state} PART B": ("medicare_areas",) for state in _MEDICARE},
    **dict.fromkeys(("MEDICARE NEW YORK PART B QUEENS", "04412"), ("medicare_areas",)),
    "06111": ("oxford_plans",),
    **dict.fromkeys(("TEXAS MEDICAID", "TMHP", "TEXAS MEDICAID AND HEALTHCARE PARTNERSHIP"), ("texas_testers",)),
    "TEXAS-MEDICAID": ("texas_testers",),
    **dict.fromkeys(("ANTHEM KENTUCKY MEDICAID", "ANTHEM MEDICAID KENTUCKY", "ANTHEM-KENTUCKY"), ("anthem_kentucky",)),
}

# Stores of earlier claims, in the order in which they are asked.
HISTORIES: Final = ("history_folder",)

# What turns files of references into tables, in the order in which they are asked.
REFERENCES: Final = ("reference_zip",)

# Format of `check` → the plugin that writes it; format of `explain` → the plugin that shows it.
WRITERS: Final[Mapping[str, str]] = {
    "text": "report_text",
    "json": "report_json",
    "ndjson": "report_json",
    "html": "html_report",
    "csv": "csv_report",
    "277ca": "x12_277ca",
    "fhir": "fhir_out",
}
RENDERERS: Final[Mapping[str, str]] = {"text": "report_text", "json": "report_json"}
