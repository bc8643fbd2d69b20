"""Small streams of mail for hypothesis."""

import random

from hypothesis import strategies as st

from tests.traffic.facts import Record
from tests.traffic.life import Arrivals
from tests.traffic.mails.behaviours import HABITS
from tests.traffic.mails.facts import mail_record
from tests.traffic.mails.writer import MailWriter
from tests.traffic.small import Stream, runs

SMALL_HABITS = [HABITS[name] for name in sorted(HABITS)]


@st.composite
def mail_streams(draw: st.DrawFn, max_accounts: int = 2, max_runs: int = 2) -> Stream:
    """Account records and events of `email` in the order they arrive; at most 150 mails a run, and what they cause."""
    records: list[Record] = []
    arrivals = Arrivals()
    for i in range(draw(st.integers(1, max_accounts))):
        details = random.Random(draw(st.integers(0, 2**16)))
        writer = MailWriter(details, f"account-{i}")
        delivered = draw(runs(writer.mail, SMALL_HABITS, max_runs))
        if draw(st.booleans()):
            own = (arrival.event for arrival in delivered)
            records.append(mail_record(draw(st.randoms(use_true_random=False)), writer, own))
        arrivals.add(details, delivered, odds=draw(st.sampled_from((0, 0.05))))
    return Stream(records, arrivals.events)
