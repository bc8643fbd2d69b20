"""A `ringfence rescale` that kills itself before all that it has moved is to appear."""

import os
import signal
import sys

from streams.cli import run
from streams.producers import Transaction

COPIES, STATE = 1, 2  # its transactions, in their order


class Dying(Transaction):
    """A transaction of which the second never ends."""

    ended = 0

    async def commit(self) -> None:
        """Ends the first: account records are where they belong now."""
        self.ended += 1
        if self.ended == STATE:
            await self.producer.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        await super().commit()


if __name__ == "__main__":
    import streams.producers

    streams.producers.Transaction = Dying  # type: ignore[misc]
    sys.exit(run(["rescale"]))
