"""The resources of a file, and how references find them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import UNSET

from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.read.lexical import parse

from .datatypes import Part, Reference
from .faults import fault
from .schema import RESOURCES, Head
from .strict import are_repeated, explained

_DECODERS: Final = {name: msgspec.json.Decoder(kind) for name, kind in RESOURCES.items()}
_HEAD: Final = msgspec.json.Decoder(Head)


class Resource:
    """One resource. at: its JSON pointer. value: None when it has faults. owner: the resource that contains it."""

    __slots__ = ("_contained", "at", "faults", "kind", "memo", "owner", "text", "value")

    def __init__(self, kind: str, at: str, text: bytes, owner: Resource | None = None) -> None:
        self.kind, self.at, self.text, self.owner = kind, at, text, owner
        self.value: Part | None = None
        self.faults: Sequence[tuple[str, FaultError]] = ()
        self.memo: dict[str, object] | None = None
        self._contained: dict[str, Resource] | None = None

    @property
    def id(self) -> str:
        """The id of the resource; empty when it has none, or cannot be read."""
        found = getattr(self.value, "id", UNSET)
        return found if isinstance(found, str) else ""

    def read(self) -> None:
        """Read the value, or the faults."""
        try:
            self.value = None if are_repeated(self.text) else _DECODERS[self.kind].decode(self.text)
        except (msgspec.MsgspecError, RecursionError):
            self.value = None
        if self.value is None:
            self.faults = explained(self.text, RESOURCES[self.kind], self.at)

    def contained(self, id: str) -> Resource | None:
        """Return a resource that this one contains."""
        root = self.owner or self
        if root._contained is None:
            root._contained = {}
            for number, raw in enumerate(getattr(root.value, "contained", ())):
                kind = type_of(bytes(raw))
                if kind is not None and kind in RESOURCES:
                    child = Resource(kind, f"{root.at}/contained/{number}", bytes(raw), root)
                    child.read()
                    root._contained.setdefault(child.id, child)
        return root._contained.get(id)


def type_of(text: bytes) -> str | None:
    """Return the type of a resource; None when it is no object, or its type is no text."""
    try:
        found = _HEAD.decode(text).resource_type
        kind = None if found is UNSET else msgspec.json.decode(found)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return kind if isinstance(kind, str) else None


def _id_in(text: bytes) -> str:
    """Return the id of a resource that cannot be read otherwise, so that references to it are not lost."""
    try:
        raw = parse(text.decode())
    except (FaultError, RecursionError):
        return ""
    found = raw.get("id") if isinstance(raw, dict) else ""
    return found if isinstance(found, str) else ""


class Index:
    """The resources of a file by their addresses."""

    def __init__(self) -> None:
        self.all: list[Resource] = []
        self._by_address: dict[str, Resource | None] = {}
        self._has_urls = False

    def add(self, resource: Resource, url: str = "") -> None:
        """Add a resource. url: its full URL; empty when the file gives none."""
        self.all.append(resource)
        id = resource.id if resource.value is not None else _id_in(resource.text)
        if id:
            self._note(f"{resource.kind}/{id}", resource)
        if url:
            self._has_urls = True
            self._note(url, resource)

    def _note(self, address: str, resource: Resource) -> None:
        if self._by_address.setdefault(address, resource) is not resource:
            self._by_address[address] = None

    def of_kind(self, kind: str) -> list[Resource]:
        """Return the resources of one type, in the order of the file; those with faults too."""
        return [each for each in self.all if each.kind == kind]

    def target(self, reference: Reference, owner: Resource) -> Resource | None:
        """Return the resource that a reference leads to, or None when the file does not hold it.

        Raises FaultError when several resources have the address.
        """
        address = reference.reference
        if address is UNSET:
            return None
        found = self._by_address.get(address, _NOBODY)
        if found is _NOBODY:
            if address.startswith("#"):
                return owner.contained(address[1:])
            found = self._by_address.get(self._shortened(address), _NOBODY)
        if found is None:
            raise fault("ambiguous-reference")
        return None if found is _NOBODY else found

    def _shortened(self, address: str) -> str:
        """Return an address without its version; in a file without full URLs, without its server."""
        bare = address.partition("/_history/")[0]
        return bare if self._has_urls or not bare.startswith("http") else "/".join(bare.split("/")[-2:])


_NOBODY: Final = Resource("", "", b"")
