"""Lines whose room another node owns: frames go to and fro over one sealed link between the two nodes.

The node that a page came to judges it, counts its messages and watches its sign-in; the owner of the room does
everything else. For the room such a line is a line like any other.
"""

import asyncio
import errno
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from openchair.rooms import leases
from openchair.rooms.access import Grant
from openchair.rooms.leases import Elsewhere
from openchair.rooms.line import Line
from openchair.rooms.link import Chair, End, Link, Message, Post, Posted, Rise, Say, Sit, Tell
from openchair.rooms.watch import survived
from openchair.rooms.wire import Frame
from openchair.vault.services import lookup_hash

if TYPE_CHECKING:
    from openchair.rooms.hub import Hub

PATIENCE = 5.0
"""How long another node may take to answer."""
AGAIN_SECONDS = 0.3
CUT_OFF_SECONDS = 10.0
"""How long a node that fell silent is not called again: whoever comes is sent on, perhaps to a node that hears it."""
PORTS = 64
"""How many nodes one machine may have above the port that was named."""


class Relayed:
    """What a line keeps of the way to its room."""

    __slots__ = ("channel", "have", "heard", "link")

    def __init__(self, over: Link, channel: int, have: dict[str, int]) -> None:
        self.link, self.channel, self.have = over, channel, have
        self.heard = False


class RemoteLine(Line):
    """A line that another node holds for us."""

    __slots__ = ("_channel", "_link", "_live")

    def __init__(self, live: "Hub", over: Link, asked: Sit) -> None:
        super().__init__(Grant(asked.meeting, asked.info, None))
        self._live, self._link, self._channel = live, over, asked.channel

    def send(self, frame: Frame) -> None:
        """Put a frame on its way; the node at the other end cuts a reader who is too slow."""
        if not self.ended:
            self._link.tell(self._channel, frame)

    def hang_up(self, why: str) -> None:
        """Let the other node say goodbye."""
        self._link.send(End(self._channel, why))
        self._live.loop.call_soon(self._gone)

    def _gone(self) -> None:
        self._live.relay.forget(self._link, self._channel)
        self._live.dismiss(self)

    def turn_away(self) -> None:
        """The room is not here."""
        if not self.ended:
            self.ended = True
            self.hang_up("")

    def may_send(self, now: float, rate: int) -> bool:
        """The node that the page came to has counted already."""
        return True


class Relay:
    """All links of this node, to those that own rooms for our lines and from those whose lines sit in ours."""

    def __init__(self, live: "Hub") -> None:
        self._live = live
        self._secret = b""
        self._server: asyncio.Server | None = None
        self._calling: dict[UUID, asyncio.Task[Link]] = {}
        self._away: dict[Link, dict[int, Line]] = {}
        """Lines of ours, by the link to their room's owner."""
        self._guests: dict[Link, dict[int, RemoteLine]] = {}
        """Lines of others, by the link they came over."""
        self._cut_off: dict[UUID, float] = {}
        """Nodes that fell silent, and until when they count as such."""
        self._channels = 0
        self._posts: dict[int, asyncio.Future[int]] = {}

    async def listen(self) -> str:
        """Let other nodes call; the address at which they can."""
        self._secret = await self._live.in_thread(lookup_hash, "node link", "rooms")
        host, first = settings.NODE_HOST, settings.NODE_PORT
        for port in range(first, first + PORTS) if first else [0]:
            try:
                self._server = await self._live.loop.create_server(lambda: self._made(None), host, port)
                break
            except OSError as problem:
                if problem.errno != errno.EADDRINUSE:
                    raise
        else:
            raise OSError(errno.EADDRINUSE, "no port is free for this node")
        return f"{host}:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Hang up on everybody."""
        for calling in list(self._calling.values()):
            calling.cancel()
        await asyncio.gather(*self._calling.values(), return_exceptions=True)
        if self._server is not None:
            self._server.close()
        for over in [*self._away, *self._guests]:
            over.close()

    def _made(self, calls: UUID | None) -> Link:
        # Known from when it stands: one that never comes about (nobody answers) leaves nothing behind.
        return Link(
            secret=self._secret,
            own=self._live.ownership.node_id,
            calls=calls,
            begun=self._guest_link_begun if calls is None else self._away_link_begun,
            heard=self._heard_as_guest_house if calls is None else self._heard_from_owner,
            ended=self._link_ended,
        )

    def _guest_link_begun(self, over: Link) -> None:
        self._guests[over] = {}

    def _away_link_begun(self, over: Link) -> None:
        self._away[over] = {}

    # --- to an owner --------------------------------------------------------------------------------------
    async def attach(self, line: Line, where: Elsewhere, have: dict[str, int]) -> bool:
        """Let a line sit down in a room elsewhere; False when its owner cannot be reached."""
        over = None if self.is_cut_off(where.node_id) else await self._link_to(where)
        if over is None or over not in self._away:
            return False
        if not line.ended:
            self._channels += 1
            self._away[over][self._channels] = line
            line.relay = Relayed(over, self._channels, have)
            over.send(Sit(self._channels, line.meeting_id, line.info, have))
        return True

    def is_cut_off(self, node_id: UUID) -> bool:
        """Whether a node is there, as far as the database knows, and yet does not answer us."""
        until = self._cut_off.get(node_id, 0.0)
        return self._live.loop.time() < until and node_id in self._live.ownership.present

    async def _link_to(self, where: Elsewhere) -> Link | None:
        calling = self._calling.get(where.node_id)
        if calling is None:
            calling = self._live.loop.create_task(self._call(where))
            self._calling[where.node_id] = calling
        try:
            return await asyncio.shield(calling)
        except (OSError, TimeoutError, asyncio.CancelledError, ValueError) as problem:
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise
            if isinstance(problem, TimeoutError):
                self._cut_off[where.node_id] = self._live.loop.time() + CUT_OFF_SECONDS
            self._calling.pop(where.node_id, None)
            return None

    async def _call(self, where: Elsewhere) -> Link:
        host, _, port = where.address.rpartition(":")
        async with asyncio.timeout(PATIENCE):
            _, over = await self._live.loop.create_connection(lambda: self._made(where.node_id), host, int(port))
            try:
                await over.ready
            except BaseException:
                over.close()
                raise
        return over

    def leave(self, line: Line) -> None:
        """A line of ours is gone."""
        relayed, line.relay = line.relay, None
        if relayed is not None and self._away.get(relayed.link, {}).pop(relayed.channel, None) is not None:
            relayed.link.send(Rise(relayed.channel))

    def keep(self, present: set[UUID]) -> None:
        """Hang up on nodes that are not there any more: one that stands still does not hang up by itself."""
        for over in list(self._away):
            if over.peer is not None and over.peer not in present:
                over.close()

    def _heard_from_owner(self, over: Link, message: Message) -> None:
        lines = self._away.get(over, {})
        if isinstance(message, Tell):
            frame = Frame(message.frame)
            for channel in message.channels:
                if (line := lines.get(channel)) is not None:
                    if line.relay is not None:
                        line.relay.heard = True
                    line.send(frame)
        elif isinstance(message, End):
            if (line := lines.pop(message.channel, None)) is not None:
                self._parted(line, message.why)
        elif isinstance(message, Posted):
            answer = self._posts.pop(message.number, None)
            if answer is not None and not answer.done():
                answer.set_result(message.status)

    def _parted(self, line: Line, why: str) -> None:
        relayed, line.relay = line.relay, None
        if why:
            line.end(why)
        elif relayed is not None and not relayed.heard:
            # The room has just moved.
            self._live.loop.call_later(AGAIN_SECONDS, self._live.arrivals.find_soon, line, relayed.have)
        else:
            line.end("restarting")

    def _link_ended(self, over: Link) -> None:
        if over.peer is not None:
            self._calling.pop(over.peer, None)
            if over.fell_silent:
                self._cut_off[over.peer] = self._live.loop.time() + CUT_OFF_SECONDS
        # A node that fell silent to us may be heard by another one.
        why = "elsewhere" if over.fell_silent else ""
        for line in self._away.pop(over, {}).values():
            self._parted(line, why)
        for guest in self._guests.pop(over, {}).values():
            guest.ended = True
            self._live.dismiss(guest)

    # --- as an owner ----------------------------------------------------------------------------------------
    def _heard_as_guest_house(self, over: Link, message: Message) -> None:
        guests = self._guests.get(over)
        if guests is None:
            return
        if isinstance(message, Say):
            if (guest := guests.get(message.channel)) is not None:
                self._live.receive(guest, message.frame)
        elif isinstance(message, Sit):
            guest = guests[message.channel] = RemoteLine(self._live, over, message)
            self._live.admit(guest)
            self._live.arrivals.welcome_guest(guest, message.have)
        elif isinstance(message, Rise):
            if (guest := guests.pop(message.channel, None)) is not None:
                guest.ended = True
                self._live.dismiss(guest)
        elif isinstance(message, Chair):
            self._live.put_seat(message.meeting, message.info, elsewhere=False)
        elif isinstance(message, Post):
            stream = self._live.streams.get(message.line)
            status = (
                HTTPStatus.NOT_FOUND
                if stream is None
                else stream.take_post(message.meeting, message.cookie, message.body)
            )
            over.send(Posted(message.number, status))

    def forget(self, over: Link, channel: int) -> None:
        """A guest was ended by us."""
        self._guests.get(over, {}).pop(channel, None)

    # --- for the house and for streams --------------------------------------------------------------------
    async def put_seat(self, chair: Chair) -> None:
        """Tell the owner of a room what changed about a chair."""
        with survived("telling the owner of a room"):
            where = (await self._live.in_thread(leases.owners, [chair.meeting])).get(chair.meeting)
            if where is None or where.node_id == self._live.ownership.node_id:
                return
            if (over := await self._link_to(where)) is not None:
                over.send(chair)

    async def post(self, node_id: UUID, line: str, meeting: str, cookie: str, body: bytes | None) -> HTTPStatus:
        """Hand a post to the node that holds its stream."""
        address = await self._live.in_thread(leases.address_of, node_id)
        over = await self._link_to(Elsewhere(node_id, address)) if address else None
        if over is None:
            return HTTPStatus.NOT_FOUND
        self._channels += 1
        number = self._channels
        answer = self._posts[number] = self._live.loop.create_future()
        over.send(Post(number, line, meeting, cookie, body))
        try:
            async with asyncio.timeout(PATIENCE):
                return HTTPStatus(await answer)
        except TimeoutError:
            return HTTPStatus.SERVICE_UNAVAILABLE
        finally:
            self._posts.pop(number, None)
