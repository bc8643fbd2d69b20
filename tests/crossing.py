"""Files of accounts that have things in common: an API key on several streams, one text, and reports against some."""

import json
from pathlib import Path

from detectors.spans import DAY
from tests.books import START, event
from tests.stories import Record
from tests.story_calls import ms

SENDERS = tuple(f"sender{i}" for i in range(6))
ACCOUNTS: list[Record] = [{"account": SENDERS[1], "use": "otp"}, {"account": "key-a", "api_keys": ["shared"]}]
CROWD = 120  # people, of whom a dozen are enough as evidence


def text(account: str, i: int, at: int, body: str, *, registered: bool | None = True) -> Record:
    """The i-th message of an account."""
    parties = {"from": "+13125550100", "to": f"+1212556{i:04}"}
    common = {"id": f"{account}-{i}", "account": account, "ts": at, "event": "send", "message": f"{account}-m{i}"}
    return {**common, **parties, "body": body, "registered": registered}


def streams() -> dict[str, list[Record]]:
    """Everything, by topic, in the order of time."""
    morning = START + ms("5h")
    shared = [("calls", "key-a"), ("sms", "key-b"), ("email", "key-c"), ("usage", "key-d")]
    made: dict[str, list[Record]] = {topic: [] for topic in ("calls", "sms", "email", "usage", "reports")}
    for i, (stream, name) in enumerate(shared):  # one day all of them use one key, the next each its own
        made[stream] += [
            event(stream, f"{name}-1", morning + i, 0, account=name) | {"api_key": "shared"},
            event(stream, f"{name}-2", morning + i + DAY, 0, account=name) | {"api_key": f"of {name}"},
        ]
    for n, account in enumerate(SENDERS):  # the first has people who want no more; the last but one is not registered
        people, registered = CROWD if n == 0 else 3, n != len(SENDERS) - 2
        made["sms"] += [
            text(account, i, morning + n + ms("1s") * i, "Win a prize now", registered=registered)
            for i in range(people)
        ]
    made["sms"] += [
        {
            "id": f"stop-{i}",
            "account": SENDERS[0],
            "ts": morning + ms("1h") + i,
            "event": "receive",
            "message": f"reply-{i}",
            "from": f"+1212556{i:04}",
            "to": "+13125550100",
            "body": "STOP",
        }
        for i in range(20)
    ]
    mail = {"event": "send", "message": "mailing", "recipients": 1_000, "body": "Win a prize now"}
    made["email"].append({"id": "mailing", "account": "mailer", "ts": morning, **mail})
    for account, reported in (("before", -2 * DAY), ("after", 3 * DAY), ("never", 9 * DAY), ("mailer", DAY)):
        people = 0 if account == "mailer" else 210
        made["sms"] += [text(account, i, morning + ms("1s") * i, f"Only from {account}") for i in range(people)]
        report = {"kind": "phishing", "trust": 0.95, "reporter": "desk"}
        made["reports"].append({"id": f"report-{account}", "account": account, "ts": morning + reported, **report})
    return {topic: sorted(records, key=lambda record: int(record["ts"])) for topic, records in made.items()}


def write(folder: Path) -> None:
    """As files."""
    folder.mkdir()
    for topic, records in streams().items():
        (folder / f"{topic}.ndjson").write_text("".join(json.dumps(record) + "\n" for record in records))
    (folder / "accounts.ndjson").write_text("".join(json.dumps(record) + "\n" for record in ACCOUNTS))


FOUND = {
    *((account, "account.key-misuse", 1) for account in ("key-a", "key-b", "key-c", "key-d")),
    *((account, "campaign.cross-account", 1) for account in SENDERS),
    (SENDERS[0], "campaign.cross-account", 2),
    (SENDERS[-2], "campaign.cross-account", 2),
    ("before", "sms.bulk", 1),
    ("after", "sms.bulk", 1),
    ("mailer", "email.bulk", 1),
}  # what is found over accounts and streams
