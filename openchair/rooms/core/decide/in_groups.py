"""The moves of small groups that rules elsewhere need too: somebody goes, time goes by, everybody is back."""

from typing import TYPE_CHECKING

from openchair.rooms.core import events as e
from openchair.rooms.core.small import SmallGroup
from openchair.rooms.core.state import State

if TYPE_CHECKING:
    from openchair.rooms.core.decide.told import Told


def next_waiting(state: State, group: SmallGroup, without: str | None = None) -> str | None:
    """Who is offered the piece next in a small group."""
    return next((seat for seat in group.queue if seat != without and state.people[seat].is_here), None)


def offer_next(state: State, told: "Told", group: SmallGroup, without: str | None = None) -> None:
    """Offer the piece of a group to whoever waits, or put it on its table."""
    told.group(group, e.GroupPieceOffered(next_waiting(state, group, without)))


def let_go(state: State, told: "Told", seat: str) -> None:
    """End somebody's turn in their small group, and let the piece there move on."""
    group = state.small.of(seat) if state.small is not None else None
    if group is None:
        return
    if group.holder == seat:
        told.group(group, e.GroupFloorEnded(group.stream, seat), seat)
    elif group.offered != seat:
        return
    offer_next(state, told, group, without=seat)


def leaves(state: State, told: "Told", seat: str) -> None:
    """Somebody goes for today: out of the group they are in or visit, and nobody is left behind alone."""
    if state.small is None:
        return
    ends_visit(state, told, seat)
    group = state.small.of(seat)
    if group is not None:
        told.room(e.SmallGroupMoved(seat, 0), seat)
        nobody_alone(told, group, [member for member in group.members if member != seat])


def ends_visit(state: State, told: "Told", seat: str) -> None:
    """A leader leaves the group they visit, if they visit one."""
    if state.small is not None and any(seat in group.visitors for group in state.small.groups.values()):
        told.room(e.VisitEnded(seat), seat)


def nobody_alone(told: "Told", group: SmallGroup, left: list[str]) -> None:
    """Whoever would be left alone in a group comes back to the plenary; whoever visits it has nobody to visit."""
    if len(left) > 1:
        return
    for seat in left:
        if group.holder == seat:
            told.group(group, e.GroupFloorEnded(group.stream, seat), seat)
        told.room(e.SmallGroupMoved(seat, 0))
    for seat in group.visitors:
        told.room(e.VisitEnded(seat))


def end_all(state: State, told: "Told") -> None:
    """Everybody is back; turns in the groups end where they were."""
    if state.small is None:
        return
    for group in state.small.groups.values():
        if group.holder is not None:
            told.group(group, e.GroupFloorEnded(group.stream, group.holder), group.holder)
    told.room(e.SmallGroupsClosed())


def alone_wakes(state: State) -> list[tuple[int, SmallGroup]]:
    """Groups in which one person waits for others whose lines are lost, and until when."""
    if state.small is None:
        return []
    groups = state.small.groups.values()
    return [(group.alone_since_ms + state.grace_ms, group) for group in groups if group.alone_since_ms is not None]


def brought_back(state: State, told: "Told", group: SmallGroup) -> None:
    """Whoever waited alone for long enough comes back to the plenary."""
    here = [seat for seat in group.members if state.people[seat].is_here]
    for seat in here:
        let_go(state, told, seat)
        told.room(e.SmallGroupMoved(seat, 0))
    nobody_alone(told, group, [seat for seat in group.members if seat not in here])
