"""Facts about small groups."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.fold.moves import chair_of, end_floor, end_silence, owner, watch_groups, without
from openchair.rooms.core.small import (
    KEPT_TOLD,
    KEPT_WORDS,
    KIND,
    GroupWord,
    Proposal,
    Since,
    SmallGroup,
    SmallGroups,
    Told,
    stream_of,
)
from openchair.rooms.core.state import Rest, State


# --- where everybody sits -----------------------------------------------------------------------------
def _opened(state: State, event: e.SmallGroupsOpened, at: int, stream: str) -> None:
    end_floor(state, at)
    end_silence(state, at)
    resting, state.offered = state.offered, None
    before = state.kind if state.small is None else state.small.kind_before
    small = SmallGroups(event.round, before, at, event.ends_at_ms, resting=resting, last_number=len(event.groups))
    for number, (seats, lead) in enumerate(zip(event.groups, event.leads, strict=True), 1):
        group = small.groups[number] = SmallGroup(number, stream_of(event.round, number), lead=lead)
        for seat in seats:
            chair_of(state, seat)
            _comes(state, group, seat, group.members)
    for chair in state.people.values():
        chair.proposed = None
    state.small, state.small_rounds, state.kind = small, event.round, KIND
    _anew(state, stream)
    watch_groups(state, at)


def _anew(state: State, stream: str) -> None:
    """Everybody's page begins anew here: a page that was away cannot go on by events alone."""
    for chair in state.people.values():
        chair.fresh_from = state.counts[stream]


def _comes(state: State, group: SmallGroup, seat: str, among: list[str]) -> None:
    among.append(seat)
    group.since[seat] = Since(state.counts.get(group.stream, 0), group.said)


def _goes(state: State, group: SmallGroup, seat: str, at: int) -> None:
    if group.holder == seat:
        _end_turn(state, group, at)
    if group.offered == seat:
        group.offered = None
    without(group.queue, seat)
    without(group.members, seat)
    group.since.pop(seat, None)
    if group.lead == seat:
        group.lead = group.members[0] if group.members else None


def _moved(state: State, event: e.SmallGroupMoved, at: int, stream: str) -> None:
    small = state.small
    if small is None:
        return
    chair_of(state, event.seat)
    before = small.of(event.seat)
    if before is not None:
        _goes(state, before, event.seat, at)
    if event.to:
        group = small.groups.get(event.to)
        if group is None:
            group = small.groups[event.to] = SmallGroup(event.to, stream_of(small.round, event.to))
            small.last_number = max(small.last_number, event.to)
        _comes(state, group, event.seat, group.members)
        group.lead = group.lead or event.seat
    watch_groups(state, at)


def _lead_named(state: State, event: e.GroupLeadNamed, at: int, stream: str) -> None:
    group = state.small.of(event.seat) if state.small is not None else None
    if group is not None:
        group.lead = event.seat


def _visit_began(state: State, event: e.VisitBegan, at: int, stream: str) -> None:
    group = state.small.groups.get(event.number) if state.small is not None else None
    if group is not None:
        _comes(state, group, event.seat, group.visitors)


def _visit_ended(state: State, event: e.VisitEnded, at: int, stream: str) -> None:
    for group in state.small.groups.values() if state.small is not None else ():
        if event.seat in group.visitors:
            without(group.visitors, event.seat)
            group.since.pop(event.seat, None)


def _kept_apart(state: State, event: e.KeptApart, at: int, stream: str) -> None:
    state.apart = frozenset(event.pairs)


def _proposed(state: State, event: e.SmallGroupsProposed, at: int, stream: str) -> None:
    chair_of(state, owner(stream)).proposed = Proposal(event.size, event.groups, event.again, event.left)


def _noted(state: State, event: e.ProposalNoted, at: int, stream: str) -> None:
    """For whoever looks into how a proposal came about; the room needs nothing of it."""


# --- time, and words to all -----------------------------------------------------------------------------
def _asked(state: State, event: e.SmallGroupsAsked, at: int, stream: str) -> None:
    if state.small is not None:
        state.small.asks = event.words


def _extended(state: State, event: e.SmallGroupsExtended, at: int, stream: str) -> None:
    if state.small is not None:
        state.small.ends_ms, state.small.back_ms = event.ends_at_ms, 0


def _ending(state: State, event: e.SmallGroupsEnding, at: int, stream: str) -> None:
    if state.small is not None:
        state.small.back_ms = event.back_at_ms


def _told(state: State, event: e.GroupsTold, at: int, stream: str) -> None:
    if state.small is not None:
        state.small.told.append(Told(event.seat, event.words, at))
        del state.small.told[:-KEPT_TOLD]


def _closed(state: State, event: e.SmallGroupsClosed, at: int, stream: str) -> None:
    small = state.small
    if small is None:
        return
    for group in small.groups.values():
        _end_turn(state, group, at)
    for seat, (turns, ms) in small.floor.items():
        chair = chair_of(state, seat)
        chair.turns += turns
        chair.floor_ms += ms
    state.rests.append(Rest(small.opened_ms, at, "in_small_groups"))
    state.kind = "round" if small.kind_before == "pairs" else small.kind_before
    state.small = None
    _anew(state, stream)


# --- inside a group -------------------------------------------------------------------------------------
def _group(state: State, stream: str) -> SmallGroup | None:
    return state.small.by_stream(stream) if state.small is not None else None


def _end_turn(state: State, group: SmallGroup, at: int) -> None:
    if group.holder is None or state.small is None:
        return
    turns, ms = state.small.floor.get(group.holder, (0, 0))
    state.small.floor[group.holder] = (turns, ms + at - group.since_ms)
    group.holder, group.since_ms = None, 0


def _floor_taken(state: State, event: e.GroupFloorTaken, at: int, stream: str) -> None:
    group = _group(state, stream)
    if group is None or state.small is None:
        return
    _end_turn(state, group, at)
    if group.last_holder != event.seat:
        turns, ms = state.small.floor.get(event.seat, (0, 0))
        state.small.floor[event.seat] = (turns + 1, ms)
    group.holder, group.since_ms, group.offered, group.last_holder = event.seat, at, None, event.seat
    without(group.queue, event.seat)


def _floor_ended(state: State, event: e.GroupFloorEnded, at: int, stream: str) -> None:
    if (group := _group(state, stream)) is not None:
        _end_turn(state, group, at)


def _hand_raised(state: State, event: e.GroupHandRaised, at: int, stream: str) -> None:
    if (group := _group(state, stream)) is not None:
        without(group.queue, event.seat)
        group.queue.insert(event.place, event.seat)


def _hand_lowered(state: State, event: e.GroupHandLowered, at: int, stream: str) -> None:
    if (group := _group(state, stream)) is not None:
        without(group.queue, event.seat)


def _piece_offered(state: State, event: e.GroupPieceOffered, at: int, stream: str) -> None:
    if (group := _group(state, stream)) is not None:
        group.offered = event.seat
        if event.seat is not None:
            without(group.queue, event.seat)


def _said(state: State, event: e.GroupSaid, at: int, stream: str) -> None:
    group = _group(state, stream)
    if group is None:
        return
    group.words[event.id] = GroupWord(
        event.id, event.seat, at, event.words, event.wants, event.note, event.turn, event.heavy
    )
    for old in [old for old in group.words if old <= event.id - KEPT_WORDS]:
        del group.words[old]
    group.said = event.id


def _taken_back(state: State, event: e.GroupWordsTakenBack, at: int, stream: str) -> None:
    group = _group(state, stream)
    if group is None:
        return
    group.said = max(group.said, event.id)
    if (word := group.words.get(event.id)) is not None:
        word.words, word.note, word.wants, word.taken_back = None, "", None, True


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.SmallGroupsOpened: _opened,
    e.SmallGroupsAsked: _asked,
    e.SmallGroupMoved: _moved,
    e.GroupLeadNamed: _lead_named,
    e.SmallGroupsExtended: _extended,
    e.SmallGroupsEnding: _ending,
    e.SmallGroupsClosed: _closed,
    e.VisitBegan: _visit_began,
    e.VisitEnded: _visit_ended,
    e.GroupsTold: _told,
    e.KeptApart: _kept_apart,
    e.SmallGroupsProposed: _proposed,
    e.ProposalNoted: _noted,
    e.GroupFloorTaken: _floor_taken,
    e.GroupFloorEnded: _floor_ended,
    e.GroupHandRaised: _hand_raised,
    e.GroupHandLowered: _hand_lowered,
    e.GroupPieceOffered: _piece_offered,
    e.GroupSaid: _said,
    e.GroupWordsTakenBack: _taken_back,
}
