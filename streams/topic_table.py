"""The topics of the contract in the order in which events of the same time are taken."""

from typing import Literal, NamedTuple


class Topic(NamedTuple):
    """A topic under its contract name. `compacted` ones keep the latest record of each key."""

    name: str
    direction: Literal["in", "out", "internal"]
    compacted: bool = False

    @property
    def variable(self) -> str:
        """The name as it is written in an environment variable, there in capitals.

        >>> Topic("dead-letter", "out").variable
        'dead_letter'
        """
        return self.name.replace("ringfence.", "").replace("-", "_")


TOPICS = (
    Topic("calls", "in"),
    Topic("sms", "in"),
    Topic("email", "in"),
    Topic("usage", "in"),
    Topic("accounts", "in", compacted=True),
    Topic("reports", "in"),
    Topic("decisions", "in"),
    Topic("control", "in"),
    Topic("alerts", "out"),
    Topic("enforcement", "out"),
    Topic("dead-letter", "out"),
    Topic("ringfence.totals", "internal"),
    Topic("ringfence.templates", "internal"),
    Topic("ringfence.keys", "internal"),
    Topic("ringfence.audit", "internal"),
    Topic("ringfence.state", "internal", compacted=True),
)
INPUTS = tuple(topic.name for topic in TOPICS if topic.direction == "in")
