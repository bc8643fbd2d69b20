"""Where the notices of accounts go: lines `{"account": …, "address": …, "language": …}` in a file of the operator's."""

import re
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from streams.enforcement.notices import Language
from streams.errors import Failed, WrongUsage
from streams.events import Id
from streams.files import structs
from streams.operator_lists import Watched

SETTING = "RINGFENCE_CONTACTS"

ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")


class Contact(msgspec.Struct, frozen=True):
    """Who has the notices of an account; `language` None: in all."""

    account: Id
    address: Annotated[str, Meta(pattern=f"^{ADDRESS.pattern}$", max_length=254)]
    language: Language | None = None


class Contacts:
    """The contacts as their file was when it was last looked at; of several lines for an account the last counts.

    Raises WrongUsage with one line that names the setting, the file and the line at fault.
    """

    def __init__(self, path: Path) -> None:
        self._file = Watched(path, SETTING, _read, "the contacts stay as they were")

    def of(self, account: str) -> Contact | None:
        """The contact of an account, after a look whether the file is another one by now."""
        return self._file.look().get(account)


def _read(path: Path) -> dict[str, Contact]:
    try:
        return {contact.account: contact for contact in structs(path, Contact, f"{SETTING}: {path}")}
    except Failed as unreadable:
        raise WrongUsage(f"{SETTING}: {unreadable}") from None
