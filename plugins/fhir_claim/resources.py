"""The resources of a file, and how references find them."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import UNSET

from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.read.lexical import parse

from .faults import Faults, fault
from .schema import RESOURCES, Head, Part, Reference
from .strict import Keys, explained

_DECODERS: Final = {name: msgspec.json.Decoder(kind) for name, kind in RESOURCES.items()}
_HEAD: Final = msgspec.json.Decoder(Head)


class Resource:
    """One resource. at: its JSON pointer. value: None when it has faults. owner: the resource that contains it."""

    __slots__ = ("_contained", "at", "faults", "kind", "memo", "owner", "text", "value")

    def __init__(self, kind: str, at: str, text: bytes, owner: Resource | None = None) -> None:
        self.kind, self.at, self.text, self.owner = kind, at, text, owner
        self.value: Part | None = None
        self.faults: Faults = []
        self.memo: dict[str, object] = {}
        self._contained: dict[str, Resource] | None = None

    @property
    def id(self) -> str:
        """The id of the resource; empty when it has none, or cannot be read."""
        found = getattr(self.value, "id", UNSET)
        return found if isinstance(found, str) else ""

    def read(self, keys: Keys) -> None:
        """Read the value, or the faults."""
        try:
            self.value = _DECODERS[self.kind].decode(self.text)
        except (msgspec.MsgspecError, RecursionError):
            self.faults = explained(self.text, RESOURCES[self.kind], self.at)
        else:
            if keys.are_repeated(self.text):
                self.value, self.faults = None, explained(self.text, RESOURCES[self.kind], self.at)

    def contained(self, id: str, keys: Keys) -> Resource | None:
        """Return a resource that this one contains."""
        root = self.owner or self
        if root._contained is None:
            root._contained = {}
            for number, raw in enumerate(getattr(root.value, "contained", ())):
                kind = type_of(bytes(raw))
                if kind is not None and kind in RESOURCES:
                    child = Resource(kind, f"{root.at}/contained/{number}", bytes(raw), root)
                    child.read(keys)
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

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.all: list[Resource] = []
        self._by_address: dict[str, Resource | None] = {}
        self._has_urls = False

    def add(self, resource: Resource, url: str = "") -> None:
        """Add a resource. url: its full URL; empty when the file gives none."""
        self.all.append(resource)
        self._has_urls = self._has_urls or bool(url)
        id = resource.id if resource.value is not None else _id_in(resource.text)
        own = f"{resource.kind}/{id}" if id else ""
        for address in dict.fromkeys(each for each in (url, own) if each):
            known = self._by_address.setdefault(address, resource)
            if known is not resource:
                self._by_address[address] = None

    def of_kind(self, kind: str) -> list[Resource]:
        """Return the resources of one type, in the order of the file; those with faults too."""
        return [each for each in self.all if each.kind == kind]

    def target(self, reference: Reference, owner: Resource) -> Resource | None:
        """Return the resource that a reference leads to, or None when the file does not hold it.

        Raises FaultError when several resources have the address, or the one that has it cannot be read.
        """
        address = reference.reference
        if address is UNSET or not address:
            return None
        if address.startswith("#"):
            found = owner.contained(address[1:], self.keys)
        else:
            address = address.partition("/_history/")[0]
            if address not in self._by_address and not self._has_urls and address.startswith("http"):
                address = "/".join(address.split("/")[-2:])
            found = self._by_address.get(address, _NOBODY)
            if found is None:
                raise fault("ambiguous-reference")
            found = None if found is _NOBODY else found
        if found is not None and found.value is None:
            raise fault("unreadable-resource")
        return found


_NOBODY: Final = Resource("", "", b"")
