"""What a way out has to do, and how it says that a record was not taken."""

from typing import Protocol

from streams.records import Recommendation


class Later(Exception):
    """It was not taken now, and may be later. One line that names neither address nor content."""


class Never(Exception):
    """This very record will not be taken. One line that names neither address nor content."""


class Channel(Protocol):
    """A way out for recommendations, followed in a consumer group of its own."""

    @property
    def name(self) -> str:
        """In the group's name, in metrics and in what is said."""

    @property
    def recalls(self) -> bool:
        """Whether what is due depends on the records before it, which it is then shown first."""

    def is_due(self, partition: int, record: Recommendation) -> bool:
        """Whether a record is to be delivered; it is asked of each once, in the order of its partition."""

    def forget(self, partition: int) -> None:
        """The records of a partition are somebody else's now."""

    async def deliver(self, record: Recommendation, value: bytes) -> None:
        """Delivers a record, whose bytes are `value`; raises Later or Never."""

    async def close(self) -> None:
        """Lets go of its connections."""
