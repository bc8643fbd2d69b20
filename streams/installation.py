"""What all workers of an installation share, and what reading and keeping state rest on."""

from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from streams import certificates, malware_list, spill
from streams.certificates import Certificates
from streams.content import Contents, contents
from streams.number_lists import DO_NOT_ORIGINATE, PREMIUM, NumberList
from streams.settings import Settings
from streams.state_limit import StateLimit, half_of_memory


class Reading(NamedTuple):
    """What reading a record rests on: `seed` keys the hashes that stand for texts, the rest is the installation's.

    `kernels` is the module that has those for texts compiled ahead; None: they compile when they are first called.
    """

    seed: np.uint64 = np.uint64(0)
    malware: frozenset[str] = frozenset()
    kernels: Any = None
    certificates: Certificates = Certificates()
    do_not_originate: NumberList = NumberList(DO_NOT_ORIGINATE)
    premium: NumberList = NumberList(PREMIUM)
    content: Contents = Contents()


class Installation:
    """`key` is that of people's hashes, `malware` are SHA-256 sums, in small letters, of what is known of it.

    `certificates` are those that sign PASSporTs, `do_not_originate` has numbers that nobody calls from, `premium` those
    that cost more, `content` is what scores texts, `content_read` whether any are read. `folder` is where state goes
    that memory has no room for; None: nowhere. `most` is how many bytes of it one process may have in memory; None: any
    number.
    """

    def __init__(
        self,
        key: str = "",
        malware: frozenset[str] = frozenset(),
        folder: Path | None = None,
        most: int | None = None,
        certificates: Certificates | None = None,
        do_not_originate: NumberList | None = None,
        premium: NumberList | None = None,
        content: Contents | None = None,
        *,
        content_read: bool = True,
    ) -> None:
        self.key, self.malware, self.certificates = key, malware, certificates or Certificates()
        self.do_not_originate = do_not_originate or NumberList(DO_NOT_ORIGINATE)
        self.premium, self.content = premium or NumberList(PREMIUM), content or contents()
        self.content_read = content_read
        self.arena, self.limit = spill.into(folder), StateLimit(most)

    @cached_property
    def seed(self) -> np.uint64:
        """What keys the 64-bit hashes in columns and state; 0 without a key.

        >>> int(Installation().seed), 0 < int(Installation("secret").seed) < 2**64
        (0, True)
        """
        return np.uint64(
            int.from_bytes(blake2b(self.key.encode(), digest_size=8).digest(), "little") if self.key else 0
        )

    def reading(self, kernels: ModuleType) -> Reading:
        """What reading rests on here, with kernels that are compiled ahead."""
        lists = self.do_not_originate, self.premium
        return Reading(self.seed, self.malware, kernels, self.certificates, *lists, self.content)

    def refresh(self) -> None:
        """Looks whether lists that the operator keeps are others by now."""
        self.do_not_originate.refresh()
        self.premium.refresh()


def installed(settings: Settings) -> Installation:
    """What the settings say of it; raises WrongUsage where a file or folder that they name cannot be used."""
    most = settings.state_limit or half_of_memory()
    scored = settings.content and settings.content_scores
    return Installation(
        settings.hash_key,
        malware_list.load(settings.malware_list),
        settings.spill_folder,
        most,
        certificates.load(settings.passport_certificates),
        NumberList(DO_NOT_ORIGINATE, settings.do_not_originate_list),
        NumberList(PREMIUM, settings.premium_number_list),
        contents(settings.sms_model, settings.email_model) if scored else Contents(),
        content_read=settings.content,
    )


HERE = Installation()  # without a key: for tests and benchmarks
