"""How uvicorn must be set up for rooms; `serve`, `demo`, `replay` and the benchmarks all use this."""

import socket
from typing import Any
from uuid import UUID

import uvicorn

UVICORN: dict[str, Any] = {
    "loop": "uvloop",
    "http": "httptools",
    "ws": "openchair.rooms.protocol:RoomProtocol",
    # Compression costs memory and processor for each line, and leaks lengths of secrets mixed with chosen text.
    "ws_per_message_deflate": False,
    # Rooms refuse frames over 16 KB themselves, in words; this bounds what is read at all.
    "ws_max_size": 64 * 1024,
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
    "lifespan": "off",
    # Addresses of members and ids of meetings stay out of the log.
    "access_log": False,
    "server_header": False,
}


class RoomServer(uvicorn.Server):
    """uvicorn as a node: known to the others before it answers, and gone in order when it ends."""

    def __init__(self, config: uvicorn.Config, node_id: UUID | None = None) -> None:
        super().__init__(config)
        self._node_id = node_id

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Become a node, and then listen."""
        from openchair.rooms import hub  # with the tables; this module is read before Django is set up

        await hub.start(self._node_id).ownership.ready.wait()
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, end the rooms, and then the rest; a stream would otherwise be waited for."""
        from openchair.rooms import hub

        for listening in self.servers:
            listening.close()
        await hub.stop()
        await super().shutdown(sockets)
