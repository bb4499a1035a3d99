"""Asks for pages while something is broken, as people with a browser do, and writes down how it went."""

import http.client
import re
import threading
import time
from types import TracebackType
from typing import NamedTuple
from urllib.parse import urlencode

PATIENCE = 30.0
HELP = "/help/"
"""The page of crisis help, which must answer whatever else does not."""


class Look(NamedTuple):
    """One request: when it began (seconds since 1970), for what, the answer's status or 0, and how long it took."""

    at: float
    path: str
    status: int
    seconds: float


def look(port: int, path: str, cookie: str = "") -> Look:
    """Ask for one page."""
    at, started = time.time(), time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Cookie": f"session={cookie}"} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    except (OSError, http.client.HTTPException):
        status = 0
    finally:
        connection.close()
    return Look(at, path, status, time.monotonic() - started)


def wrong_password(port: int, name: str) -> int:
    """Try to sign in with a password that is not right; the status of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/sign-in/")
        page = connection.getresponse()
        cookies = "; ".join(value.partition(";")[0] for key, value in page.getheaders() if key.lower() == "set-cookie")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.read())
        assert token is not None, "the page to sign in has a form"
        form = {"csrfmiddlewaretoken": token.group(1).decode(), "login": name, "password": "not this one, surely"}
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sign-in/", urlencode(form), headers)
        return connection.getresponse().status
    finally:
        connection.close()


class Watcher(threading.Thread):
    """Asks for each of some pages again and again."""

    def __init__(self, port: int, pages: dict[str, str], every: float = 0.5) -> None:
        super().__init__(daemon=True)
        self.port, self.pages, self.every = port, pages, every
        self.looks: list[Look] = []
        self._over = threading.Event()

    def run(self) -> None:
        """Look until the drill is over."""
        while not self._over.is_set():
            self.looks += [look(self.port, path, cookie) for path, cookie in self.pages.items()]
            self._over.wait(self.every)

    def __enter__(self) -> "Watcher":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self.join()

    @property
    def slowest(self) -> float:
        """How long the slowest answer took."""
        return round(max(each.seconds for each in self.looks), 2)

    def failed(self, path: str = "") -> list[Look]:
        """Requests that got no answer, or one that says the server failed."""
        return [each for each in self.looks if path in ("", each.path) and (not each.status or each.status >= 500)]
