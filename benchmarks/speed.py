"""How fast something was: what every measured run says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Speed:
    """Records, and the seconds of a clock and of processors that they took."""

    records: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds

    @property
    def processor(self) -> float:
        """Seconds of processor time a million records."""
        return self.cpu / self.records * 1e6
