"""What has to come of records, by the contract's structs alone; and what may never be in an output."""

import re
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any

import msgspec

from detectors.base import catalogue
from detectors.totals import KEPT, MOST, SLOT
from streams.broken import ID as FAILED
from streams.raw import RawBatch
from streams.records import Alert, Recommendation
from streams.stream import STREAMS
from tests.fuzz.rounds import HOUR
from tests.streams.mutations import whole

REMEMBERED = 64  # ids of an account
LONGEST_STAMP = 18  # digits
SHORTEST = 8  # of a text that is looked for in outputs; a lone word, as "complaint", may stand in any
SAMPLES = 10
PRIVATE = (
    "from",
    "to",
    "pai",
    "identity",
    "body",
    "subject",
    "reply_to",
    "mail_from",
    "header_from",
    "reporter",
    "detail",
)
PUBLIC = ("id", "account", "campaign")
SAID = {"TN-Validation-Failed", *(detector.id for detector in catalogue())}  # into whatever field it has come
FIGURES = re.compile(rb"(?<=[:\[,])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?=[,}\]])")  # numbers of JSON
DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(stream.events) for name, stream in STREAMS.items()
}
ALERTS, RECOMMENDATIONS = msgspec.json.Decoder(Alert), msgspec.json.Decoder(Recommendation)


def right(stream: str, raw: RawBatch) -> dict[int, Any]:
    """By its place in a batch, each record that is right by itself, by its key and by its time."""
    records = ((i, _decoded(value, stream)) for i, value in enumerate(raw.values))
    return {i: record for i, record in records if record is not None and _stands(raw, i, record)}


def _decoded(value: bytes | None, stream: str) -> Any:  # noqa: ANN401 - a record of any stream
    """The record, None where the contract does not accept it."""
    try:
        (value or b"").decode()  # msgspec does not look into fields that it ignores
        return DECODERS[stream].decode(whole(value or b""))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _stands(raw: RawBatch, i: int, record: Any) -> bool:  # noqa: ANN401 - as above
    """Whether its key is its account, and it is not of the future."""
    if raw.keys is None or raw.headers is None or raw.timestamps is None:
        return True
    said = [value for name, value in raw.headers[i] if name == "ingested" and value is not None and value.isdigit()]
    times = [int(value) for value in said if len(value) <= LONGEST_STAMP]
    came = times[-1] if times else raw.timestamps[i]
    return bool(raw.keys[i] == record.account.encode("utf-8", "surrogatepass")) and record.ts - came <= HOUR


class Moved:
    """What accounts moved by slot, each id once within their last 64: so nothing of `usage` is missing or twice."""

    def __init__(self) -> None:
        self.sums: dict[tuple[str, int], int] = defaultdict(int)
        self._recent: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._clocks: dict[str, int] = defaultdict(int)

    def take(self, transfer: Any, *, totalled: bool) -> None:  # noqa: ANN401 - of a union of one
        """Takes a transfer of an account that is added up, or is not."""
        recent, account = self._recent[transfer.account], transfer.account
        if transfer.id in recent:
            return
        recent.append(transfer.id)
        self._clocks[account] = max(self._clocks[account], transfer.ts)
        moved, slot = (transfer.bytes_in or 0) + (transfer.bytes_out or 0), transfer.ts // SLOT * SLOT
        if totalled and moved and self._clocks[account] - transfer.ts < KEPT:
            self.sums[account, slot] = min(self.sums[account, slot] + moved, int(MOST))


def check_alert(line: bytes) -> None:
    """Raises AssertionError where a finding is not as its schema has it."""
    alert = ALERTS.decode(line)
    assert msgspec.json.encode(alert) == line
    assert any(figure.observed >= figure.limit for figure in alert.evidence), line
    assert all(figure.k is None or 0 <= figure.k <= (figure.n or 0) for figure in alert.evidence), line
    assert len(alert.samples) <= SAMPLES
    assert alert.detector != FAILED, alert.summary


def check_recommendation(line: bytes) -> None:
    """The same of a recommendation."""
    record = RECOMMENDATIONS.decode(line)
    assert msgspec.json.encode(record) == line
    assert record.findings
    assert record.clauses
    assert "emergency-calls" in record.excludes


def leaks(outputs: bytes, records: Iterable[Any], known: Iterable[Any]) -> list[str]:
    """Texts of messages and of people that stand in outputs, although nothing that may be named there holds them."""
    private, public = set[str](), set(SAID)
    for record in records:
        fields = msgspec.to_builtins(record)
        texts = (text for name in PRIVATE for text in _texts(fields.get(name)))
        private |= {text.strip().removeprefix("+") for text in texts if len(text) > SHORTEST and not text.isalpha()}
        public |= {text for name in PUBLIC for text in _texts(fields.get(name))}
    for record in known:
        public |= {number.number for number in (*(record.numbers or ()), *(record.caller_ids or ()))}
        public |= {record.account, *(record.sender_ids or ()), *(event.id for event in record.declared or ())}
    prose = FIGURES.sub(b"0", outputs)  # times and counts are digits too
    found = [text for text in private if msgspec.json.encode(text)[1:-1] in prose]
    return [text for text in found if not any(text in name for name in public)]


def _texts(value: object) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, str)]
