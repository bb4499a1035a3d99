"""Small groups: who sits where, what is said and done inside, and coming back.

Leaders open, move and call back; they are in a small group only while they visit it. Nobody is in one alone, and
people who are kept apart never sit together: the answer is that it is not available, and never why.
"""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core import ways
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide import in_groups
from openchair.rooms.core.decide import told as t
from openchair.rooms.core.decide.told import Answer, Rules, Told, here, leading, no
from openchair.rooms.core.small import SmallGroup, SmallGroups
from openchair.rooms.core.state import State

BACK_MS = 60_000
"""How long before everybody is back they are told so, when the time of the groups is over by itself."""


# --- where everybody sits -----------------------------------------------------------------------------
def _may_sit(state: State, seats: list[str]) -> e.Refusal | None:
    """Refuse seats that nobody has or that are not in the room; leaders visit and do not sit in groups."""
    for seat in seats:
        chair = state.people.get(seat)
        if chair is None:
            return no("unknown_seat")
        if not chair.reads or chair.leads:
            return no("not_here")
    return None


def _may_meet(state: State, groups: list[list[str]]) -> e.Refusal | None:
    """Refuse groups of one, and people together who are kept apart."""
    if any(len(group) == 1 for group in groups):
        return no("alone")
    for one, other in state.apart:
        if any(one in group and other in group for group in groups):
            return no("not_available")
    return None


def to_be_seated(state: State) -> list[str]:
    """Everybody who can be put into a small group now."""
    return [seat for seat, chair in state.people.items() if chair.is_here and not chair.leads]


def ask_small_groups(state: State, me: Chair, command: c.AskSmallGroups, at: int) -> Answer:
    """Whether the house may be asked now; it answers by itself (ProposeSmallGroups)."""
    if refusal := leading(state, me):
        return refusal
    if state.phase != "running":
        return no("not_now")
    return no("alone") if len(to_be_seated(state)) < 2 else []


def check_places(state: State, me: Chair, command: c.CheckPlaces, at: int) -> Answer:
    """Whether these people may sit together."""
    if refusal := leading(state, me):
        return refusal
    groups = [group.seats for group in command.groups]
    return _may_sit(state, [seat for group in groups for seat in group]) or _may_meet(state, groups) or []


def open_small_groups(state: State, me: Chair, command: c.OpenSmallGroups, at: int) -> Answer:
    """Open small groups; the piece of the plenary rests meanwhile."""
    if refusal := leading(state, me):
        return refusal
    if state.small is not None:
        return no("already")
    if refusal := t.running(state):
        return refusal
    if ways.of(state) is ways.QUIET:
        return no("not_now")
    if state.heavy is not None:
        # The quiet moment after it is for everybody, and could not be kept in groups.
        return no("heavy_turn")
    groups = [group.seats for group in command.groups]
    everybody = [seat for group in groups for seat in group]
    leads = [group.lead or (group.seats[0] if group.seats else "") for group in command.groups]
    if refusal := _may_sit(state, everybody):
        return refusal
    if any(not group for group in groups) or len(set(everybody)) < len(everybody):
        return no("not_now")
    if any(lead not in group for lead, group in zip(leads, groups, strict=True)):
        return no("not_here")
    if refusal := _may_meet(state, groups):
        return refusal
    told = Told(at)
    if state.holder is not None:
        told.room(e.FloorEnded(state.holder), state.holder)
    ends_at = at + command.minutes * 60_000
    told.room(e.SmallGroupsOpened(state.small_rounds + 1, groups, leads, ends_at), me.info.seat)
    if command.asks:
        told.room(e.SmallGroupsAsked(command.asks), me.info.seat)
    return told


def move_to_groups(state: State, me: Chair, command: c.MoveToGroups, at: int) -> Answer:
    """Move people between groups and plenary, all at once."""
    if refusal := leading(state, me):
        return refusal
    small = state.small
    if small is None:
        return no("not_now")
    if refusal := _may_sit(state, list(command.moves)):
        return refusal
    if any(number > small.last_number + len(command.moves) for number in command.moves.values()):
        return no("not_now")
    before = {seat: group.number for group in small.groups.values() for seat in group.members}
    moves = {seat: number for seat, number in command.moves.items() if before.get(seat, 0) != number}
    if not moves:
        return no("already")
    after: dict[int, list[str]] = {}
    for seat, number in {**before, **moves}.items():
        after.setdefault(number, []).append(seat)
    if refusal := _may_meet(state, [group for number, group in after.items() if number]):
        return refusal
    told = Told(at)
    for seat, number in moves.items():
        in_groups.let_go(state, told, seat)
        told.room(e.SmallGroupMoved(seat, number), me.info.seat)
    for group in small.groups.values():
        if group.members and group.number not in after:
            in_groups.nobody_alone(told, group, [])
    return told


def hand_on_group(state: State, me: Chair, command: c.HandOnGroup, at: int) -> Answer:
    """Let somebody else lead a small group."""
    if refusal := here(state, me):
        return refusal
    group = state.small.of(command.seat) if state.small is not None else None
    if group is None:
        return no("not_now")
    if not me.leads and group.lead != me.info.seat:
        return no("not_leader")
    if group.lead == command.seat:
        return no("already")
    told = Told(at)
    told.room(e.GroupLeadNamed(command.seat), me.info.seat)
    return told


# --- time and coming back -------------------------------------------------------------------------------
def extend_small_groups(state: State, me: Chair, command: c.ExtendSmallGroups, at: int) -> Answer:
    """Give the groups some more minutes, from now if their time is over."""
    if refusal := leading(state, me):
        return refusal
    if state.small is None:
        return no("not_now")
    told = Told(at)
    told.room(e.SmallGroupsExtended(max(state.small.ends_ms, at) + command.minutes * 60_000), me.info.seat)
    return told


def bring_back(state: State, me: Chair, command: c.BringBack, at: int) -> Answer:
    """Call everybody back; they are told how long they still have."""
    if refusal := leading(state, me):
        return refusal
    if state.small is None:
        return no("not_now")
    if state.small.back_ms:
        return no("already")
    told = Told(at)
    told.room(e.SmallGroupsEnding(at + command.seconds * 1000), me.info.seat)
    return told


def wakes(state: State) -> list[int]:
    """When time alone does something about small groups."""
    if state.small is None:
        return []
    return [state.small.back_ms or state.small.ends_ms, *(when for when, _ in in_groups.alone_wakes(state))]


def time_goes_by(state: State, told: Told) -> None:
    """Call back when the time is over, end when everybody was called, leave nobody waiting alone."""
    small = state.small
    if small is None:
        return
    if small.back_ms and told.at >= small.back_ms:
        _everybody_is_back(state, told, small)
        return
    if not small.back_ms and told.at >= small.ends_ms:
        told.room(e.SmallGroupsEnding(told.at + BACK_MS))
    for when, group in in_groups.alone_wakes(state):
        if told.at >= when:
            in_groups.brought_back(state, told, group)


def _everybody_is_back(state: State, told: Told, small: SmallGroups) -> None:
    """Pairs bring what they found to a round; else the part goes on where it was."""
    in_groups.end_all(state, told)
    if state.phase != "running":
        return
    if small.kind_before == "pairs":
        for fact in ways.of_kind("round").begins(state, state.index):
            told.room(fact)
        return
    way = ways.of_kind(small.kind_before)
    # Before whom the piece lay when the groups were opened, it lies again.
    resting = state.people.get(small.resting or "")
    waiting = small.resting if resting is not None and resting.is_here else way.next(state)
    if way.has_floor and waiting is not None:
        told.room(e.PieceOffered(waiting))


# --- leaders among the groups ---------------------------------------------------------------------------
def visit_group(state: State, me: Chair, command: c.VisitGroup, at: int) -> Answer:
    """Go into a small group, for everybody to see."""
    if refusal := leading(state, me):
        return refusal
    group = state.small.groups.get(command.number) if state.small is not None else None
    if group is None or not group.members:
        return no("not_now")
    if me.info.seat in group.visitors:
        return no("already")
    if group.has(me.info.seat) or (state.small is not None and state.small.of(me.info.seat)):
        return no("not_now")
    told = Told(at)
    in_groups.ends_visit(state, told, me.info.seat)
    told.room(e.VisitBegan(me.info.seat, group.number), me.info.seat)
    return told


def end_visit(state: State, me: Chair, command: c.EndVisit, at: int) -> Answer:
    """Leave the group one visits."""
    if refusal := leading(state, me):
        return refusal
    told = Told(at)
    in_groups.ends_visit(state, told, me.info.seat)
    return told or no("already")


def tell_groups(state: State, me: Chair, command: c.TellGroups, at: int) -> Answer:
    """A word to all small groups at once."""
    if refusal := leading(state, me):
        return refusal
    if state.small is None:
        return no("not_now")
    told = Told(at)
    told.room(e.GroupsTold(me.info.seat, command.words), me.info.seat)
    return told


# --- inside a group -------------------------------------------------------------------------------------
def _my_group(state: State, me: Chair, name: str) -> SmallGroup | e.Refusal:
    """The small group that was meant, if it is still the one this person is in."""
    if refusal := here(state, me):
        return refusal
    group = state.small.where(me.info.seat) if state.small is not None else None
    return group if group is not None and group.stream == name else no("not_here")


def say_in_group(state: State, me: Chair, command: c.SayInGroup, at: int) -> Answer:
    """Say something to one's own small group: a turn for whoever holds its piece, else beside it."""
    group = _my_group(state, me, command.group)
    if isinstance(group, e.Refusal):
        return group
    seat = me.info.seat
    told = Told(at)
    turn = seat in (group.offered, group.holder)
    if me.listening and not turn and not me.leads:
        return no("listening")
    if group.offered == seat:
        told.group(group, e.GroupFloorTaken(group.stream, seat), seat)
    said = e.GroupSaid(group.said + 1, seat, command.words, command.wants, command.note, turn, command.heavy)
    told.group(group, said, seat)
    return told


def take_back_in_group(state: State, me: Chair, command: c.TakeBackInGroup, at: int) -> Answer:
    """Take back one's own words; they go for everybody."""
    group = _my_group(state, me, command.group)
    if isinstance(group, e.Refusal):
        return group
    word = group.words.get(command.said)
    if word is None:
        return no("not_now")
    if word.seat != me.info.seat:
        return no("not_yours")
    if word.taken_back:
        return no("already")
    told = Told(at)
    told.group(group, e.GroupWordsTakenBack(word.id), word.seat)
    return told


def group_floor(state: State, me: Chair, command: c.GroupFloor, at: int) -> Answer:
    """Ask for the piece of one's small group, take it, or pass it on."""
    group = _my_group(state, me, command.group)
    if isinstance(group, e.Refusal):
        return group
    if me.info.seat not in group.members:
        return no("not_yours")
    return _ACTS[command.act](state, group, me.info.seat, Told(at))


def _place(state: State, group: SmallGroup, seat: str) -> int:
    """Whoever held the floor least comes first, as in the plenary, with what was held in groups."""
    floor = state.small.floor if state.small is not None else {}

    def had(one: str) -> tuple[int, int]:
        turns, ms = floor.get(one, (0, 0))
        return state.people[one].turns + turns, state.people[one].floor_ms + ms

    return next((place for place, other in enumerate(group.queue) if had(other) > had(seat)), len(group.queue))


def _raise_hand(state: State, group: SmallGroup, seat: str, told: Told) -> Answer:
    if seat in (group.holder, group.offered):
        return no("has_floor")
    if seat in group.queue:
        return no("already")
    told.group(group, e.GroupHandRaised(seat, _place(state, group, seat)), seat)
    if group.holder is None and group.offered is None and in_groups.next_waiting(state, group) is None:
        told.group(group, e.GroupPieceOffered(seat))
    return told


def _lower_hand(state: State, group: SmallGroup, seat: str, told: Told) -> Answer:
    if seat not in group.queue:
        return no("already")
    told.group(group, e.GroupHandLowered(seat), seat)
    return told


def _take_piece(state: State, group: SmallGroup, seat: str, told: Told) -> Answer:
    if group.holder == seat:
        return no("already")
    if group.offered != seat and (group.holder is not None or group.offered is not None):
        return no("not_yours")
    if group.offered != seat and state.people[seat].listening:
        return no("listening")
    if group.offered != seat and in_groups.next_waiting(state, group, without=seat) is not None:
        return no("not_now")
    told.group(group, e.GroupFloorTaken(group.stream, seat), seat)
    return told


def _pass_on(state: State, group: SmallGroup, seat: str, told: Told) -> Answer:
    if seat not in (group.holder, group.offered):
        return no("not_yours")
    in_groups.let_go(state, told, seat)
    return told


_ACTS = {"raise_hand": _raise_hand, "lower_hand": _lower_hand, "take_piece": _take_piece, "pass_on": _pass_on}


# --- the house ------------------------------------------------------------------------------------------
def keep_apart(state: State, command: c.KeepApart, at: int) -> Answer:
    """Know who may not sit together."""
    pairs = sorted({(min(pair), max(pair)) for pair in command.pairs})
    if frozenset(pairs) == state.apart:
        return no("already")
    return [e.Addressed(e.HOUSE, e.KeptApart(pairs), None, at)]


def propose(state: State, command: c.ProposeSmallGroups, at: int) -> Answer:
    """Tell a leader whom the house would put together, and note what from."""
    if command.seat not in state.leading or state.phase == "closed":
        return no("not_leader")
    told = Told(at)
    told.append(e.Addressed(e.HOUSE, e.ProposalNoted(command.snapshot), None, at))
    told.person(command.seat, e.SmallGroupsProposed(command.size, command.groups, command.again, command.left))
    return told


RULES: Rules = {
    c.AskSmallGroups: ask_small_groups,
    c.CheckPlaces: check_places,
    c.OpenSmallGroups: open_small_groups,
    c.MoveToGroups: move_to_groups,
    c.HandOnGroup: hand_on_group,
    c.ExtendSmallGroups: extend_small_groups,
    c.BringBack: bring_back,
    c.VisitGroup: visit_group,
    c.EndVisit: end_visit,
    c.TellGroups: tell_groups,
    c.SayInGroup: say_in_group,
    c.TakeBackInGroup: take_back_in_group,
    c.GroupFloor: group_floor,
}
HOUSE_RULES: dict[type[c.Command], Callable[[State, Any, int], Answer]] = {
    c.KeepApart: keep_apart,
    c.ProposeSmallGroups: propose,
}
