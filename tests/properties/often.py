"""How often hypothesis tries a property: seldom in a test run, so many times as often with RINGFENCE_EXAMPLES."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import settings

TIMES = int(os.environ.get("RINGFENCE_EXAMPLES", "1"))


def examples(count: int) -> Callable[[Any], Any]:
    """So many of them."""
    return settings(max_examples=count * TIMES, deadline=None)
