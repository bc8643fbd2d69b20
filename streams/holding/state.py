"""What `ringfence.state` holds of an account: of which kinds how much, and when that was kept last."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from streams import paging
from streams.checkpoints import of_books, of_campaigns, of_cases, of_keys
from streams.checkpoints.reading import states_of
from streams.complete import PAGE as MARKS
from streams.pools import Draw
from streams.stream import STREAMS

Holds = dict[str, Any]
LAYOUTS = {
    "alerts": of_cases.LAYOUT,
    "ringfence.totals": of_books.LAYOUT,
    "ringfence.keys": of_keys.LAYOUT,
    "ringfence.templates": of_campaigns.LAYOUT,
}


def held_in_state(records: Iterable[Any], account: str) -> Iterator[dict[str, Any]]:
    """Lines about an account of the records of the topic; Failed where they are of another version."""
    kept = dict[tuple[int, str], int]()

    def noting(records: Iterable[Any]) -> Iterator[Any]:
        for record in records:
            _, _, key = (record.key or b"").partition(b"/")
            kept[record.partition, _page(key)] = record.timestamp
            yield record

    for partition, state in states_of(noting(records)):
        for topic, saved in sorted(state.topics.items()):
            layout = LAYOUTS.get(topic) or (paging.layout_id(STREAMS[topic].layout) if topic in STREAMS else None)
            if layout is None:
                continue  # orders, which are about no account
            for name, page in saved.newest(layout).pages.items():
                holds = _holds(topic, name, page.data, account)
                if holds:
                    when = kept[partition, f"page/{topic}/{name}"]
                    yield {"partition": partition, "of": topic, "kept": when, "holds": holds}
            for use in saved.first_uses.get(account, ())[-1:]:
                yield {"partition": partition, "of": topic, "holds": {"account record in use": use.accounts_offset}}


def _page(key: bytes) -> str:
    """A key of a part of a page, without its side and its number."""
    return key.decode(errors="replace").rsplit("/", 2)[0]


def _holds(topic: str, page: str, data: bytes, account: str) -> Holds:
    kind, _, rest = page.partition("/")
    return {} if page == MARKS else READERS.get(topic, _rows)(kind, rest, data, account)


def _rows(_kind: str, _rest: str, data: bytes, account: str) -> Holds:
    """How many rows of each kind of subject a shard has of an account."""
    page = paging.DECODER.decode(data)
    if account not in page.names:
        return {}
    place = page.names.index(account)
    rows = {kind: of.owners.count(place) for kind, of in page.subjects.items()}
    return {kind: count for kind, count in rows.items() if count}


def _cases(kind: str, rest: str, data: bytes, account: str) -> Holds:
    own = of_cases.DECODER.decode(data) if (kind, rest) == ("cases", account) else None
    return {"cases": [case.id for case in own.cases], "records": len(own.records)} if own else {}


def _books(kind: str, rest: str, data: bytes, account: str) -> Holds:
    if kind == "pool":
        draws = sum(draw.account == account for draw in msgspec.msgpack.decode(data, type=list[Draw]))
        return {"pool": rest, "draws": draws} if draws else {}
    own = of_books.owner(f"{kind}/{rest}") == account
    return {kind: rest.partition("/")[0] if kind == "day" else True} if own else {}


def _keys(_kind: str, _rest: str, data: bytes, account: str) -> Holds:
    key = msgspec.msgpack.decode(data, type=of_keys.Key)
    return {"key": key.key} if account in key.days else {}


def _texts(kind: str, rest: str, data: bytes, account: str) -> Holds:
    if kind == of_campaigns.FIRED:
        return {"reports": len(msgspec.msgpack.decode(data, type=of_campaigns.Fired).times)} if rest == account else {}
    texts = msgspec.msgpack.decode(data, type=of_campaigns.Alike).texts
    own = [text for text, senders in texts.items() if account in senders]
    return {"texts": own} if own else {}


READERS = {"alerts": _cases, "ringfence.totals": _books, "ringfence.keys": _keys, "ringfence.templates": _texts}
