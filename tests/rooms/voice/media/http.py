"""A small HTTP server on a real socket that writes down what an adapter asks, and answers as it is told."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest, digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Asked:
    """One request as it came over the socket."""

    method: str
    path: str
    bearer: str
    body: dict[str, Any]


@dataclass
class Listening:
    """The server, what it was asked, and what it answers."""

    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    status: int = 200
    answer: bytes = b"{}"


@contextmanager
def listening() -> Iterator[Listening]:
    """Run one for a while."""
    here = Listening()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            here.asked.append(Asked(self.command, self.path, bearer, body))
            self.send_response(here.status)
            self.send_header("Content-Length", str(len(here.answer)))
            self.end_headers()
            self.wfile.write(here.answer)

        do_POST = do_PUT = _take  # noqa: N815

        def log_message(self, *_words: Any) -> None:
            """Nothing into the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    here.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def claims_of(token: str, secret: str) -> dict[str, Any]:
    """The claims of a token, with its signature checked as the other side does."""
    head, body, signature = token.split(".")

    def read(part: str) -> bytes:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))

    assert json.loads(read(head)) == {"alg": "HS256", "typ": "JWT"}
    assert compare_digest(read(signature), digest(secret.encode(), f"{head}.{body}".encode(), sha256))
    found: dict[str, Any] = json.loads(read(body))
    return found
