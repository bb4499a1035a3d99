"""One live room: the folded state, who listens, and what waits for the next commit.

A command is decided and folded at once, but nothing of it leaves the process before the commit returned: new
events, acknowledgements and snapshots wait in one ordered list. When a commit fails they are dropped together and
the room is read anew from the log.
"""

from collections import deque
from collections.abc import Sequence
from hashlib import blake2b
from time import time
from typing import NamedTuple, Protocol
from uuid import UUID

from openchair.rooms import wire
from openchair.rooms.access import Why
from openchair.rooms.core import (
    Refusal,
    State,
    decide,
    fold,
    fold_missing,
    group_readers,
    may_resume,
    needs_snapshot,
    positions,
    project,
    public,
    wakes_at,
)
from openchair.rooms.core.commands import (
    Connected,
    Disconnected,
    GivePulse,
    HouseCommand,
    NameLowPulse,
    PersonCommand,
    PutSuggestion,
    WriteAnswer,
)
from openchair.rooms.core.events import (
    ANSWERS,
    GROUP,
    LEADERS,
    ROOM,
    Addressed,
    CommitmentMade,
    CommitmentReported,
    Event,
    MeetingClosed,
    Said,
    VoiceAgreed,
    person,
)
from openchair.rooms.erasing import Erasing
from openchair.rooms.log import Entry, Keys, Owner, Share, Stored, to_json
from openchair.rooms.wire import Frame

KEPT_EVENTS = 256
"""How many of the last events a room keeps ready for those who come back; who missed more gets a snapshot."""

NAMELESS = (GivePulse, NameLowPulse, WriteAnswer, PutSuggestion)
"""Commands whose mark is kept in memory only: in the log it could tie a nameless answer to who sent it."""

TAKEN_UP = (CommitmentMade, CommitmentReported, MeetingClosed, VoiceAgreed)
"""Events that have an effect outside the room (see reactions)."""


def now_ms() -> int:
    """The room's clock."""
    return int(time() * 1000)


class Listener(Protocol):
    """The end of a line as a room sees it."""

    seat: str

    def send(self, frame: Frame) -> None:
        """Put a frame on its way; never waits."""


class Asked(NamedTuple):
    """A command that waits for its commit, so that its sender can be told when that fails."""

    line: Listener
    own_id: str


class Pending(NamedTuple):
    """What one room puts into one commit, and everything that leaves the process after it."""

    share: Share
    outgoing: list[tuple[Sequence[Listener], Frame]]
    asked: list[Asked]
    taken_up: list[Stored]


class Loaded(NamedTuple):
    """A room's past as it is read from the log, and what it needs to go on."""

    events: list[Stored]
    tokens: set[bytes]
    keys: Keys
    token_key: bytes


class Room:
    """A meeting in progress. Lives in the event loop; touches no database."""

    def __init__(self, meeting_id: UUID, loaded: Loaded, owner: Owner) -> None:
        self.meeting_id = meeting_id
        self.owner = owner
        """In whose name what happens here is stored."""
        self.lines: dict[str, list[Listener]] = {}
        """Lines that said hello, by chair."""
        self.revoked: dict[str, Why] = {}
        """Chairs taken away by the house, so that it is done again if it could not be stored."""
        self.committing = False
        self.broken = False
        """The last commit failed and the log has not been read anew yet."""
        self.load(loaded)

    def load(self, loaded: Loaded) -> None:
        """Become what the log says."""
        self.keys, self._token_key = loaded.keys, loaded.token_key
        self.tokens = loaded.tokens
        self.state = State()
        self.number = 0
        self.recent: deque[Stored] = deque(maxlen=KEPT_EVENTS)
        self._erasing = Erasing()
        self._in_room: list[Listener] | None = None
        """The lines that read the stream of the room, until somebody comes or goes."""
        for stored in loaded.events:
            self.number = stored.number
            if stored.event is None:
                self.state = fold_missing(self.state, stored.stream, stored.at_ms)
            else:
                self._erasing.happened(stored.stream, stored.event, stored.number)
                addressed = Addressed(stored.stream, stored.event, stored.author, stored.at_ms)
                self.state = fold(self.state, addressed)
            self.recent.append(stored)
        self._start_pending()
        self.broken = False

    def _start_pending(self) -> None:
        self._entries: list[Entry] = []
        self._erased: list[int] = []
        self._outgoing: list[tuple[Sequence[Listener], Frame]] = []
        self._asked: list[Asked] = []
        self._taken_up: list[Stored] = []

    # --- what waits for a commit --------------------------------------------------------------------
    @property
    def is_waiting(self) -> bool:
        """Whether anything waits for a commit."""
        return bool(self._outgoing or self._entries)

    def take_pending(self) -> Pending:
        """Hand over what waits, to be committed together with other rooms."""
        pending = Pending(
            Share(self.meeting_id, self.keys, self._entries, self._erased, self.owner),
            self._outgoing,
            self._asked,
            self._taken_up,
        )
        self._start_pending()
        return pending

    def tell(self, line: Listener, frame: Frame) -> None:
        """Send to one line, after everything that waits before it."""
        if self.committing or self.is_waiting:
            self._outgoing.append(((line,), frame))
        else:
            line.send(frame)

    # --- commands -----------------------------------------------------------------------------------
    def mark(self, seat: str, own_id: str) -> bytes:
        """The keyed hash under which a person's command is done only once."""
        return blake2b(f"{seat}\0{own_id}".encode(), key=self._token_key, digest_size=16).digest()

    def ask(self, line: Listener, own_id: str, command: PersonCommand, now_ms: int) -> None:
        """Do what a person asks, once."""
        mark = self.mark(line.seat, own_id)
        if mark in self.tokens:
            self._answer(line, own_id, wire.ack(own_id))
            return
        outcome = decide(self.state, line.seat, command, max(now_ms, self.state.last_ms))
        if isinstance(outcome, Refusal):
            self._answer(line, own_id, wire.no(own_id, outcome.code))
            return
        self.tokens.add(mark)
        self._take(outcome, None if isinstance(command, NAMELESS) else mark)
        self._answer(line, own_id, wire.ack(own_id))

    def _answer(self, line: Listener, own_id: str, frame: Frame) -> None:
        """Answer a command; behind a commit that fails, the sender is told so instead."""
        if self.committing or self.is_waiting:
            self._asked.append(Asked(line, own_id))
        self.tell(line, frame)

    def do(self, command: HouseCommand, now_ms: int) -> bool:
        """Do what the house wants; whether anything happened."""
        outcome = decide(self.state, None, command, max(now_ms, self.state.last_ms))
        if isinstance(outcome, Refusal) or not outcome:
            return False
        self._take(outcome, None)
        return True

    def _take(self, batch: list[Addressed], mark: bytes | None) -> None:
        """Number, fold and encode what happened, and note who is to get it."""
        sending: list[tuple[list[Listener], Frame]] = []
        for addressed in batch:
            self.state = fold(self.state, addressed)
            stream, event, author, at_ms = addressed.stream, addressed.event, addressed.author, addressed.at_ms
            if type(event) is not Said:
                # Words alone change nothing about who reads them.
                self._in_room = None
            self.number += 1
            position = self.state.counts[stream]
            encoded = to_json(event)
            self._entries.append(Entry(self.number, stream, position, event, encoded, author, at_ms, mark))
            mark = None
            stored = Stored(self.number, stream, position, at_ms, author, event)
            self.recent.append(stored)
            for gone in self._erasing.happened(stream, event, self.number):
                self._erase(gone)
            if isinstance(event, TAKEN_UP):
                self._taken_up.append(stored)
            if listeners := self._listeners(stream):
                sending.append((listeners, _frame(stream, position, at_ms, event, encoded)))
        fresh = needs_snapshot(self.state, batch, self.lines)
        for listeners, frame in sending:
            others = [line for line in listeners if line.seat not in fresh] if fresh else listeners
            self._outgoing.append((others, frame))
        for seat in fresh:
            self._send_snapshot(seat)

    def _listeners(self, stream: str) -> list[Listener]:
        lines = self.lines
        if stream == ROOM:
            if self._in_room is None:
                self._in_room = [line for seat in self.state.readers if seat in lines for line in lines[seat]]
            return self._in_room
        if stream == LEADERS:
            return [line for seat in self.state.leading if seat in lines for line in lines[seat]]
        if stream.startswith(GROUP):
            return [line for seat in group_readers(self.state, stream) if seat in lines for line in lines[seat]]
        if stream == ANSWERS:
            return []
        return list(lines.get(stream.removeprefix("person:"), ()))

    def _erase(self, number: int) -> None:
        """A body leaves the log with this commit, and what is kept ready too."""
        self._erased.append(number)
        for at, stored in enumerate(self.recent):
            if stored.number == number:
                self.recent[at] = stored._replace(event=None, author=None)

    # --- lines ------------------------------------------------------------------------------------------
    def attach(self, line: Listener, have: dict[str, int], now_ms: int) -> None:
        """Begin to send to a line: what it missed, or everything it may see."""
        if line.seat not in self.lines:
            self.do(Connected(line.seat), now_ms)
        missed = self._missed(line.seat, have) if have else None
        if missed is None:
            self.tell(line, self._snapshot(line.seat))
        else:
            self.tell(line, wire.RESUMED)
            for frame in missed:
                self.tell(line, frame)
        self.lines.setdefault(line.seat, []).append(line)
        self._in_room = None

    def detach(self, line: Listener, now_ms: int) -> None:
        """Stop sending to a line that is gone."""
        lines = self.lines.get(line.seat, [])
        if line in lines:
            lines.remove(line)
            self._in_room = None
            if not lines:
                del self.lines[line.seat]
                if not self.broken:
                    self.do(Disconnected(line.seat), now_ms)

    def send_all_snapshots(self) -> None:
        """Everybody sees the room as the log has it."""
        for seat in list(self.lines):
            self._send_snapshot(seat)

    def _send_snapshot(self, seat: str) -> None:
        if lines := self.lines.get(seat):
            self._outgoing.append((list(lines), self._snapshot(seat)))

    def _snapshot(self, seat: str) -> Frame:
        return wire.snapshot(project(self.state, seat), positions(self.state, seat))

    def _missed(self, seat: str, have: dict[str, int]) -> list[Frame] | None:
        """The frames between these positions and now; None when only a snapshot will do."""
        if not may_resume(self.state, seat, have):
            return None
        mine = person(seat)
        wanted = {(mine if name == "person" else name): have.get(name, 0) for name in positions(self.state, seat)}
        missing = {stream for stream, read in wanted.items() if self.state.counts.get(stream, 0) > read}
        frames: list[Frame] = []
        for stored in reversed(self.recent):
            if not missing:
                break
            if stored.stream in missing:
                if stored.event is None:
                    return None
                encoded = to_json(stored.event)
                frames.append(_frame(stored.stream, stored.position, stored.at_ms, stored.event, encoded))
                if stored.position == wanted[stored.stream] + 1:
                    missing.discard(stored.stream)
        if missing:
            return None
        frames.reverse()
        return frames

    # --- time ---------------------------------------------------------------------------------------------
    def wakes_at(self) -> int | None:
        """When time itself may do something in this room."""
        return wakes_at(self.state)

    def drop_lost_lines(self, now_ms: int) -> None:
        """Let the log know of lines that stand there while nobody is connected: left from a crash."""
        for seat in [seat for seat, chair in self.state.people.items() if chair.line and seat not in self.lines]:
            self.do(Disconnected(seat), now_ms)

    def reconnect(self, now_ms: int) -> None:
        """After reading anew: let the log know again who is connected and who is not."""
        for seat in self.lines:
            self.do(Connected(seat), now_ms)
        self.drop_lost_lines(now_ms)


_NAMES = {ROOM: b"room", LEADERS: b"leaders"}


def _frame(stream: str, position: int, at_ms: int, event: Event, encoded: bytes) -> Frame:
    if stream == ROOM and (shown := public(event)) is not event:
        encoded = to_json(shown)
    name = stream.encode() if stream.startswith(GROUP) else _NAMES.get(stream, b"person")
    return wire.event(name, position, at_ms, encoded)
