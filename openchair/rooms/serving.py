"""How uvicorn must be set up for rooms; `serve`, `demo`, `replay` and the benchmarks all use this."""

from typing import Any

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
