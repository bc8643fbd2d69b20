"""Stories of account records: which numbers an account took and gave back, and what is said of it."""

from dataclasses import dataclass, replace

import msgspec

from streams.events import AccountRecord
from streams.fact_judging import FactJudge
from streams.records import Alert
from tests.stories import POLICY, Record
from tests.story_calls import Duration, ms

START = 1_788_188_400_000  # 2026-09-01 00:00 in Tokyo


@dataclass(frozen=True)
class Records:
    """The account's record."""

    record: Record

    def takes(self, count: int, at: Duration = 0, every: Duration = "1h", kept: Duration | None = None) -> "Records":
        """More numbers of Japan, one after the other; `kept`: given back after so long."""
        numbers = list(self.record.get("numbers", []))
        for i in range(count):
            start = START + ms(at) + i * ms(every)
            until = None if kept is None else start + ms(kept)
            numbers.append({"number": f"+8190{20_000_000 + len(numbers)}", "from": start, "until": until})
        return replace(self, record={**self.record, "numbers": numbers})

    def knowing(self, **facts: object) -> "Records":
        """The same, where the record says this too."""
        return replace(self, record={**self.record, **facts})

    def judge(self, detector: str) -> list[Alert]:
        """What one detector says of it."""
        record = msgspec.convert(self.record, AccountRecord)
        return [alert for alert in FactJudge(POLICY).judge(record) if alert.detector == detector]


def account(name: str = "acme") -> Records:
    """An account without numbers."""
    return Records({"account": name, "country": "JP"})
