"""Bytes to resources: one resource, a Bundle, or a resource a line; every Claim in the file is found here."""

from __future__ import annotations

import re
from typing import Any, Final

import attrs
import msgspec
from msgspec import UNSET

from rules_engine.claims.read.faults import FaultError, sayable
from rules_engine.claims.read.lexical import decode, lines_of, parse

from .faults import Faults, fault, in_fhir_words
from .places import SourceFile
from .resources import Index, Resource, type_of
from .schema import RESOURCES, Bundle
from .strict import are_repeated, explained, not_json, odd_numbers

_BUNDLE: Final = "Bundle"
_BUNDLES_DEEP: Final = 4  # a Bundle of answers to searches holds Bundles; none holds more
_LEAD: Final = re.compile(rb'\{\s*"resourceType"\s*:\s*"([A-Za-z]+)"')
_BUNDLES: Final = msgspec.json.Decoder(Bundle)


class UnreadableError(Exception):
    """A file of which nothing can be read. lost: the claims that it seems to hold, at least one."""

    def __init__(self, faults: Faults, lost: int = 1) -> None:
        super().__init__(faults[0][1].code)
        self.faults, self.lost = faults, lost


@attrs.define(eq=False, repr=False)
class Document:
    """One file as resources. refused: faults, and how many claims each loses; those of resources are with these."""

    file: SourceFile
    index: Index
    refused: list[tuple[Faults, int]] = attrs.field(factory=list)


def open_document(data: bytes, source: str) -> Document:
    """Return the resources of a file. Raises UnreadableError when it is no JSON, or its outline cannot be trusted."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise UnreadableError([("", fault("xml"))])
    try:
        text, skipped = decode(data)
    except FaultError as error:
        raise UnreadableError([("", in_fhir_words(error))]) from error
    opening = _Opening(Document(SourceFile(source, data), Index()))
    body = data[skipped:]
    if _is_json(body):
        opening.take(body, "", skipped)
    else:
        lines = lines_of(text, skipped)
        if not lines:
            found = not_json(text)
            faults = [("", found)] if found is not None else odd_numbers(text) or [("", fault("too-deep"))]
            raise UnreadableError(faults, _claims_in(text) if found is None else 1)
        for line in lines:
            opening.take_line(line.text, f"/{line.number}", line.start)
    opening.tell_unread()
    return opening.document


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


class _Opening:
    """A file on the way to its resources."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._unread: dict[str, str] = {}

    def take_line(self, text: str, at: str, start: int) -> None:
        """Take one line of a file with a resource a line."""
        body = text.encode()
        if _is_json(body):
            self.take(body, at, start)
            return
        found = not_json(text)
        faults = [(at, found)] if found is not None else [(at + where, each) for where, each in odd_numbers(text)]
        self._lose(faults or [(at, fault("too-deep"))], 1)

    def take(self, text: bytes, at: str, start: int, url: str = "") -> None:
        """Take one resource, or a Bundle of them. start: its first byte in the file."""
        start += len(text) - len(text.lstrip())
        text = text.strip()
        lead = _LEAD.match(text)
        kind = lead[1].decode() if lead is not None else None
        if kind not in RESOURCES:
            kind = type_of(text)  # the type may stand twice: the last one counts
        if kind is None:
            self._lose([(at, fault("not-a-resource"))], 0 if "/entry/" in at else 1)
        elif kind == _BUNDLE and at.count("/entry/") < _BUNDLES_DEEP:
            self._take_bundle(text, at, start)
        elif kind == _BUNDLE:
            self._lose([(at, fault("too-deep"))], _claims_in(text.decode()))
        elif kind in RESOURCES:
            self.document.file.add(at, start, start + len(text))
            resource = Resource(kind, at, text)
            resource.read()
            if resource.value is None:
                resource.kind = type_of(text) or kind
            self.document.index.add(resource, url)
        else:
            self._unread.setdefault(kind, at)

    def tell_unread(self) -> None:
        """Refuse each type of resource that is not read, once, where it first stands."""
        for kind, at in self._unread.items():
            named = (
                FaultError("unread-resource", f"resources of the type {kind} are not read") if sayable(kind) else None
            )
            unread = fault("unread-resource")
            found = unread if named is None else FaultError(unread.code, named.message, unread.help)
            self._lose([(f"{at}/resourceType", found)], 0)

    def _take_bundle(self, text: bytes, at: str, start: int) -> None:
        try:
            bundle = _BUNDLES.decode(text)
        except (msgspec.MsgspecError, RecursionError):
            self._lose(explained(text, Bundle, at), _claims_in(text.decode()))
            return
        places, outline = _outline(text, bundle)
        if are_repeated(outline):
            self._lose(explained(outline, Bundle, at), _claims_in(text.decode()))
            return
        for number, (entry, place) in enumerate(zip(bundle.entry, places, strict=True)):
            if entry.resource is UNSET:
                continue
            url = "" if entry.full_url is UNSET else entry.full_url
            self.take(bytes(entry.resource), f"{at}/entry/{number}/resource", start + place, url)

    def _lose(self, faults: Faults, lost: int) -> None:
        self.document.refused.append((faults, lost))


def _outline(text: bytes, bundle: Bundle) -> tuple[list[int], bytes]:
    """Return where each resource of a Bundle begins, and the Bundle without them."""
    places: list[int] = []
    parts: list[bytes] = []
    end = 0
    for entry in bundle.entry:
        if entry.resource is UNSET:
            places.append(end)
            continue
        raw = bytes(entry.resource)
        place = text.find(raw, end)
        places.append(place)
        parts.append(text[end:place])
        end = place + len(raw)
    parts.append(text[end:])
    return places, b"null".join(parts)


def _claims_in(text: str) -> int:
    """Return how many claims a document seems to hold whose outline cannot be trusted: at least one."""
    try:
        raw: Any = parse(text)
    except FaultError:  # nested deeper than this reader of JSON goes
        return 1
    entries = raw.get("entry") if isinstance(raw, dict) else None
    resources = (
        [each.get("resource") for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    )
    return max(1, sum(1 for each in resources if isinstance(each, dict) and each.get("resourceType") == "Claim"))
