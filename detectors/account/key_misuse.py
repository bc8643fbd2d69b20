"""One API key in the hands of several accounts."""

from collections.abc import Iterator

from detectors.base import Limits, Seen
from detectors.evidence import Evidence, count
from detectors.over_accounts import OverAccounts

SEVERAL = 2  # accounts


class KeyMisuse(OverAccounts):
    """An API key that two accounts or more used in one UTC day, on whatever streams: a finding for each of them.

    Usual false positives: one customer with several accounts and one key for all, or a key that was moved to another
    account that day. See whose both accounts are.
    Blind spots: a key that was passed on and is used by one account at a time; requests without a key.
    Source: NTT, Article 19(4) and (5); NEC, acceptable use policy, bullet 11.
    """

    id = "account.key-misuse"
    confidence = 1.0

    @classmethod
    def evidence(cls, seen: Seen, limits: Limits) -> Iterator[Evidence]:
        """How many accounts."""
        yield count("accounts_that_used_one_api_key_in_1_day", seen.accounts, limit=SEVERAL, unit="accounts with a key")

    @classmethod
    def summary(cls, seen: Seen, limits: Limits) -> str:
        """The same in words."""
        return f"An API key of this account was used by {seen.accounts} accounts in one day (UTC)."
