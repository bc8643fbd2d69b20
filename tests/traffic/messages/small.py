"""Small streams of messages for hypothesis."""

from hypothesis import strategies as st

from tests.traffic.crowd import Crowd
from tests.traffic.messages.behaviours import HABITS
from tests.traffic.messages.facts import message_record
from tests.traffic.messages.writer import Writer
from tests.traffic.seeded import COUNTRIES
from tests.traffic.small import Stream, few

SMALL_HABITS = [HABITS[name] for name in sorted(HABITS)]


@st.composite
def message_streams(draw: st.DrawFn, max_accounts: int = 2, max_runs: int = 3) -> Stream:
    """Account records and events of `sms` in the order they arrive; at most 150 messages a run, and what they cause."""
    writers = Crowd(
        open=lambda rng, name: Writer(rng, name, draw(st.sampled_from(COUNTRIES))),
        act=lambda writer: writer.message,
        known=message_record,
    )
    return few(draw, max_accounts, max_runs, writers, SMALL_HABITS)
