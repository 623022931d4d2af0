"""Elements of HTML whose text is always escaped: what comes from a claim can never become markup."""

from __future__ import annotations

import html
from typing import Final, NewType

from rules_engine.trace.page import inert

Markup = NewType("Markup", str)
"""Text that is HTML already; only `tag` and `joined` make it."""

_EMPTY: Final = frozenset({"meta", "rect", "line"})
_SAFE_LINKS: Final = ("https://", "http://")

Part = Markup | str | int


class _Made(str):
    __slots__ = ()


def tag(name: str, /, *parts: object, **attributes: object) -> Markup:
    """Return an element. parts: elements as they are, everything else as escaped text.

    attributes: `class_` is written `class`, and `stroke_width` as `stroke-width`; None leaves one out.

    >>> tag("b", "<i>", class_='x"y')
    '<b class="x&quot;y">&lt;i&gt;</b>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _EMPTY:
        return _made(f"<{name}{written}>" if name == "meta" else f"<{name}{written}/>")
    return _made(f"<{name}{written}>{joined(*parts)}</{name}>")


def joined(*parts: object) -> Markup:
    """Return parts one after the other; text is escaped."""
    return _made("".join(str(part) if isinstance(part, _Made) else escaped(part) for part in parts))


def escaped(text: object) -> str:
    """Return text without any sign that HTML or a terminal obeys."""
    return html.escape(inert(str(text)), quote=True)


def link(text: str, address: str) -> Markup:
    """Return a link; only the text when the address is not one of the web."""
    if not address.startswith(_SAFE_LINKS):
        return joined(text)
    return tag("a", text, href=address, rel="noreferrer noopener")


def raw(text: str) -> Markup:
    """Return what this plugin wrote itself, such as its style."""
    return _made(text)


def _made(text: str) -> Markup:
    return Markup(_Made(text))
