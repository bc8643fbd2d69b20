"""A worker that is told to end is gone, whatever Faust and aiokafka do while no broker answers."""

import asyncio
import subprocess
import sys
from types import SimpleNamespace

from streams.transport import FetchThread

HANGING = """
import threading
from streams.ending import end
threading.Thread(target=threading.Event().wait).start()
print("said")
end(3)
"""


def test_a_thread_that_hangs_does_not_keep_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (3, "said\n")


def test_the_end_of_a_fetch_under_way_does_not_end_the_thread_before_it_has_said_so() -> None:
    async def stop() -> None:
        raise asyncio.CancelledError

    async def run() -> None:
        thread = object.__new__(FetchThread)
        thread._method_queue = SimpleNamespace(stop=_nothing)  # type: ignore[assignment]
        thread._consumer = SimpleNamespace(stop=stop)
        await thread.on_thread_stop()

    asyncio.run(run())


async def _nothing() -> None:
    pass
