"""Who hears whom: the people of one call."""

from openchair.rooms.core.commands import SeatInfo
from openchair.rooms.core.events.base import ROOM
from openchair.rooms.core.state import State


def call_of(state: State, seat: str) -> str:
    """The stream whose readers this person shares a call with: that of their small group, or the room's."""
    group = state.small.where(seat) if state.small is not None else None
    return ROOM if group is None else group.stream


def company(state: State, seat: str) -> list[str]:
    """The people of this person's call in the order in which they joined, the person among them; never too many."""
    if seat not in state.voice:
        return []
    mine = call_of(state, seat)
    together = [other for other in state.voice if call_of(state, other) == mine]
    return together[: state.voice_rules.people]


def has_agreed(state: State, info: SeatInfo) -> bool:
    """Whether this person's yes to being heard covers the way that sound takes in this room."""
    return info.voice_by_server if state.voice_rules.by_server else info.voice


def share_a_call(state: State, one: str, other: str) -> bool:
    """Whether these two hear each other now."""
    here = company(state, one)
    return one != other and one in here and other in here
