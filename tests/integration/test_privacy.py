"""Nothing that people wrote, and no number or address of theirs, is in anything that a run leaves behind."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import pytest
import zstandard

from streams.checkpoints.saved import PARTS, unsealed
from streams.email_events import Email
from streams.events import AccountRecord, Calls
from streams.holding.person import held_of
from streams.installation import Installation
from streams.people import person as person_of
from streams.plucking import SMALL
from streams.reports_events import Report
from streams.sms_events import Sms
from streams.stream import STREAMS
from tests.conftest import SharedBroker
from tests.fuzz.oracle import leaks
from tests.integration.people import BROKEN, FOUND, OWN, Event, address, events, person
from tests.integration.rows import PARTITIONS, T0, burst, facts, produce
from tests.integration.test_decisions import decision, once
from tests.kafka.cluster import Cluster, until
from tests.kafka.scraping import answer
from tests.kafka.topics import Topics

OUTPUTS = ("alerts", "enforcement", "ringfence.totals", "ringfence.templates", "ringfence.keys", "ringfence.audit")
KINDS: dict[str, Any] = {"calls": Calls, "sms": Sms, "email": Email, "reports": Report}
KEY = "the key of the house"
REASON = "Mr Quokka of the lagoon called us himself"


class Ran(NamedTuple):
    """A run to its end: what was set of content, what was sent, what logs and metrics said."""

    cluster: Cluster
    content: str
    sent: dict[str, list[Event]]
    said: str


@pytest.fixture(scope="module", params=["True", "off"])
def ran(
    broker: SharedBroker, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Any]:
    """A run of two accounts to its end, with content as set, and what it left behind."""
    topics, folder = Topics(broker.bootstrap), tmp_path_factory.mktemp("in")
    cluster = Cluster(broker.bootstrap, topics.prefix, PARTITIONS, folder)
    cluster.environment |= {
        "RINGFENCE_CONTENT": request.param,
        "RINGFENCE_HASH_KEY": KEY,
        "RINGFENCE_METRICS_PORT": "0",
    }
    cluster.done("topics", "apply")
    sent: dict[str, list[Event]] = {topic: [] for topic in KINDS}
    for account, own in (("acme", OWN), ("globex", "+14155550199")):
        for topic, event in events(account, own):
            sent[topic].append(event)
    known = [{"account": "acme", "numbers": [{"number": OWN}], "domains": ["acme.example"], "use": "marketing"}]
    for topic, records in {**sent, "accounts": known}.items():
        lines = [json.dumps(record) for record in sorted(records, key=lambda record: record.get("ts", 0))]
        lines += [BROKEN] if topic == "sms" else []
        (folder / f"{topic}.ndjson").write_text("".join(f"{line}\n" for line in lines))
    with cluster.workers(1) as (worker,):
        cluster.done("send", str(folder))
        cluster.settled()
        first = once(cluster, "acme", bool)[-1]["id"]
        produce(cluster, [decision("acme", first, "appeal", by="ito", reason=REASON)])
        until(lambda: cluster.committed("decisions"), "the decision")
        cluster.settled()
        said = answer(worker.log, "metrics")[1]
        assert worker.stop() == 0
        yield Ran(cluster, request.param, sent, said + worker.log.read_text())
    topics.delete()


def state_of(cluster: Cluster) -> bytes:
    """All that was kept, unpacked."""
    kept = list[bytes]()
    for record in cluster.records("ringfence.state"):
        kept.append((record.key or b"") + b"\n")
        data = unsealed(record.value or b"") if b"/page/" in (record.key or b"") else record.value
        part = PARTS.decode(data) if data and b"/page/" in (record.key or b"") else None
        assert part is None or part.parts < 2, "a page of several parts is not looked into"
        kept.append(zstandard.ZstdDecompressor().decompress(part.data) if part and part.data else data or b"")
    return b"\n".join(kept)


def secrets(text: bytes, sent: dict[str, list[Event]]) -> list[str]:
    """What of the input stands there that may not."""
    records = [msgspec.convert(event, type=KINDS[topic]) for topic, own in sent.items() for event in own]
    known = msgspec.convert([{"account": "acme", "numbers": [{"number": OWN}]}], type=list[AccountRecord])
    known += msgspec.convert([{"account": "globex", "numbers": [{"number": "+14155550199"}]}], type=list[AccountRecord])
    words = [word for word in ("ebras", "uokka", "agoon", KEY) if word.encode() in text]
    return words + leaks(text, records, known)


def test_no_output_log_metric_or_state_holds_what_people_wrote_or_who_they_are(ran: Ran) -> None:
    cluster, _, sent, said = ran
    found: dict[str, set[str]] = {account: set() for account in FOUND}
    for value in cluster.values("alerts"):
        alert = json.loads(value)
        found[alert["account"]].add(alert["detector"])
    content = {"sms.bulk"} if cluster.environment["RINGFENCE_CONTENT"] == "off" else set[str]()
    assert all(found[account] >= due - content for account, due in FOUND.items())
    for topic in OUTPUTS:
        records = cluster.records(topic)
        text = b"\n".join(bytes(record.key or b"") + b" " + (record.value or b"") for record in records)
        heads = b"\n".join(value for record in records for value in record.headers.values() if value)
        assert not secrets(text + heads, sent), topic
    assert not secrets(said.encode(), sent)
    state = state_of(cluster)
    assert len(state) > 10_000
    assert not secrets(state, sent)
    parties = [event[field] for topic in ("calls", "sms") for event in sent[topic] for field in ("from", "to")]
    numbers = {int(party) for party in parties if party.startswith("+81")}
    assert numbers
    assert not [number for number in numbers if number.to_bytes(8, "little")[:6] in state]


def test_dead_letters_hold_what_came_in_only_while_content_is_read(ran: Ran) -> None:
    cluster, content, sent, _ = ran
    (letter,) = cluster.records("dead-letter")
    assert letter.value == (None if content == "off" else BROKEN.encode())
    assert bool(secrets(letter.value or b"", sent)) == (content != "off")
    assert not secrets(letter.headers["rf_error"], sent)


def test_an_export_has_all_of_an_account_and_nothing_of_another(ran: Ran) -> None:
    cluster, _, sent, _ = ran
    for own, other in (("acme", "globex"), ("globex", "acme")):
        text = cluster.done("export", "account", own)
        assert other not in text
        assert not secrets(text.replace(REASON, "").encode(), sent)
        lines = [json.loads(line) for line in text.splitlines()]
        for topic in ("alerts", "enforcement"):
            due = sorted(value for value in cluster.values(topic) if json.loads(value)["account"] == own)
            assert sorted(json.dumps(line["record"]) for line in lines if line["topic"] == topic) == sorted(
                json.dumps(json.loads(value)) for value in due
            )
        held = {line["of"]: line["holds"] for line in lines if line["topic"] == "ringfence.state" and "kept" in line}
        assert {"calls", "sms", "email", "reports", "alerts"} <= held.keys()
        assert held["sms"]["account"] == 1
        assert held["alerts"]["cases"]
        if own == "acme":
            assert {"accounts", "decisions", "dead-letter", "ringfence.audit"} <= {line["topic"] for line in lines}


def held(cluster: Cluster, account: str) -> list[Event]:
    """What state holds of an account, whenever that was kept."""
    lines = map(json.loads, cluster.done("export", "account", account).splitlines())
    return [{**line, "kept": None} for line in lines if line["topic"] == "ringfence.state"]


STREAMS_OF = {person(901): "calls", person(3): "sms", address(3): "email", address(400): "reports"}


def places(cluster: Cluster, who: str) -> int:
    """In how many places state has keys or hashes of somebody."""
    known = person_of(who, Installation(KEY))
    return held_of(cluster.records("ringfence.state"), known, {topic: set(SMALL) for topic in STREAMS})


@pytest.mark.parametrize("ran", ["True"], indirect=True)
def test_a_person_who_is_erased_is_in_no_state_and_others_are(ran: Ran) -> None:
    cluster, _, sent, _ = ran
    role = ("--by", "kim", "--role", "policy-owner")
    others = [person(4), person(302), address(4), person(900)]
    kept = [places(cluster, other) for other in others]
    assert all(kept)
    flooded = person_of(person(901), Installation(KEY))
    named = sum(flooded.is_in(value or b"") for value in cluster.values("enforcement"))
    assert named
    for who, stream in STREAMS_OF.items():
        assert places(cluster, who), stream
        asked = cluster.run("erase", "--person", "-", *role, given=f"{who}\n")
        assert asked.returncode == 0, asked.stderr
        said = asked.stdout.splitlines()
        assert said[0].startswith("erased from ")
        assert any(line.startswith("gone with them: case ") for line in said) == (stream == "calls")
        assert not secrets(asked.stdout.encode(), sent)
        assert not places(cluster, who), stream
        if stream == "calls":
            assert f"left on enforcement: {named:,} records, until the retention of the topic deletes them" in said
    assert [places(cluster, other) for other in others] == kept
    assert cluster.done("audit", "show").count(" erasure person by kim (policy-owner)") == len(STREAMS_OF)
    assert cluster.done("audit", "verify").startswith("whole: ")
    refused = cluster.run("erase", "--person", person(1), "--account", "acme", *role)
    assert (refused.returncode, refused.stderr) == (2, "ringfence: give --account or --person, and not both\n")


@pytest.mark.parametrize("ran", ["True"], indirect=True)
def test_an_account_that_is_erased_is_in_no_state_and_another_keeps_all_of_its_own(ran: Ran) -> None:
    cluster, _, _, _ = ran
    first = once(cluster, "acme", bool)[-1]["id"]
    before, alerts = held(cluster, "globex"), cluster.values("alerts")
    asked = ("erase", "--account", "acme", "--by", "kim")
    refused = cluster.run(*asked)
    assert (refused.returncode, refused.stderr) == (
        2,
        "ringfence: --role: none, which counts as approver, may not erase; policy-owner may\n",
    )
    with cluster.workers(1) as (worker,):
        assert "has 1 worker: stop all of them" in cluster.run(*asked, "--role", "policy-owner").stderr
        assert worker.stop() == 0
    said = cluster.done(*asked, "--role", "policy-owner").splitlines()
    assert said[0].startswith("acme is erased from ")
    assert said[0].endswith(" pages of state and its record; workers can be started")
    assert {line.split()[2].rstrip(":") for line in said[1:]} >= {"alerts", "enforcement", "ringfence.audit"}
    assert not held(cluster, "acme")
    assert held(cluster, "globex") == before
    assert cluster.done("audit", "verify").startswith("whole: ")
    assert " erasure account by kim (policy-owner) of acme" in cluster.done("audit", "show")
    with cluster.workers(1) as (worker,):
        produce(cluster, [decision("acme", first, "approve"), facts("globex"), *burst("globex", T0 + 1_000_000, 5)])
        cluster.settled()
        assert worker.stop() == 0
    reasons = [record.headers["rf_error"] for record in cluster.records("dead-letter")]
    assert b"about no recommendation that is known for this account" in reasons
    new = Counter(cluster.values("alerts")) - Counter(alerts)
    assert {json.loads(value)["account"] for value in new} == {"globex"}
    assert not held(cluster, "acme")
