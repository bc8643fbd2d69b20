"""The web of a long-running command: `/metrics` in Prometheus' text format, and `/health`.

It answers from the loop in which the command works, so one that hangs does not look healthy.
"""

import logging
from collections.abc import Callable
from typing import Self

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from streams.errors import WrongUsage
from streams.settings import Settings

WELL, NOT_WELL = 200, 503

log = logging.getLogger("ringfence")


class Serving:
    """Serves while it is open as a context, if a port is set. `trouble` is why not all is well, in a line, or None."""

    def __init__(self, settings: Settings, registry: CollectorRegistry, trouble: Callable[[], str | None]) -> None:
        self._host, self._port = settings.metrics_host, settings.metrics_port
        self._registry, self._trouble = registry, trouble
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Begins to listen; raises WrongUsage where it cannot."""
        if self._port is None:
            return self
        served = web.Application()
        served.router.add_get("/metrics", self._metrics)
        served.router.add_get("/health", self._health)
        self._runner = web.AppRunner(served, access_log=None, handle_signals=False)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as taken:
            await self._runner.cleanup()
            raise WrongUsage(
                f"RINGFENCE_METRICS_PORT: cannot listen at {self._host}:{self._port} ({taken.strerror}); "
                "give each process of a machine a port of its own, or 0 for any that is free"
            ) from None
        host, port, *_ = self._runner.addresses[0]
        log.info("metrics at http://%s:%d/metrics", f"[{host}]" if ":" in host else host, port)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stops."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _health(self, _: web.Request) -> web.Response:
        trouble = self._trouble()
        return web.Response(text=f"{trouble or 'well'}\n", status=NOT_WELL if trouble else WELL)
