"""Which action a finding calls for, and who has to approve it."""

from typing import Literal

from detectors.policy import Action, Policy, Row, Use

RANK: dict[Action, int] = {"warn": 1, "throttle": 2, "replace-key": 2, "suspend": 3, "terminate": 4}
LOWEST: Action = "warn"


def recommended(row: Row, level: int, use: Use | None, *, emergency_calls: bool, repeat: bool = False) -> Action | None:
    """The action for a finding of this level on an account of this use; None: it is for the operator alone.

    `emergency_calls`: calls to emergency numbers are among what was found. `repeat`: it had ended, and comes again.
    """
    if level < 1 or not row.actions:
        return None
    action = row.actions[min(level, len(row.actions)) - 1]
    if action == "none":
        return None
    if repeat:
        action = _next(row, action)
    # whoever reaches people in an emergency must not be cut off, whatever the row says
    by_use = LOWEST if use == "emergency" else row.ceiling.get(use, action) if use else action
    by_calls = (row.emergency or action) if emergency_calls else action
    return min(action, by_use, by_calls, key=RANK.__getitem__)


def _next(row: Row, action: Action) -> Action:
    """The next stronger action of the row, but never the end of service; the same where there is none."""
    stronger = [other for other in RANK if other in row.actions and other != "terminate" and RANK[other] > RANK[action]]
    return min(stronger, key=RANK.__getitem__, default=action)


def approval(
    action: Action, policy: Policy, *, urgent: bool, use: Use | None, by_person: bool
) -> Literal["automatic", "required"]:
    """Whether a person has to approve the action before it is carried out.

    `by_person`: something about the case asks for one, such as calls to emergency numbers among what was found.
    """
    if action == "terminate" or use == "emergency" or by_person:
        return "required"
    if action == "suspend" and not (urgent and policy.settings.automatic_urgent_suspensions):
        return "required"
    return "automatic"
