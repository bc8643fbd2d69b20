"""Which action a finding calls for, and who has to approve it."""

from typing import Literal

from detectors.policy import Action, Policy, Row, Use

RANK: dict[Action, int] = {"warn": 1, "throttle": 2, "replace-key": 2, "suspend": 3, "terminate": 4}
LOWEST: Action = "warn"


def recommended(row: Row, level: int, use: Use | None) -> Action | None:
    """The action for a finding of this level on an account of this use; None: it is for the operator alone."""
    if level < 1 or not row.actions:
        return None
    action = row.actions[min(level, len(row.actions)) - 1]
    if use is None:
        return action
    # whoever reaches people in an emergency must not be cut off, whatever the row says
    ceiling = LOWEST if use == "emergency" else row.ceiling.get(use, action)
    return action if RANK[action] <= RANK[ceiling] else ceiling


def approval(
    action: Action, policy: Policy, *, urgent: bool, use: Use | None, emergency_calls: bool
) -> Literal["automatic", "required"]:
    """Whether a person has to approve the action before it is carried out."""
    if action == "terminate" or use == "emergency" or emergency_calls:
        return "required"
    if action == "suspend" and not (urgent and policy.settings.automatic_urgent_suspensions):
        return "required"
    return "automatic"
