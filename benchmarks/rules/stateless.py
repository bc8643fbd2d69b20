"""Ten rules of two comparisons each. Imported by the worker that has them alone, never beside the detectors."""

from collections.abc import Iterator

from detectors.base import Detector, Limits, Seen
from detectors.evidence import Evidence, count
from detectors.kernel import HIT, Record, kernel


class Rule(Detector, abstract=True):
    """Fires at every call for which its condition holds; once a day it says so."""

    stream, channel, window = "calls", "voice", None

    @staticmethod
    @kernel
    def observe(call: Record) -> int:  # noqa: ARG004 - the condition has seen it
        """Any that the condition lets through."""
        return HIT

    @staticmethod
    @kernel
    def level() -> int:
        """1 for any."""
        return 1

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """The call."""
        yield count("calls_that_the_rule_names", 1, limit=1)

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The rule."""
        return f"A call for which {cls.where}."


class LongRing(Rule):
    id = "bench.long-ring"
    where = "call.event == 1 and call.ring_ms > 24_000"


class LongTalk(Rule):
    id = "bench.long-talk"
    where = "call.event == 1 and call.talk_ms > 600_000"


class Cancelled(Rule):
    id = "bench.cancelled"
    where = "call.event == 1 and call.sip == 487"


class GivenUp(Rule):
    id = "bench.given-up"
    where = "call.hangup == 1 and call.talk_ms == 0"


class Unverified(Rule):
    id = "bench.unverified"
    where = "call.direction == 0 and call.verstat == 2"


class Unallocated(Rule):
    id = "bench.unallocated"
    where = "call.direction == 0 and call.caller_is == 1"


class LateAgent(Rule):
    id = "bench.late-agent"
    where = "call.dialer and call.agent_ms > 2_000"


class Unattested(Rule):
    id = "bench.unattested"
    where = "call.event == 0 and call.attest == 3"


class Heavy(Rule):
    id = "bench.heavy"
    where = "call.campaign != 0 and call.bytes > 8_000_000"


class OddCallee(Rule):
    id = "bench.odd-callee"
    where = "call.network == 0 and call.callee_is == 2"
