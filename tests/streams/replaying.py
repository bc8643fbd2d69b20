"""A folder of calls with broken lines, and what a replay of it writes."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from streams.cli import run
from tests.oracle import Event

GOLDEN_FILES = ("alerts.ndjson", "enforcement.ndjson", "dead-letter.ndjson", "report.json")
OUTPUTS = (*GOLDEN_FILES, "report.html")
SECOND, START = 1_000, 1_790_006_400_000  # an hour in full, UTC


def calls() -> list[Event]:
    """An account that spoofs, one whose dialer has no agents, one that calls too fast and an honest one."""
    made = [_leg("spoofer", f"s{i}", START + 30 * SECOND * i, **{"from": f"+1415234{1_000 + i}"}) for i in range(14)]
    for i in range(110):
        ended = {"started": START + 20 * SECOND * i, "talk_ms": 9_000, "dialer": True, "answered_by": "human"}
        at = START + 20 * SECOND * i + 15 * SECOND
        made.append(_leg("dialer", f"d{i}", at, event="end", campaign="spring & <b>sale</b>", agent_ms=None, **ended))
    made += [_leg("burst", f"b{i}", START + 200 * i) for i in range(6)]
    made += [_leg("honest", f"h{i}", START + 40 * SECOND * i) for i in range(30)]
    return sorted(made, key=lambda call: call["ts"])


def _leg(account: str, id: str, ts: int, **fields: object) -> Event:
    leg = {"id": id, "account": account, "ts": ts, "event": "attempt", "call": id, "direction": "outbound"}
    return leg | {"from": "+13125550100", "to": f"+1212{5_550_000 + ts % 9_973}"} | fields


def accounts() -> list[Event]:
    names = ("spoofer", "dialer", "burst", "honest")
    return [{"account": name, "country": "US", "numbers": [{"number": "+13125550100", "from": 0}]} for name in names]


def lines(records: Iterable[Event]) -> list[bytes]:
    return [msgspec.json.encode(record) + b"\n" for record in records]


BROKEN = {
    3: b'{"id":"x1","account":"burst","ts":1790006400000\n',
    4: b"\n",
    5: b" \t\r\n",
    40: b'{"id":"x2","account":"burst","ts":1,"event":"fax","to":"+12125550123"}\n',
    41: b"\xef\xbb\xbf{}\r\n",
    42: b"[" * 2_000 + b"\n",
    90: b'{"id":"x3","account":"burst","ts":1790006400000,"event":"opt-out","to":"caf\xe9"}\n',
    91: b'{"id":"b0","account":"burst","ts":1790006400001,"event":"opt-out","to":"the id of an earlier event"}\n',
    120: b"\x00\n",
}


def written(folder: Path) -> Path:
    """The fixed input: the calls with broken lines among them."""
    folder.mkdir()
    (folder / "accounts.ndjson").write_bytes(b"".join([*lines(accounts()), b'{"account":"","use":"otp"}\n']))
    given = lines(calls())
    for place, line in BROKEN.items():
        given[place:place] = [line]
    (folder / "calls.ndjson").write_bytes(b"".join(given).rstrip(b"\n"))
    return folder


def replayed(folder: Path, out: Path, *options: str) -> dict[str, bytes]:
    assert run(["replay", str(folder), "--out", str(out), *options]) == 0
    return {name: (out / name).read_bytes() for name in OUTPUTS}
