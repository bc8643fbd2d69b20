"""The kinds of accounts that there are, and what the platform knows of each."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from benchmarks.simulate import adapting, blatant_calls, blatant_messages, honest_calls, honest_messages
from benchmarks.simulate.account import OWN, Account, Record
from benchmarks.simulate.people import subscriber

Day = Callable[[Account], None]
MANY = 60  # numbers of those who rotate them
TERABYTE = 1_000_000_000_000
IN_USE = 60_000  # places between an account's own numbers and those of its telephone company


class Kind(NamedTuple):
    """What accounts of a kind do on a day, what they say they do, and whatever else is known of them."""

    day: Day
    use: str = "conversational"
    sets_up: Callable[[Account], None] | None = None
    cover: Day | None = None  # what an abuser does besides, and before
    group: int = 1  # accounts that act as one
    lawful: int = 0  # days for which nothing is wrong yet with what it has begun


def _numbers(a: Account, count: int) -> None:
    a.numbers = [a.number(which) for which in range(count)]


def _pbx(a: Account) -> None:
    a.facts["caller_ids"] = [{"number": subscriber(a.region, OWN - IN_USE - a.serial), "from": 0, "until": None}]


def _reseller(a: Account) -> None:
    _numbers(a, a.chance.randrange(15, 60))


def _agreed(a: Account, **limits: float) -> None:
    """High load that was announced and agreed to, for as long as it takes."""
    event: Record = {"id": "season", "submitted": 1, "status": "agreed", "from": 1, "until": None, "limits": limits}
    a.facts["declared"] = [event]


def _video(a: Account) -> None:
    a.facts["limits"] = {"bytes_per_day": TERABYTE}


HONEST: Mapping[str, Kind] = {
    "office": Kind(honest_calls.office),
    "pbx": Kind(honest_calls.pbx, sets_up=_pbx),
    "contact-centre": Kind(honest_calls.contact_centre, "contact-center"),
    "clinic": Kind(honest_messages.clinic, "notifications"),
    "school": Kind(honest_messages.school, "notifications", partial(_agreed, cps=10, concurrent_outbound=500)),
    "weather-service": Kind(
        honest_messages.weather_service, "emergency", partial(_agreed, cps=30, concurrent_outbound=2_000)
    ),
    "otp": Kind(honest_messages.otp, "otp"),
    "pumped-otp": Kind(honest_messages.pumped_otp, "otp"),
    "shop": Kind(honest_messages.shop, "marketing"),
    "tickets": Kind(honest_calls.tickets, "notifications", partial(_agreed, cps=10, concurrent_inbound=1_000)),
    "courier": Kind(honest_calls.courier),
    "poll": Kind(honest_calls.poll, "contact-center"),
    "developer": Kind(honest_calls.developer),
    "reseller": Kind(honest_calls.reseller, "contact-center", _reseller),
    "newsletter": Kind(honest_messages.newsletter, "marketing"),
    "receipts": Kind(honest_messages.receipts, "notifications"),
    "law-firm": Kind(honest_calls.law_firm),
    "video": Kind(honest_messages.video, sets_up=_video),
}
_OFFICE = partial(honest_calls.office, usual=8)
_ROTATES = partial(_numbers, count=MANY)


def _abuser(
    day: Day, use: str = "conversational", sets_up: Callable[[Account], None] | None = None, group: int = 1
) -> Kind:
    return Kind(day, use, sets_up, _OFFICE, group)


BLATANT: Mapping[str, Kind] = {
    "borrowed-callers": _abuser(blatant_calls.borrowed_callers),
    "impossible-callers": _abuser(blatant_calls.impossible_callers),
    "failed-verification": _abuser(blatant_calls.failed_verification),
    "neighbour-callers": _abuser(blatant_calls.neighbour_callers),
    "wangiri": _abuser(blatant_calls.wangiri),
    "robocalls": _abuser(blatant_calls.robocalls),
    "abandoned-calls": _abuser(blatant_calls.abandoned_calls, "contact-center"),
    "number-scan": _abuser(blatant_calls.number_scan),
    "ringless-voicemail": _abuser(blatant_calls.ringless_voicemail),
    "telemarketing": _abuser(blatant_calls.telemarketing, "contact-center"),
    "junk-fax": _abuser(blatant_calls.junk_fax),
    "call-flood": _abuser(blatant_calls.call_flood),
    "call-rush": _abuser(blatant_calls.call_rush),
    "sms-spam": _abuser(blatant_messages.sms_spam, "marketing"),
    "sms-made-up-list": _abuser(blatant_messages.sms_made_up_list, "marketing"),
    "sms-deaf-to-stop": _abuser(blatant_messages.sms_deaf_to_stop, "marketing"),
    "sms-borrowed-sender": _abuser(blatant_messages.sms_borrowed_sender),
    "sms-flood": _abuser(blatant_messages.sms_flood),
    "email-complained-of": _abuser(blatant_messages.email_complained_of, "marketing"),
    "email-bought-list": _abuser(blatant_messages.email_bought_list, "marketing"),
    "email-deaf-to-unsubscribe": _abuser(blatant_messages.email_deaf_to_unsubscribe, "marketing")._replace(lawful=2),
    "email-forged": _abuser(blatant_messages.email_forged),
}
ADAPTING: Mapping[str, Kind] = {
    "dialer-just-over": _abuser(adapting.dialer_just_over, "contact-center"),
    "few-borrowed-callers": _abuser(adapting.few_borrowed_callers),
    "rotating-robocalls": _abuser(adapting.rotating_robocalls, sets_up=_ROTATES),
    "split-robocalls": _abuser(adapting.split_robocalls, group=6),
    "wangiri-in-portions": _abuser(adapting.wangiri_in_portions),
    "sms-under-the-limits": _abuser(adapting.sms_under_the_limits, "marketing"),
    "sms-slow": _abuser(adapting.sms_slow),
    "sms-split": _abuser(adapting.sms_split, group=6),
    "sms-varied": _abuser(adapting.sms_varied),
    "sms-snowshoe": _abuser(adapting.sms_snowshoe, sets_up=_ROTATES),
    "email-slow": _abuser(adapting.email_slow),
    "email-varied": _abuser(adapting.email_varied, "marketing"),
    "flood-from-many-numbers": _abuser(adapting.flood_from_many_numbers, sets_up=_ROTATES),
}
