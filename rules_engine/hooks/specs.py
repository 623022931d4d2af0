"""The door for plugins: what the engine asks, when, and what it does with the answer.

The built-in adapters come through this door as anybody's plugin does.
"""

from __future__ import annotations

import pluggy

from rules_engine.claims.intake import Intake

PROJECT = "rules_engine"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec(firstresult=True)
def rules_engine_read(data: bytes, source: str) -> Intake | None:
    """Read one file of claims or records.

    When: once for each file given to `check` or `explain`.
    data: the whole file. source: its name without folder, for origins and rejections.
    Return: an `Intake`, or None when the file is not of this plugin's format; look at the first bytes, not at the name.
    Joining: the first plugin that does not answer None is taken.
    Errors: an adapter does not raise for bad input; it rejects by name. An exception rejects this file, and the report
    names the plugin.
    Example: `plugins/dossier_json/`.
    """
