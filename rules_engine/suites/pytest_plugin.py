"""A pytest plugin: every example of an `.examples` file is a test, named `file::title`.

Nothing of the rules is imported before such a file is met. The rules of a folder are compiled once a session (once a
worker under pytest-xdist, where every worker collects the same examples in the same order).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from rules_engine.ir.example import Example
    from rules_engine.ir.rulebook import Rulebook
    from rules_engine.suites.run import ExampleResult

_SWITCH = "payer_rules_examples"
_FOLDER = "payer_rules_folder"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Make the settings known."""
    parser.addini(_SWITCH, "Collect the examples of payer rules (*.examples).", type="bool", default=True)
    parser.addini(_FOLDER, "Folder of the payer rules; looked for above each file when left out.", default="")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ExamplesFile | None:
    """Take the files that end in `.examples`."""
    if file_path.suffix != ".examples" or not parent.config.getini(_SWITCH):
        return None
    return ExamplesFile.from_parent(parent, path=file_path)


class RulesFaultError(Exception):
    """Raised when the rules of a folder have faults; its words are for the report."""


class ExampleFailedError(Exception):
    """Raised for an example that did not come out."""

    def __init__(self, result: ExampleResult) -> None:
        super().__init__(result.example.title)
        self.result = result


class RulesFolder:
    """The rules of one folder with their examples by file; or, the first time and then in short, why there are none."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rulebooks: dict[str, Rulebook] = {}
        self._examples: dict[Path, list[Example]] = {}
        self._fault = ""
        self._compile()

    def _compile(self) -> None:
        from rules_engine.diagnostics.model import DiagnosticsError
        from rules_engine.diagnostics.render import render
        from rules_engine.language.library import examples_of

        try:
            self.rulebooks, examples, _ = examples_of(self.root)
        except DiagnosticsError as fault:
            self._fault = render(fault.diagnostics, fault.texts)
            return
        except (OSError, UnicodeDecodeError) as fault:
            self._fault = f"the rules cannot be read: {fault}"
            return
        for each in examples:
            self._examples.setdefault((self.root / each.place.file).resolve(), []).append(each)

    def examples(self, path: Path) -> list[Example]:
        """Return the examples of a file. Raises RulesFaultError when the rules have faults."""
        if self._fault:
            said, self._fault = self._fault, f"the rules of {self.root} have faults; they are shown with another file"
            raise RulesFaultError(said)
        return self._examples.get(path.resolve(), [])


class ExamplesFile(pytest.File):
    """An `.examples` file."""

    def collect(self) -> Iterable[ExampleItem]:
        """Yield its examples, each with a name of its own."""
        rules = _rules_of(self.config, self.path)
        names = _different(each.title for each in rules.examples(self.path))
        for name, example in zip(names, rules.examples(self.path), strict=True):
            yield ExampleItem.from_parent(self, name=name, example=example, rules=rules)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show the faults of the rules without a traceback."""
        if isinstance(excinfo.value, RulesFaultError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class ExampleItem(pytest.Item):
    """One example."""

    def __init__(self, *, example: Example, rules: RulesFolder, **more: Any) -> None:
        super().__init__(**more)
        self.example = example
        self.rules = rules
        self.extra_keyword_matches.update((example.rulebook, *(each.name for each in example.expects if each.name)))

    def runtest(self) -> None:
        """Judge the example. Raises ExampleFailedError when it does not come out."""
        from rules_engine.suites.run import run_one

        result = run_one(self.example, self.rules.rulebooks)
        if not result.is_good:
            raise ExampleFailedError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show what was expected and what the parts of the rule came to."""
        if not isinstance(excinfo.value, ExampleFailedError):
            return super().repr_failure(excinfo, style)
        from rules_engine.suites.report import failure_lines, head

        return "\n    ".join((head(excinfo.value.result), *failure_lines(excinfo.value.result)))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the example stands; pytest counts lines from 0."""
        return self.path, self.example.place.line - 1, self.name


def _rules_of(config: pytest.Config, path: Path) -> RulesFolder:
    """Return the rules that a file belongs to, compiled when they are first asked for."""
    from rules_engine.suites.choice import rules_root

    named = str(config.getini(_FOLDER))
    root = (config.rootpath / named).resolve() if named else rules_root(path.resolve(), config.rootpath.resolve())
    folders = config.stash.setdefault(_FOLDERS, {})
    if root not in folders:
        folders[root] = RulesFolder(root)
    return folders[root]


def _different(titles: Iterable[str]) -> Iterator[str]:
    """Yield the titles, each with a number when it was there before."""
    seen: dict[str, int] = {}
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        yield title if seen[title] == 1 else f"{title} ({seen[title]})"


_FOLDERS = pytest.StashKey[dict[Path, RulesFolder]]()
