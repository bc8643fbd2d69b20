"""Texts of an event, from where they stand in the batch's buffer."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray


def unescaped(text: bytes) -> str:
    """A string as it stood between its quotes in JSON."""
    return str(msgspec.json.decode(b'"' + text + b'"')) if b"\\" in text else text.decode()


def text_of(event: Any, name: str, text: NDArray[np.uint8]) -> str:  # noqa: ANN401 - a numpy record
    """A text of an event, as it came."""
    begin = int(event[f"{name}_at"])
    return unescaped(text[begin : begin + int(event[f"{name}_len"])].tobytes())


def template_of(event: Any) -> str:  # noqa: ANN401 - as above
    """The fingerprint of an event's template, as outputs have it."""
    return f"{int(event['template']) & 0xFFFFFFFFFFFFFFFF:016x}"
