"""What is forgotten of an account is on no page, and what is known of the others stays."""

from collections.abc import Callable

import pytest

from detectors.policy import load
from detectors.spans import DAY
from detectors.texts import AGAINST, SENT
from streams.api_keys import ApiKeys, KeyUse
from streams.campaigns import Campaigns, Text, Texts
from streams.checkpoints.of_books import BookPages
from streams.checkpoints.of_campaigns import CampaignPages
from streams.checkpoints.of_cases import CasePages
from streams.checkpoints.of_keys import KeyPages
from streams.checkpoints.paged import Page, Paged
from streams.enforcement.stage import Enforcement
from streams.events import EmergencyPeriod
from streams.pools import Draw, Pools
from streams.telling import Total
from streams.totals import Totals
from tests.streams.enforcement.findings import finding

GONE, STAYS = "the-gone", "the-others"
BOTH = (GONE, STAYS)


def keys(accounts: tuple[str, ...]) -> Paged:
    known = ApiKeys()
    for account in accounts:
        for key in ("shared", f"of {account}"):
            known.take(KeyUse(key, account, DAY, DAY))
    return KeyPages(known)


def campaigns(accounts: tuple[str, ...]) -> Paged:
    known = Campaigns()
    for account in accounts:
        for text in ("sms/shared", f"sms/{len(account):x}"):
            known.take(Texts((Text(text, account, DAY, DAY, SENT | AGAINST),)))
    return CampaignPages(known)


def books(accounts: tuple[str, ...]) -> Paged:
    totals, pools = Totals(load()), Pools()
    for account in accounts:
        totals.take(Total(account, "usage", DAY, DAY, 1_000, 0), None)
        pools.take(Draw("shared", account, "usage", DAY, 1_000))
    return BookPages(totals, pools)


def cases(accounts: tuple[str, ...]) -> Paged:
    stage = Enforcement(load(), lambda number: number, "")
    for account in accounts:
        stage.alert(finding("load.calls-per-second", account=account), None)
    if accounts:
        stage.emergencies.declare(EmergencyPeriod(ts=1, accounts=list(accounts), from_=1))
    return CasePages(stage, dict.fromkeys(accounts, 3))


def pages(state: Paged, names: set[str]) -> dict[str, bytes]:
    found = {name: state.page(name) for name in sorted(names)}
    return {name: page for name, page in found.items() if page is not None}


@pytest.mark.parametrize("made", [keys, campaigns, books, cases])
def test_pages_are_those_of_a_state_that_never_heard_of_it(made: Callable[[tuple[str, ...]], Paged]) -> None:
    state, other = made(BOTH), made((STAYS,))
    names = set(state.touched()) | {f"cases/{account}" for account in BOTH if made is cases}
    assert any(GONE.encode() in page for page in pages(state, names).values())
    state.forget(GONE)
    state.forget("nobody")
    left = pages(state, names)
    assert left == pages(other, names)
    assert left
    assert not [name for name in left if GONE in name]
    again = made(())
    again.restore({name: Page(0, page) for name, page in left.items()})
    assert pages(again, names) == left
