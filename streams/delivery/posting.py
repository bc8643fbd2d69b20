"""JSON to a URL of the operator's, and what its answer means."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit

import aiohttp

from streams.delivery.channel import Later, Never
from streams.errors import WrongUsage
from streams.secrecy import is_loopback

NEVER = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY)


class Posting:
    """Posts to one URL. Redirects are answers like others, and no cookie or proxy is used."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url = url
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=timeout), cookie_jar=aiohttp.DummyCookieJar()
        )

    @classmethod
    def to(cls, url: str, setting: str, timeout: float) -> Self:
        """Posts to the URL of a setting; raises WrongUsage where that is not one to send recommendations to."""
        try:
            split = urlsplit(url)
            host, _ = split.hostname or "", split.port
        except ValueError:
            raise WrongUsage(f"{setting}: is not a URL such as https://safety.example/ringfence") from None
        if split.scheme not in {"http", "https"} or not host or split.username or split.password:
            raise WrongUsage(f"{setting}: give https://, a host, and no name or password before it")
        if split.scheme == "http" and not is_loopback(host):
            raise WrongUsage(f"{setting}: http would show recommendations to everybody on the way: use https")
        return cls(url, timeout)

    async def post(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Returns when it has been taken; raises Later or Never."""
        headers = {"content-type": "application/json", **headers}
        try:
            async with self._session.post(self._url, data=body, headers=headers, allow_redirects=False) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as failed:
            raise Later(f"no answer ({type(failed).__name__})") from failed
        if status in NEVER:
            raise Never(f"status {status}")
        if status // 100 != HTTPStatus.OK // 100:
            raise Later(f"status {status}")

    async def close(self) -> None:
        """Closes its connections."""
        await self._session.close()
