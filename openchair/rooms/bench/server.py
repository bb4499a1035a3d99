"""The server under measurement: the same application, the same settings as `serve`.

python -m openchair.rooms.bench.server PORT
"""

import sys

import uvicorn

from openchair.rooms.serving import UVICORN


def main(port: int) -> None:
    """Serve on loopback until ended."""
    uvicorn.run("openchair.asgi:application", host="127.0.0.1", port=port, log_level="warning", **UVICORN)


if __name__ == "__main__":
    main(int(sys.argv[1]))
