"""A proxy as it stands in some offices and schools: pages pass, sockets do not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class NarrowProxy:
    """Listens on the loopback in front of a server and answers every request for a socket with a refusal."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.refused = self.streams = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut every connection that passes now."""
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End."""
        self._listening.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                end, _ = self._listening.accept()
                threading.Thread(target=self._pass, args=(end,), daemon=True).start()

    def _pass(self, end: socket.socket) -> None:
        with end, suppress(OSError):
            head = end.recv(65536)
            if b"upgrade: websocket" in head.lower():
                self.refused += 1
                end.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", self._behind)) as behind:
                self._ends += [end, behind]
                back = threading.Thread(target=self._copy, args=(behind, end), daemon=True)
                back.start()
                self._count(head)
                behind.sendall(head)
                self._copy(end, behind)
                back.join()

    def _copy(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                self._count(piece)
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _count(self, piece: bytes) -> None:
        self.streams += piece.startswith(b"GET /live/")


@contextmanager
def narrow_proxy(port: int) -> Iterator[NarrowProxy]:
    """Stand in front of the server on this port for a while."""
    proxy = NarrowProxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
