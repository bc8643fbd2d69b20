"""How a process ends at its end: Python waits for every thread, and one of Faust's may hang while no broker answers."""

import os
import sys
import threading
from typing import NoReturn


def end(code: int) -> NoReturn:
    """Ends the process, whatever its other threads do."""
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
