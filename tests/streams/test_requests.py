"""Announcements that one account sends for another: who may answer what, and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import Failed, WrongUsage
from streams.requests import Answer, answered, check_agreeable, check_other

SENT = {"id": "d1", "status": "pending", "by": "kim", "sent_by": "reseller"}
OWN = {"id": "d1", "status": "pending", "by": "kim"}
ANSWERS: tuple[Answer, ...] = ("accepted", "rejected", "withdrawn")


def test_it_is_agreed_to_once_whose_load_it_is_has_accepted() -> None:
    with pytest.raises(Failed, match="d1: acme has to accept it first"):
        check_agreeable("acme", SENT)
    accepted = answered("acme", SENT, "accepted", "acme", "aya", 5)
    assert accepted == SENT | {"answer": "accepted", "answered": 5, "answered_by": "aya"}
    check_agreeable("acme", accepted)
    with pytest.raises(WrongUsage, match="--by: answered d1; another person has to agree to it"):
        check_other(accepted, "Aya ", "agree to")
    check_other(accepted, "ito", "agree to")


@pytest.mark.parametrize(
    ("event", "answer", "party", "by", "why"),
    [
        (SENT, "accepted", "reseller", "aya", "--for: reseller did not receive d1; acme did"),
        (SENT, "rejected", "other", "aya", "--for: other did not receive d1; acme did"),
        (SENT, "withdrawn", "acme", "aya", "--for: acme did not send d1; reseller did"),
        (SENT, "accepted", "acme", " KIM", "--by: submitted d1; another person has to answer it"),
        (OWN, "accepted", "acme", "aya", "d1: is no request: acme announced it itself"),
        (OWN, "withdrawn", "reseller", "kim", "--for: reseller did not send d1; acme did"),
        (
            SENT | {"status": "agreed"},
            "withdrawn",
            "reseller",
            "kim",
            "d1: is agreed already; ringfence declare refuse",
        ),
        (SENT | {"status": "refused"}, "accepted", "acme", "aya", "d1: is refused already$"),
        (SENT | {"answer": "accepted"}, "accepted", "acme", "aya", "d1: is accepted already"),
    ],
    ids=str,
)
def test_who_has_no_say_in_it_is_told_why(event: dict[str, str], answer: Answer, party: str, by: str, why: str) -> None:
    with pytest.raises((Failed, WrongUsage), match=why):
        answered("acme", event, answer, party, by, 5)


def test_who_announced_it_alone_may_withdraw_it_and_then_nobody_agrees() -> None:
    withdrawn = answered("acme", OWN, "withdrawn", "acme", "kim", 5)
    assert (withdrawn["status"], withdrawn["answer"]) == ("refused", "withdrawn")
    with pytest.raises(Failed, match="d1: was withdrawn"):
        check_agreeable("acme", withdrawn)


@given(
    st.lists(
        st.tuples(st.sampled_from(ANSWERS), st.sampled_from(["acme", "reseller"]), st.sampled_from(["kim", "aya"]))
    )
)
def test_whatever_is_said_in_any_order_it_waits_was_accepted_or_is_over(said: list[tuple[Answer, str, str]]) -> None:
    """An answer that ends it is the last; only another person than who sent it, for the other account, accepts it."""
    event, over = dict(SENT), False
    for answer, party, by in said:
        try:
            event = answered("acme", event, answer, party, by, 5)
        except (Failed, WrongUsage):
            continue
        assert not over
        assert (party == "reseller") == (answer == "withdrawn")
        assert by == "aya" or answer == "withdrawn"
        over = answer != "accepted"
        assert event["status"] == ("refused" if over else "pending")
