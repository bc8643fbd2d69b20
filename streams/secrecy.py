"""Secrets of the operator's, and where nobody else can listen."""

from ipaddress import ip_address
from pathlib import Path

from streams.errors import WrongUsage
from streams.operator_lists import lines


def secrets_of(given: str, file: Path | None, setting: str) -> list[str]:
    """The secrets of a setting, or of the file of the setting `…_FILE`, one a line; raises WrongUsage."""
    if given and file:
        raise WrongUsage(f"{setting} and {setting}_FILE are both set: keep one of them")
    if file:
        return [line.strip() for line in lines(file, f"{setting}_FILE") if line.strip()]
    return [given] if given else []


def is_loopback(host: str) -> bool:
    """Whether a host is this machine.

    >>> is_loopback("localhost"), is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("127.0.0.1.example")
    (True, True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
