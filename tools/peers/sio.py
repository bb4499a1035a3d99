"""People in the rooms of the Socket.IO server: Engine.IO 4 over one websocket each."""

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

from load import Counts, Crowd
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

HERE = Path(__file__).parent


def start(port: int, folder: Path, mode: str) -> "subprocess.Popen[bytes]":
    """Start the server."""
    more = [str(folder / "said.sqlite3")] if mode == "sqlite" else []
    return subprocess.Popen(["node", "socketio.mjs", str(port), mode, *more], cwd=HERE)  # noqa: S603, S607


class Person(WSListener):
    """One page."""

    def __init__(self, room: str, seat: str, counts: Counts) -> None:
        self.room, self.seat, self.counts = room, seat, counts
        self.ready = asyncio.Event()
        self._asked = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        text = frame.get_payload_as_ascii_text()
        if text.startswith('42["said"'):
            self.counts.heard(json.loads(text[2:])[1]["id"])
        elif text.startswith("43"):
            self.counts.acknowledged += 1
        elif text.startswith("0"):
            transport.send(WSMsgType.TEXT, f"40{json.dumps({'room': self.room, 'seat': self.seat})}".encode())
        elif text.startswith("40"):
            self.ready.set()
        elif text == "2":
            transport.send(WSMsgType.TEXT, b"3")

    def say(self, own_id: str, words: str) -> None:
        """Say something and ask for an answer."""
        self._asked += 1
        message = json.dumps(["say", {"id": own_id, "words": words}])
        self.transport.send(WSMsgType.TEXT, f"42{self._asked}{message}".encode())


async def sit_down(port: int, rooms: int, members: int) -> Crowd:
    """Connect everybody."""
    counts = Counts()
    seated: list[list[Any]] = []
    for number in range(rooms):
        people = [Person(f"room{number}", f"chair{place}", counts) for place in range(members)]
        url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        await asyncio.gather(*(ws_connect(lambda p=p: p, url, use_aiofastnet=False) for p in people))
        await asyncio.gather(*(asyncio.wait_for(p.ready.wait(), 20) for p in people))
        seated.append(people)
    return Crowd(seated, counts, seed=0)
