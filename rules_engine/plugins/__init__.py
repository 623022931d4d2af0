"""Built-in plugins; their source is the top-level `plugins/` folder."""

from rules_engine.content import content_root

__path__ = [str(content_root() / "plugins")]

# Names, not entry points: a checkout shows a new plugin without being installed again.
BUILTIN = ("dossier_json", "x12_837p")  # the lighter first: what is not needed is not imported
