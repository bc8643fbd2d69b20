"""An entry of the audit log, which vouches for the one before it: no content, and no person but who decided."""

from hashlib import sha256
from typing import Literal

import msgspec

from detectors.policy import Policy
from streams.enforcement.inputs import Noted
from streams.events import Decision
from streams.plain_text import plain
from streams.times import to_the_minute

TOPIC = "ringfence.audit"


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The `seq`-th entry of a partition; `hash` is over all else of it, `previous` is that of the entry before.

    `record` is where what was said stands, `refused` why it was not followed, `policy` the SHA-256 of the one in force.
    """

    seq: int = -1
    ts: int
    kind: Literal["policy", "decision", "emergency", "erasure"]
    what: str
    by: str | None = None
    role: str | None = None
    id: str | None = None
    recommendation: str | None = None
    account: str | None = None
    region: str | None = None
    accounts: list[str] | None = None
    from_: int | None = msgspec.field(name="from", default=None)
    until: int | None = None
    refused: str | None = None
    record: str | None = None
    policy: str = ""
    previous: str = ""
    hash: str = ""

    def sum(self) -> str:
        """What `hash` has to be."""
        return sha256(written(msgspec.structs.replace(self, hash=""))).hexdigest()

    def behind(self, last: "Entry | None") -> "Entry":
        """The same as the next one of a partition; None: it is the first.

        >>> first = Entry(ts=1, kind="policy", what="in force").behind(None)
        >>> second = Entry(ts=2, kind="policy", what="in force").behind(first)
        >>> (first.seq, second.seq, second.previous == first.hash, second.hash == second.sum())
        (0, 1, True, True)
        """
        seq, previous = (last.seq + 1, last.hash) if last else (0, "")
        placed = msgspec.structs.replace(self, seq=seq, previous=previous)
        return msgspec.structs.replace(placed, hash=placed.sum())


DECODER = msgspec.json.Decoder(Entry)


def written(entry: Entry) -> bytes:
    """An entry as it stands on the topic."""
    return msgspec.json.encode(entry)


def noted(note: Noted, place: str, policy: str) -> Entry:
    """What somebody said, as an entry; `place` is where it stands."""
    said = note.said
    if isinstance(said, Decision):
        return Entry(
            ts=said.ts,
            kind="decision",
            what=said.decision or "nothing",
            by=said.by,
            role=said.role,
            id=said.id,
            recommendation=said.recommendation,
            account=said.account,
            refused=note.refused,
            record=place,
            policy=policy,
        )
    return Entry(
        ts=said.ts,
        kind="emergency",
        what="declared",
        region=said.region,
        accounts=said.accounts,
        from_=said.begin,
        until=said.until,
        record=place,
        policy=policy,
    )


def sum_of(policy: Policy) -> str:
    """The SHA-256 of all that a policy says, packaged or not, wherever its file is."""
    return sha256(msgspec.json.encode(msgspec.structs.replace(policy, source=""), order="deterministic")).hexdigest()


def told(entry: Entry) -> str:
    """An entry in a line.

    >>> told(Entry(ts=0, kind="decision", what="approve", by="ito", role="lead", recommendation="0a1b", account="acme"))
    '1970-01-01T00:00Z decision approve by ito (lead) on 0a1b of acme'
    >>> told(Entry(ts=0, kind="emergency", what="declared", region="JP", from_=0))
    '1970-01-01T00:00Z emergency declared in JP from 1970-01-01T00:00Z'
    """
    said = [to_the_minute(entry.ts), entry.kind, entry.what]
    said += [f"by {entry.by}"] if entry.by else []
    said += [f"({entry.role})"] if entry.role else []
    said += [f"on {entry.recommendation}"] if entry.recommendation else []
    said += [f"of {entry.account}"] if entry.account else []
    said += [f"in {entry.region}"] if entry.region else []
    said += [f"for {', '.join(entry.accounts)}"] if entry.accounts else []
    said += [f"from {to_the_minute(entry.from_)}"] if entry.from_ is not None else []
    said += [f"until {to_the_minute(entry.until)}"] if entry.until is not None else []
    said += [f"sha256 {entry.policy}"] if entry.kind == "policy" else []
    said += [f"refused: {entry.refused}"] if entry.refused else []
    return plain(" ".join(said))
