"""What detectors have in common that judge what several accounts do together, which no account's own stream shows."""

from detectors.base import Detector


class OverAccounts(Detector, abstract=True):
    """A detector without kernels: a stage to which all accounts are told finds whom it is about, and says so once.

    It speaks of a UTC day; what it rests on only grows, so neither the order of records nor partitions change it.
    """

    stream, channel, window = "totals", "all", None
    over_totals = True
