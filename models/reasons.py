"""Why a text scored as it did: which groups of words it has that spam had, never the words themselves."""

from collections.abc import Iterator, Mapping

from models.text import LINK

GROUPS: Mapping[str, tuple[str, ...]] = {
    "words of prizes and gifts": ("win", "won", "winner", "prize", "free", "gift", "award", "awarded", "claim", "bonus",
                                  "reward", "selected", "congratulations", "guaranteed", "lucky", "draw"),
    "words of hurry": ("urgent", "now", "immediately", "hurry", "expires", "expire", "today", "final", "last",
                       "limited", "act", "attempt"),
    "words of money and credit": ("cash", "money", "loan", "credit", "debt", "mortgage", "earn", "income", "dollars",
                                  "pounds", "investment", "cheap", "price", "offer", "save", "discount", "rates"),
    "asks to call, write or click": ("call", "text", "txt", "reply", "click", "press", "send", "dial", "visit",
                                     "order"),
    "words of accounts and security": ("account", "verify", "suspended", "password", "bank", "card", "security",
                                       "confirm", "unauthorized", "warranty", "insurance", "tax"),
    "words of subscriptions": ("subscribe", "subscription", "unsubscribe", "remove", "stop", "weekly", "msg", "sms",
                               "mobile", "ringtone", "ringtones", "polys", "service", "list"),
    "a link": (LINK,),
}  # fmt: skip


def speaking(adds: Mapping[str, float], least: float = 0.05) -> Iterator[str]:
    """The groups whose words add at least this much to a score; `adds` has what each word of a text does.

    >>> list(speaking({"you": -0.1, "won": 0.2, "a": 0.0, "prize": 0.5}))
    ['words of prizes and gifts']
    """
    sums = {group: sum(adds.get(word, 0.0) for word in words) for group, words in GROUPS.items()}
    yield from sorted((group for group, total in sums.items() if total >= least), key=lambda group: -sums[group])
