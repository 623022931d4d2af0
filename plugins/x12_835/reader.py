"""The reader of a whole 835: its interchanges, transactions and answers, with nothing dropped in silence."""

from __future__ import annotations

from typing import Final

from rules_engine.claims.rejection import Rejection
from rules_engine.claims.remittance import Remittance, Remittances

from .answer import AnswerRecord, Heading, make_answer
from .faults import WORDING
from .segments import Header, Segment, find_headers, segments_of

_VERSION: Final = "005010X221"
_HEADER_TAGS: Final = frozenset({"BPR", "DTM", "N1", "REF"})
_ANSWER_TAGS: Final = frozenset({"CAS", "NM1", "REF", "DTM", "AMT", "SVC"})


def read(data: bytes, source: str) -> Remittances | None:
    """Read a file. None: it holds no interchange with an 835."""
    text = data.decode("latin-1")
    headers = list(find_headers(text))
    reading = _Reading(source)
    for number, header in enumerate(headers, 1):
        reading.interchange(text, header, headers[number].start if number < len(headers) else len(text))
    return reading.found() if reading.is_835 else None


class _Reading:
    """One file, as far as it has been read."""

    def __init__(self, source: str) -> None:
        self.is_835 = False
        self._source = source
        self._answers: list[Remittance] = []
        self._rejections: list[Rejection] = []
        self._found = 0
        self._number = 0
        self._heading: Heading | None = None
        self._record: AnswerRecord | None = None

    def found(self) -> Remittances:
        """Return what the file holds."""
        return Remittances(answers=tuple(self._answers), found=self._found, rejections=tuple(self._rejections))

    def interchange(self, text: str, header: Header, stop: int) -> None:
        """Read the segments of one interchange."""
        in_835, started = False, 0
        last: Segment | None = None
        self._number += 1  # ISA
        for segment in segments_of(text, header, stop, self._number):
            last, self._number = segment, segment.number
            tag = segment.tag
            if tag == "ST":
                in_835, started = self._open(segment), segment.number
            elif tag == "SE":
                self._close(segment, started, in_835=in_835)
                in_835 = False
            elif tag == "CLP":
                self._begin(segment, in_835=in_835)
            elif in_835:
                self._take(segment)
        if last is not None and not last.is_ended:
            self._reject("truncated-segment", last)
        if in_835 and last is not None:
            self._finish()
            self._reject("missing-trailer", last)

    def _open(self, segment: Segment) -> bool:
        self._finish()
        if segment[1] != "835":
            self._reject("wrong-transaction", segment)
            return False
        self.is_835 = True
        version = segment[3]
        if version and not version.startswith(_VERSION):
            self._reject("unsupported-version", segment)
        self._heading = Heading()
        return True

    def _close(self, segment: Segment, started: int, *, in_835: bool) -> None:
        self._finish()
        count = segment[1]
        if in_835 and not (count.isdecimal() and int(count) == segment.number - started + 1):
            self._reject("segment-count", segment)
        self._heading = None

    def _begin(self, segment: Segment, *, in_835: bool) -> None:
        self._finish()
        self._found += 1
        if not in_835 or self._heading is None:
            self._reject("missing-header", segment, lost=1)
            return
        self._record = AnswerRecord(segment, self._heading)

    def _take(self, segment: Segment) -> None:
        if segment.tag == "LX":  # a new group of answers; the last one is over
            self._finish()
        elif self._record is not None:
            if segment.tag in _ANSWER_TAGS:
                self._record.segments.append(segment)
        elif self._heading is not None and segment.tag in _HEADER_TAGS:
            self._heading.segments.append(segment)

    def _finish(self) -> None:
        record, self._record = self._record, None
        if record is None:
            return
        answer, faults = make_answer(record, self._source)
        lost = int(answer is None)
        for code, segment, element in faults:
            self._reject(code, segment, element, claim_id=record.segment[1], lost=lost)
            lost = 0
        if answer is not None:
            self._answers.append(answer)

    def _reject(self, code: str, segment: Segment, element: int = 0, claim_id: str = "", lost: int = 0) -> None:
        message, cure = WORDING[code]
        at = f"{segment.tag}{element:02d}" if element else segment.tag
        start, stop = segment.span(element)
        self._rejections.append(
            Rejection(
                code=code,
                message=message.format(at=at),
                source=self._source,
                help=cure,
                claim_id=claim_id,
                segment=segment.number,
                start=start,
                stop=stop,
                element=at,
                lost=lost,
            )
        )
