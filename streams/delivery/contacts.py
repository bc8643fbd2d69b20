"""Where the notices of accounts go: lines `{"account": …, "address": …, "language": …}` in a file of the operator's."""

import logging
import re
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from streams import operator_lists
from streams.enforcement.notices import Language
from streams.errors import Failed, WrongUsage
from streams.events import Id
from streams.files import opened
from streams.reasons import Rejected, decoded

SETTING = "RINGFENCE_CONTACTS"

ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")

log = logging.getLogger("ringfence")


class Contact(msgspec.Struct, frozen=True):
    """Who has the notices of an account; `language` None: in all."""

    account: Id
    address: Annotated[str, Meta(pattern=f"^{ADDRESS.pattern}$", max_length=254)]
    language: Language | None = None


LINE = msgspec.json.Decoder(Contact)


class Contacts:
    """The contacts as their file was when it was last looked at; of several lines for an account the last counts.

    Raises WrongUsage with one line that names the setting, the file and the line at fault.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = operator_lists.stamp(path, SETTING)  # before it is read: what changes meanwhile is read again
        self._of = _read(path)

    def of(self, account: str) -> Contact | None:
        """The contact of an account, after a look whether the file is another one by now."""
        stamp = None
        try:
            stamp = operator_lists.stamp(self._path, SETTING)
            if stamp != self._stamp:
                self._of = _read(self._path)
                log.info("%s: %s was read again", SETTING, self._path)
        except WrongUsage as wrong:
            if stamp != self._stamp:  # said once of each file
                log.warning("%s; the contacts stay as they were", wrong)
        self._stamp = stamp or ()
        return self._of.get(account)


def _read(path: Path) -> dict[str, Contact]:
    found: dict[str, Contact] = {}
    try:
        for number, line in opened(path):
            try:
                contact = decoded(line, LINE)
            except Rejected as rejected:
                raise WrongUsage(f"{SETTING}: {path}: line {number}: {rejected}") from None
            found[contact.account] = contact
    except Failed as unreadable:
        raise WrongUsage(f"{SETTING}: {unreadable}") from None
    return found
