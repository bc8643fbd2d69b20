"""Faust's manager of tables, of which there are none: state is in shards, and kept by checkpoints."""

from faust.tables.manager import TableManager


class NoTables(TableManager):
    """It waits for no tables: Faust's gives agents a second to register theirs, a quarter of a worker's start."""

    async def on_start(self) -> None:
        """Lets the subscription go on, which waits for this."""
        await self._update_channels()
        if not self.should_stop:
            await self.recovery.start()
