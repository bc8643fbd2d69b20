"""Who may do what: the one question that commands, the enforcement stage and all else that people act through ask."""

from typing import Literal, get_args

import msgspec

from detectors.tables import one_of, struct

Role = Literal["analyst", "approver", "policy-owner", "auditor", "service"]
Decided = Literal["approve", "reject", "withdraw", "remedied", "appeal"]
Act = Literal[Decided, "emergency", "declare", "answer", "agree", "notice-delivered", "export", "erase", "audit"]


class Permissions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[permissions]`.

    `without_role` is the role of who names none, `other_roles` that of who names one that is not here. `acts` has the
    roles that may do something; `approve:terminate` goes before `approve` where that action is decided on.
    """

    without_role: str
    other_roles: str
    acts: dict[str, list[str]]

    def refusal(self, role: str | None, act: Act, action: str | None = None) -> str | None:
        """Why who acts in a role may not do something, in one line; None: it may. `action` is what is decided on.

        >>> Permissions("approver", "analyst", {"audit": ["auditor"]}).refusal(None, "audit")
        'role: none, which counts as approver, may not audit; auditor may'
        """
        own = f"{act}:{action}"
        named = own if own in self.acts else act
        counted = self.without_role if role is None else role if role in get_args(Role) else self.other_roles
        if counted in self.acts[named]:
            return None
        said = (
            counted if role == counted else f"{'none' if role is None else 'another one'}, which counts as {counted},"
        )
        return f"role: {said} may not {named}; {' and '.join(self.acts[named]) or 'nobody'} may"


def permissions(table: object, actions: tuple[str, ...], place: str) -> Permissions:
    """The table, checked; raises PolicyError that begins with `place`."""
    given = struct(table, Permissions, place)
    for role in (given.without_role, given.other_roles, *(role for roles in given.acts.values() for role in roles)):
        one_of(role, get_args(Role), "role", place)
    for name in given.acts:
        act, colon, action = name.partition(":")
        one_of(act, get_args(Decided if colon else Act), "act", f"{place}: acts")
        if colon:
            one_of(action, actions, "action", f"{place}: acts: {act}")
    return given
