"""Built-in plugins; their source is the top-level `plugins/` folder."""

from rules_engine.content import content_root

__path__ = [str(content_root() / "plugins")]

# Names, not entry points: a checkout shows a new plugin without being installed again.
BUILTIN = ("x12_837p", "dossier_json")
