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
BUILTIN: Final = ("fhir_claim", "dossier_json", "csv_claims", "x12_837p")

# Readers of a payer's answers to claims.
REMITTANCES: Final = ("x12_835",)

# Payer, in capitals → the plugins that adapt its claims, in order. A test holds this against `rules_engine_payers`.
ADAPTERS: Final[Mapping[str, tuple[str, ...]]] = {"TRICARE": ("tricare_aba",)}

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
