"""A wire between two nodes that a drill can let go silent: nothing is closed, nothing arrives.

Every node is registered under the address of its wire, so that whoever calls it comes through here. Who calls is seen
from the process that holds the other end of the connection.
"""

import select
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

CHUNK = 65_536
TURN_SECONDS = 0.2


def holder_of(port: int, pids: Iterable[int]) -> int | None:
    """Which of these processes holds the connection that comes from this loopback port."""
    wanted = f"0100007F:{port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    inodes = {fields[9] for fields in (line.split() for line in lines) if fields[1] == wanted}
    targets = {f"socket:[{inode}]" for inode in inodes}
    for pid in pids:
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                if str(handle.readlink()) in targets:
                    return pid
    return None


class Wire(threading.Thread):
    """Carries connections to one port; what `is_silent` says of the caller stays on the way."""

    def __init__(self, to: int, callers: Callable[[], Iterable[int]]) -> None:
        super().__init__(daemon=True)
        self._to, self._callers = to, callers
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.silent_for: set[int | None] = set()
        """Processes whose traffic is dropped, in both directions."""
        self.dropped = 0
        self._over = threading.Event()

    def run(self) -> None:
        """Take calls until the drill is over."""
        while not self._over.is_set():
            if select.select([self._listening], [], [], TURN_SECONDS)[0]:
                caller, (_, port) = self._listening.accept()
                pid = holder_of(port, self._callers())
                threading.Thread(target=self._carry, args=(caller, pid), daemon=True).start()
        self._listening.close()

    def _carry(self, caller: socket.socket, pid: int | None) -> None:
        with suppress(OSError), caller, socket.create_connection(("127.0.0.1", self._to)) as called:
            other = {caller: called, called: caller}
            while not self._over.is_set():
                speaking = select.select([caller, called], [], [], TURN_SECONDS)[0]
                if pid in self.silent_for:
                    # What was sent is neither read nor refused, as on a wire that was cut.
                    self.dropped += 1
                    self._over.wait(TURN_SECONDS)
                    continue
                for end in speaking:
                    data = end.recv(CHUNK)
                    if not data:
                        return
                    other[end].sendall(data)

    def stop(self) -> None:
        """No more calls."""
        self._over.set()
        self.join()
