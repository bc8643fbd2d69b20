"""A receiver on this machine that always gives the same answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import NamedTuple


class Asked(NamedTuple):
    """A request."""

    path: str
    headers: dict[str, str]
    body: bytes


@contextmanager
def answering(status: int, asked: list[Asked] | None = None) -> Iterator[str]:
    """A receiver that answers so; its URL. `asked` gets the requests."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if asked is not None:
                asked.append(Asked(self.path, {name.lower(): said for name, said in self.headers.items()}, body))
            self.send_response(status)
            self.send_header("location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
