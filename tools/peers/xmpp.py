"""People in the rooms of ejabberd's group chat: one XMPP stream each, without TLS, names without accounts."""

import asyncio
import base64
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from load import Counts, Crowd

EBIN = "/usr/lib/*/ejabberd-*/ebin"
OPEN = (
    "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client' "
    "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
)
BIND = "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>page</resource></bind></iq>"
HEARD = re.compile(rb"<body>(m\d+) ")
CONFIGURATION = """
loglevel: error
hosts: [localhost]
listen:
  - {{port: {port}, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 65536, shaper: none, access: all}}
auth_method: [anonymous]
anonymous_protocol: login_anon
allow_multiple_connections: true
shaper: {{}}
access_rules: {{}}
modules:
  mod_disco: {{}}
  mod_muc:
    access: all
    access_create: all
    history_size: 0
    min_message_interval: 0
    min_presence_interval: 0
    default_room_options: {{mam: {archive}, public: true, persistent: false, max_users: 200}}
{modules}
"""
ARCHIVE = "  mod_mam: {default: always, db_type: mnesia, user_mucsub_from_muc_archive: false}\n"


def start(port: int, folder: Path, *, archive: bool) -> "subprocess.Popen[bytes]":
    """Start an ejabberd of our own, as an account that owns nothing else; without Erlang's name service."""
    found = sorted(Path("/").glob(EBIN.lstrip("/")))
    if not found:
        raise SystemExit("no ejabberd on this machine (apt-get install ejabberd)")
    account = next(name for name in ("ejabberd", "nobody") if name in {entry.pw_name for entry in pwd.getpwall()})
    (folder / "ejabberd.yml").write_text(
        CONFIGURATION.format(port=port, archive=str(archive).lower(), modules=ARCHIVE if archive else "")
    )
    (folder / "spool").mkdir()
    for path in (folder, folder / "ejabberd.yml", folder / "spool"):
        shutil.chown(path, account)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "EJABBERD_CONFIG_PATH": str(folder / "ejabberd.yml"),
        "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"),
        "SPOOL_DIR": str(folder / "spool"),
        "ERL_CRASH_DUMP_BYTES": "0",
    }
    return subprocess.Popen(  # noqa: S603
        ["erl", "-noinput",  # noqa: S607
          "-pa", *map(str, found), "-mnesia", "dir", f'"{folder / "spool"}"', "+K", "true",
         "+P", "250000", "-s", "ejabberd"],
        env=environment, cwd=folder, user=account if os.geteuid() == 0 else None,
    )  # fmt: skip


class Person(asyncio.Protocol):
    """One stream."""

    def __init__(self, room: str, seat: str, counts: Counts) -> None:
        self.room, self.seat, self.counts = f"{room}@conference.localhost", seat, counts
        self._buffer = b""
        self._arrived = asyncio.Event()
        self._speaking = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        data = self._buffer + data if self._buffer else data
        if not self._speaking:
            self._buffer = data
            self._arrived.set()
            return
        end = data.rfind(b"</message>") + 10
        if end >= 10:
            for own_id in HEARD.findall(data, 0, end):
                self.counts.heard(own_id.decode())
            data = data[end:]
        self._buffer = data

    async def until(self, mark: bytes) -> None:
        """Wait for something the server says, and forget everything up to it."""
        async with asyncio.timeout(30):
            while (at := self._buffer.find(mark)) < 0:
                self._arrived.clear()
                await self._arrived.wait()
        self._buffer = self._buffer[at + len(mark) :]

    def write(self, text: str) -> None:
        """Send as it is."""
        self.transport.write(text.encode())

    async def sit_down(self, *, first: bool) -> None:
        """Sign in under a passing name and enter the room; the first one makes it."""
        self.write(OPEN)
        await self.until(b"</stream:features>")
        secret = base64.b64encode(f"\0{self.seat}\0secret".encode()).decode()
        self.write(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>")
        await self.until(b"<success")
        self.write(OPEN)
        await self.until(b"</stream:features>")
        self.write(BIND)
        await self.until(b"</iq>")
        self.write(
            f"<presence to='{self.room}/{self.seat}'><x xmlns='http://jabber.org/protocol/muc'>"
            "<history maxstanzas='0'/></x></presence>"
        )
        await self.until(b"<subject")
        if first:
            self.write(
                f"<iq type='set' id='made' to='{self.room}'><query xmlns='http://jabber.org/protocol/muc#owner'>"
                "<x xmlns='jabber:x:data' type='submit'/></query></iq>"
            )
            await self.until(b"id='made'")

    def begin(self) -> None:
        """From now on only words count."""
        self._buffer = b""
        self._speaking = True

    def say(self, own_id: str, words: str) -> None:
        """Say something; hearing it oneself is the answer."""
        self.write(f"<message to='{self.room}' type='groupchat' id='{own_id}'><body>{words}</body></message>")


async def sit_down(port: int, rooms: int, members: int) -> Crowd:
    """Connect everybody, room by room."""
    counts = Counts()
    loop = asyncio.get_running_loop()
    seated: list[list[Any]] = []
    for number in range(rooms):
        people = [Person(f"room{number}", f"chair{number}x{place}", counts) for place in range(members)]
        for place, person in enumerate(people):
            await loop.create_connection(lambda person=person: person, "127.0.0.1", port)
            await person.sit_down(first=place == 0)
        seated.append(people)
    await asyncio.sleep(1)
    for people in seated:
        for person in people:
            person.begin()
    return Crowd(seated, counts, seed=0)
