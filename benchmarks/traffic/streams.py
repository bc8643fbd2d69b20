"""The generated day of each stream, by its name."""

from collections.abc import Callable, Iterator, Mapping

from benchmarks.traffic.calls import calls
from benchmarks.traffic.email import email
from benchmarks.traffic.made import Made
from benchmarks.traffic.sms import sms
from benchmarks.traffic.usage import usage

TRAFFIC: Mapping[str, Callable[[int, int], Iterator[Made]]] = {
    "calls": calls,
    "sms": sms,
    "email": email,
    "usage": usage,
}
"""Makes so many records of so many accounts."""
