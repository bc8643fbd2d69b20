"""Small streams of mail for hypothesis."""

from hypothesis import strategies as st

from tests.traffic.crowd import Crowd
from tests.traffic.mails.behaviours import HABITS
from tests.traffic.mails.facts import mail_record
from tests.traffic.mails.writer import MailWriter
from tests.traffic.small import Stream, few

SMALL_HABITS = [HABITS[name] for name in sorted(HABITS)]


@st.composite
def mail_streams(draw: st.DrawFn, max_accounts: int = 2, max_runs: int = 2) -> Stream:
    """Account records and events of `email` in the order they arrive; at most 150 mails a run, and what they cause."""
    writers = Crowd(open=MailWriter, act=lambda writer: writer.mail, known=mail_record)
    return few(draw, max_accounts, max_runs, writers, SMALL_HABITS)
