"""Who should sit with whom: reads who met whom in the weeks before, asks the planner, and answers in the room.

Who sits in the hall and who is online are planned apart: a table in the hall has no device that those online could
hear. A leader may put them together by hand, and what was put together stays. Nobody is proposed to sit alone.

A proposal can be worked out again from its snapshot: the same people, history, pairs to keep apart and seed give the
same groups. The snapshot stays in the sealed log, in a stream nobody reads.
"""

import random
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import msgspec

from openchair.core.time import now
from openchair.groups.models import Meeting, Membership
from openchair.joining.profiles import latest_stages
from openchair.matching.small_groups.plans import NEXT_EFFORT, Plan, Problem, next_week, replan_week, worth_of
from openchair.matching.small_groups.problem import FURTHER_ON, Room, in_order, pairs_of
from openchair.people.queries import kept_apart_among
from openchair.rooms.core import State
from openchair.rooms.core.commands import AskSmallGroups, KeepApart, ProposeSmallGroups, SeatedGroup
from openchair.rooms.core.decide.small_groups import to_be_seated
from openchair.rooms.core.events import SmallGroupMoved, SmallGroupsOpened
from openchair.rooms.log import event_of
from openchair.rooms.models import LogEvent
from openchair.rooms.watch import survived

if TYPE_CHECKING:
    from openchair.rooms.hub import Hub
    from openchair.rooms.room import Room as LiveRoom

ROUNDS_KEPT = 24
"""How many earlier rounds of small groups a proposal looks back on."""
FEWEST_SAID = 3
"""Where fewer have said how far they are, it counts for nothing."""


class Question(NamedTuple):
    """What a leader asked, and what the room knew at that moment. Rooms are lists of seats."""

    asked_by: str
    size: int
    seed: int
    seats: list[str]
    new: list[str]
    seated: list[list[str]]
    """Who sits together now, where groups are open: then only they are changed, and as little as can be."""
    hall: list[str] = []
    """Who of them sits in the hall."""


class Snapshot(NamedTuple):
    """Everything a proposal follows from."""

    question: Question
    history: list[list[list[str]]]
    apart: list[tuple[str, str]]
    led: dict[str, int]
    """How often each led a small group before."""
    stages: dict[str, int]
    """Of each whether they are further on (3) or not, or not known (2); nothing where too few have said it."""


def question_of(state: State, seat: str, command: AskSmallGroups) -> Question:
    """What a proposal needs to know of the room."""
    seats = to_be_seated(state)
    here = set(seats)
    groups = state.small.groups.values() if state.small is not None else ()
    seated = [[one for one in group.members if one in here] for group in groups]
    new = [one for one in seats if state.people[one].info.first_visit]
    hall = [one for one in seats if state.people[one].hall]
    return Question(seat, command.size, command.seed, seats, new, [group for group in seated if group], hall)


async def answer(live: "Hub", room: "LiveRoom", seat: str, command: AskSmallGroups) -> None:
    """Work out a proposal beside the loop and give it to the leader who asked."""
    if seat not in room.state.leading or len(to_be_seated(room.state)) < 2:
        return
    question = question_of(room.state, seat, command)
    with survived("proposing small groups"):
        snapshot = await live.in_thread(look_up, room.meeting_id, question)
        proposal = await live.in_thread(propose, snapshot)
        if room.broken:
            return
        at = int(now().timestamp() * 1000)
        room.do(KeepApart(snapshot.apart), at)
        room.do(proposal, at)
        live.wake(room)


async def keep_apart(live: "Hub", room: "LiveRoom") -> None:
    """Let a room know from its beginning who is kept apart, whether or not anybody asks for a proposal."""
    with survived("reading who is kept apart"):
        pairs = await live.in_thread(lambda: apart_in(Meeting.objects.get(pk=room.meeting_id)))
        if not room.broken and room.do(KeepApart(pairs), int(now().timestamp() * 1000)):
            live.wake(room)


# --- what is known ----------------------------------------------------------------------------------------
def look_up(meeting_id: UUID, question: Question) -> Snapshot:
    """Who met whom in this group's small groups, and who is kept apart."""
    meeting = Meeting.objects.get(pk=meeting_id)
    history, led = _history(meeting)
    if question.seated:
        # The round that runs is the one to arrange, not one of those before it.
        history = history[:-1]
    return Snapshot(question, history, apart_in(meeting), led, _further_on(question.seats))


def _further_on(seats: list[str]) -> dict[str, int]:
    """Who said of themselves that they have begun, so that each small group has somebody; no more than that is kept."""
    people = dict(Membership.objects.filter(pk__in=seats).values_list("pk", "person_id"))
    said = latest_stages(people.values())
    if len(said) < FEWEST_SAID:
        return {}
    return {
        str(seat): FURTHER_ON if said.get(person, 0) >= FURTHER_ON else FURTHER_ON - 1
        for seat, person in people.items()
    }


def apart_in(meeting: Meeting) -> list[tuple[str, str]]:
    """Pairs of seats of a meeting's group that are kept apart."""
    at = now()
    seats = dict(Membership.objects.active(at).filter(group=meeting.group_id).values_list("person_id", "pk"))
    pairs = kept_apart_among(list(seats), at)
    return sorted((min(pair), max(pair)) for pair in ((str(seats[one]), str(seats[other])) for one, other in pairs))


def _history(meeting: Meeting) -> tuple[list[list[list[str]]], dict[str, int]]:
    """The rooms of earlier rounds of this group, oldest first, whoever was moved in counted too."""
    rows = LogEvent.objects.filter(
        meeting__group_id=meeting.group_id, kind__in=("small_groups_opened", "small_group_moved")
    ).order_by("meeting__starts_at", "meeting_id", "number")
    rounds: list[list[list[str]]] = []
    led: Counter[str] = Counter()
    for data in rows.values_list("data", flat=True):
        event = event_of(data)
        if isinstance(event, SmallGroupsOpened):
            rounds.append([list(group) for group in event.groups])
            led.update(event.leads)
        elif isinstance(event, SmallGroupMoved) and rounds and event.to:
            rooms = rounds[-1]
            while len(rooms) < event.to:
                rooms.append([])
            if event.seat not in rooms[event.to - 1]:
                rooms[event.to - 1].append(event.seat)
    return rounds[-ROUNDS_KEPT:], dict(led)


# --- what is proposed -------------------------------------------------------------------------------------
class Seated(NamedTuple):
    """Who would sit together, how many pairs of them did before, and who would be alone and is left to the leader."""

    groups: list[list[str]]
    again: int
    left: list[str]


def propose(snapshot: Snapshot) -> ProposeSmallGroups:
    """The groups that follow from a snapshot: pure, so that the same snapshot gives the same groups."""
    question = snapshot.question
    seated = _planned(snapshot)
    chance = random.Random(question.seed)
    return ProposeSmallGroups(
        seat=question.asked_by,
        size=question.size,
        groups=[SeatedGroup(group, _lead(group, snapshot, chance)) for group in seated.groups],
        again=seated.again,
        left=seated.left,
        snapshot=msgspec.json.encode(snapshot).decode(),
    )


def _planned(snapshot: Snapshot) -> Seated:
    """Hall and online each for themselves; rooms that a leader mixed by hand stay as they are."""
    question = snapshot.question
    hall = set(question.hall)
    mixed = [room for room in question.seated if 0 < len(hall.intersection(room)) < len(room)]
    settled = {seat for room in mixed for seat in room}
    groups, again, left = mixed, 0, list[str]()
    for here in (True, False):
        # In an order that is the same week after week, so that the weeks of one construction follow each other.
        side = sorted(seat for seat in question.seats if (seat in hall) is here and seat not in settled)
        if len(side) == 1:
            left += side
        elif side:
            plan = _plan_of(snapshot, side)
            if plan.worth.apart_violations:
                return Seated([], 0, [])
            groups = [*groups, *([side[person] for person in room] for room in plan.rounds[0])]
            again += plan.worth.repeated_pairs
    return Seated(groups, again, left)


def _plan_of(snapshot: Snapshot, side: list[str]) -> Plan:
    question = snapshot.question
    number = {seat: at for at, seat in enumerate(side)}
    problem = Problem(
        people=len(number),
        size=question.size,
        weeks=1,
        apart=frozenset(_pairs((number.get(one), number.get(other)) for one, other in snapshot.apart)),
        history=tuple(
            tuple(tuple(number[seat] for seat in room if seat in number) for room in rooms)
            for rooms in snapshot.history
        ),
        stages=tuple(snapshot.stages[seat] for seat in side) if snapshot.stages else (),
        new=frozenset(number[seat] for seat in question.new if seat in number),
    )
    rooms = [tuple(number[seat] for seat in group) for group in question.seated if number.keys() >= set(group)]
    if any(len(room) > 1 for room in rooms):
        return _joined(problem, rooms, question.seed)
    return next_week(problem, seed=question.seed)


def _joined(problem: Problem, rooms: list[Room], seed: int) -> Plan:
    """Whoever sits together stays; those who came late or were left alone join them, where they met fewest before.

    Only where nobody can join like that are all rooms of this round arranged anew.
    """
    stays = [list(room) for room in rooms if len(room) > 1]
    seated = {person for room in stays for person in room}
    met = Counter(pairs_of(problem.history))
    for person in (one for one in range(problem.people) if one not in seated):
        open_to = [room for room in stays if not problem.apart & set(_with(person, room))]
        if open_to:
            least = min(open_to, key=lambda room: (len(room), sum(met[pair] for pair in _with(person, room)), room))
            least.append(person)
    if sum(map(len, stays)) < problem.people:
        return replan_week(problem, (tuple(rooms),), 0, range(problem.people), seed=seed, effort=NEXT_EFFORT)
    plan = in_order([stays])
    return Plan(plan, worth_of(problem, plan))


def _with(person: int, room: Iterable[int]) -> list[tuple[int, int]]:
    return [(min(person, other), max(person, other)) for other in room]


def _pairs(pairs: Iterable[tuple[int | None, int | None]]) -> Iterable[tuple[int, int]]:
    for one, other in pairs:
        if one is not None and other is not None:
            yield min(one, other), max(one, other)


def _lead(group: list[str], snapshot: Snapshot, chance: random.Random) -> str:
    """Whoever led least so far; nobody on a first visit, where another can."""
    new = snapshot.question.new
    return min(group, key=lambda seat: (seat in new, snapshot.led.get(seat, 0), chance.random()))
