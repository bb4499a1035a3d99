"""The server under measurement: the same application, the same settings as `serve`.

python -m openchair.rooms.bench.server PORT
"""

import sys

import django
import uvicorn

from openchair.rooms.serving import UVICORN, RoomServer


def main(port: int) -> None:
    """Serve on loopback until ended."""
    django.setup()  # before uvicorn reads the class of its socket slot, which needs the tables
    config = uvicorn.Config("openchair.asgi:application", host="127.0.0.1", port=port, log_level="warning", **UVICORN)
    RoomServer(config).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
