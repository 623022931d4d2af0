"""Diagnostics as text with the source line and a caret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rules_engine.diagnostics.model import Diagnostic


def render(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """Return all diagnostics as plain text, one block each, in the order given.

    texts: file name → text, for the source lines; a file that is not in it is shown without its line.
    """
    return "\n".join(_block(each, texts.get(each.span.file)) for each in diagnostics)


def _block(each: Diagnostic, text: str | None) -> str:
    span = each.span
    lines = [f"{each.severity.value}[{each.code}]: {each.message}", f"  --> {span.file}:{span.line}:{span.column}"]
    if text is not None:
        lines += _source(text, each)
    if each.help:
        lines.append(f"  = help: {each.help}")
    return "\n".join(lines) + "\n"


def _source(text: str, each: Diagnostic) -> list[str]:
    span = each.span
    source = text.split("\n")
    line = source[span.line - 1] if span.line <= len(source) else ""
    width = max(1, min(span.stop - span.start, len(line) - span.column + 1))
    gutter = " " * len(str(span.line))
    pad = "".join("\t" if c == "\t" else " " for c in line[: span.column - 1])
    return [f" {gutter} |", f" {span.line} | {line}", f" {gutter} | {pad}{'^' * width} {each.label}".rstrip()]
