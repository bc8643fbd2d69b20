"""High load that one account announces for another, as a reseller does: a request, which the other may accept."""

from collections.abc import Mapping
from typing import Any, Literal

from streams.enforcement.approving import person
from streams.errors import Failed, WrongUsage

Answer = Literal["accepted", "rejected", "withdrawn"]
Event = Mapping[str, Any]


def answered(account: str, event: Event, answer: Answer, party: str, by: str, now: int) -> dict[str, Any]:
    """An event of `account` with the answer of a party, said by a person at `now` in ms.

    Whose load it is accepts or rejects what another sent; who sent it, or announced it alone, withdraws it. Raises
    WrongUsage where another party or person has to say so, Failed where nothing waits for that answer.
    """
    id_, sender = event["id"], event.get("sent_by")
    if answer == "withdrawn":
        _of(party, sender or account, f"did not send {id_}")
    elif sender is None:
        raise Failed(f"{id_}: is no request: {account} announced it itself")
    else:
        _of(party, account, f"did not receive {id_}")
        check_other(event, by, "answer")
    if event.get("answer") in {answer, "rejected", "withdrawn"}:
        raise Failed(f"{id_}: is {event['answer']} already")
    if event["status"] != "pending":
        back = "; ringfence declare refuse takes that back" if event["status"] == "agreed" else ""
        raise Failed(f"{id_}: is {event['status']} already{back}")
    status = "pending" if answer == "accepted" else "refused"
    return {**event, "status": status, "answer": answer, "answered": now, "answered_by": by}


def check_agreeable(account: str, event: Event) -> None:
    """Raises Failed where an event was withdrawn, or sent by another account and not accepted."""
    answer = event.get("answer")
    if answer == "withdrawn":
        raise Failed(f"{event['id']}: was withdrawn")
    if event.get("sent_by") and answer != "accepted":
        raise Failed(f"{event['id']}: {account} has {'rejected it' if answer else 'to accept it first'}")


def check_other(event: Event, by: str, act: str) -> None:
    """Raises WrongUsage where a person had a part in an event: nobody answers or agrees to what they said."""
    for part, name in (("submitted", event.get("by")), ("answered", event.get("answered_by"))):
        if isinstance(name, str) and person(name) == person(by):
            raise WrongUsage(f"--by: {part} {event['id']}; another person has to {act} it")


def _of(party: str, wanted: str, otherwise: str) -> None:
    if party != wanted:
        raise WrongUsage(f"--for: {party} {otherwise}; {wanted} did")
