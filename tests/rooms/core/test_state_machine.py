"""Whatever people do in whatever order, these things hold."""

import json
import re
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e

from .table import EVENING, MINUTE, Table, as_json, circle, seat

CANARY = re.compile(r"canary\d{5}end")
NAMES = [info.seat for info in circle()]
LEADERS = ["amara", "pell"]
everybody = st.sampled_from(NAMES)
leaders = st.sampled_from(LEADERS)
strangers = st.sampled_from(["nobody", "newcomer"])
anybody = st.one_of(everybody, everybody, everybody, strangers)
waits = st.sampled_from([-5000, 0, 1, 900, 2500, 20_000, 61_000, 11 * MINUTE])
questions = st.sampled_from(["heard", "safe"])
kinds = st.sampled_from(["hear", "me_too", "thank_you", "with_you"])


on_the_floor = st.sampled_from(
    [
        c.RaiseHand(), c.RaiseHand(), c.RaiseHand(), c.LowerHand(), c.TakePiece(), c.TakePiece(), c.TakePiece(),
        c.PassOn(), c.PassOn(), c.ComeBack(), c.ComeBack(), c.StepOut(), c.StepBack(), c.StepBack(),
        c.Listen(True), c.Listen(False), c.Leave(), c.GivePiece("tove"), c.GivePiece("amara"),
    ]
)  # fmt: skip
of_leaders = st.sampled_from(
    [
        c.Begin(), c.NextPart(), c.NextPart(), c.NextPart(after=1), c.Extend(5), c.Pause(), c.Resume(), c.Resume(),
        c.TakeOver(), c.GivePiece("wren"), c.GivePiece("pell"), c.TakeBackPiece(), c.Close(),
    ]
)  # fmt: skip


class Meeting(RuleBasedStateMachine):
    """People and leaders come, speak, pass, drop, return and go, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table()
        self.planted: dict[str, set[str]] = {}
        self.taken_back: set[str] = set()
        self.words_of: dict[int, str] = {}

    # --- planting ----------------------------------------------------------------------------------
    def canary(self, allowed: set[str]) -> str:
        """A word that only these may ever be sent."""
        word = f"canary{len(self.planted):05d}end"
        self.planted[word] = allowed
        return word

    def in_the_room(self) -> set[str]:
        """Who is in the room by the log alone, without asking the state."""
        inside: set[str] = set()
        for addressed in self.table.log:
            if isinstance(addressed.event, e.Joined):
                inside.add(addressed.event.seat)
            elif isinstance(addressed.event, e.Left):
                inside.discard(addressed.event.seat)
        return inside

    def ask(self, actor: str | None, command: Any, wait: int = 1000) -> list[e.Event] | str:
        if actor in self.table.pages and not self.table.pages[actor].is_up:
            return "no line"
        before = msgspec.msgpack.encode(self.table.state)
        core.decide(self.table.state, actor, command, self.table.now + wait)
        assert msgspec.msgpack.encode(self.table.state) == before, "decide changed the state"
        return self.table.ask(actor, command, after=wait)

    # --- people -----------------------------------------------------------------------------------
    @initialize(
        listening=st.booleans(), part=st.sampled_from([None, "opening_words", "mood_check_in", "open_floor", "round"])
    )
    def the_room_fills(self, listening: bool, part: str | None) -> None:
        self.table.admit("amara", "wren", "tove", "okapi")
        self.table.admit("juniper", listening=listening)
        if part is not None:
            self.table.begin_at(part)

    @rule(who=everybody)
    def comes_online(self, who: str) -> None:
        self.table.connect(who)

    @rule(who=everybody)
    def drops(self, who: str) -> None:
        self.table.disconnect(who)

    @rule(who=anybody, listening=st.booleans(), alone=st.booleans(), wait=waits)
    def comes_to_the_door(self, who: str, listening: bool, alone: bool, wait: int) -> None:
        if who in NAMES:
            self.table.connect(who)
        self.ask(who, c.ComeToDoor(alone=alone, listening=listening), wait)

    @rule(leader=everybody, who=anybody)
    def admits(self, leader: str, who: str) -> None:
        self.ask(leader, c.Admit(who))

    @rule(leader=leaders)
    def everybody_at_the_door_is_admitted(self, leader: str) -> None:
        for name in NAMES:
            self.ask(leader, c.Admit(name))

    @rule(who=anybody)
    def is_not_well(self, who: str) -> None:
        word = self.canary({*LEADERS})
        self.ask(who, c.NotWell(words=word))

    @rule(who=anybody)
    def calls(self, who: str) -> None:
        self.ask(who, c.CallLeader())

    @rule(leader=everybody, who=anybody)
    def goes_to(self, leader: str, who: str) -> None:
        self.ask(leader, c.GoTo(who))

    def somebody_who_may(self, data: st.DataObject, command: Any) -> str | None:
        """One of those whom the room would not refuse, if there is one; else anybody."""
        may = [
            name
            for name in NAMES
            if name not in self.table.pages or self.table.pages[name].is_up
            if isinstance(core.decide(self.table.state, name, command, self.table.now), list)
        ]
        return data.draw(st.sampled_from(may or NAMES))

    @rule(command=on_the_floor, data=st.data(), wait=waits)
    def somebody_may_and_does(self, command: Any, data: st.DataObject, wait: int) -> None:
        self.ask(self.somebody_who_may(data, command), command, wait)

    @rule(commands=st.lists(on_the_floor, min_size=3, max_size=6), data=st.data())
    def one_thing_after_another(self, commands: list[Any], data: st.DataObject) -> None:
        for command in commands:
            self.ask(self.somebody_who_may(data, command), command)

    @rule(who=anybody, command=st.one_of(on_the_floor, of_leaders), wait=waits)
    def anybody_tries(self, who: str, command: Any, wait: int) -> None:
        self.ask(who, command, wait)

    @rule(data=st.data(), command=of_leaders, wait=waits)
    def somebody_leads(self, data: st.DataObject, command: Any, wait: int) -> None:
        if not isinstance(command, c.Close) or len(self.table.log) > 80:
            self.ask(self.somebody_who_may(data, command), command, wait)

    @rule(data=st.data(), who=anybody)
    @precondition(lambda self: len(self.table.log) > 30)
    def asks_to_leave(self, data: st.DataObject, who: str) -> None:
        word = self.canary({*LEADERS, who})
        command = c.Remove(who, reason=word)
        self.ask(self.somebody_who_may(data, command), command)

    # --- words ------------------------------------------------------------------------------------
    @rule(who=anybody, wants=st.sampled_from([None, "heard"]), wait=waits)
    def says(self, who: str, wants: Any, wait: int) -> None:
        word = self.canary(self.in_the_room())
        told = self.ask(who, c.Say(words=word, wants=wants, note=word), wait)
        if isinstance(told, list):
            self.words_of[told[-1].id] = word  # type: ignore[attr-defined]

    @rule(data=st.data(), kind=kinds, apt=st.booleans())
    def responds(self, data: st.DataObject, kind: Any, apt: bool) -> None:
        command = c.Respond(said=data.draw(st.integers(1, self.table.state.said + 1)), kind=kind)
        self.ask(self.somebody_who_may(data, command) if apt else data.draw(anybody), command)

    @rule(data=st.data(), apt=st.booleans())
    def takes_back(self, data: st.DataObject, apt: bool) -> None:
        command = c.TakeBackWords(said=data.draw(st.integers(1, self.table.state.said + 1)))
        told = self.ask(self.somebody_who_may(data, command) if apt else data.draw(anybody), command)
        if isinstance(told, list):
            self.taken_back.add(self.words_of[command.said])

    @rule(who=anybody, other=anybody)
    def whispers(self, who: str, other: str) -> None:
        word = self.canary({who, other})
        told = self.ask(who, c.PrivateWord(seat=other, words=word))
        assert isinstance(told, str) or who in LEADERS or other in LEADERS

    # --- checking in and out --------------------------------------------------------------------------
    @rule(who=anybody, mood=st.integers(1, 5), moment=st.sampled_from(["in", "out"]))
    def gives_mood(self, who: str, mood: int, moment: Any) -> None:
        self.ask(who, c.GiveMood(mood, moment))

    @rule(who=anybody, question=questions, value=st.integers(0, 4))
    def answers_namelessly(self, who: str, question: Any, value: int) -> None:
        told = self.ask(who, c.GivePulse(question, value))
        if isinstance(told, list):
            assert [(addressed.stream, addressed.author) for addressed in self.table.log[-1:]] == [(e.ANSWERS, None)]

    @rule(who=anybody, question=questions)
    def names_a_low_answer(self, who: str, question: Any) -> None:
        self.ask(who, c.NameLowPulse(question))

    @rule(who=anybody, witness=st.one_of(st.none(), anybody), shared=st.booleans())
    def commits(self, who: str, witness: str | None, shared: bool) -> None:
        word = self.canary({who, *([witness] if witness else []), *(self.in_the_room() if shared else set())})
        self.ask(who, c.Commit(words=word, witness=witness, shared=shared))

    @rule(who=anybody, outcome=st.sampled_from(["done", "part", "not_this_time"]))
    def reports(self, who: str, outcome: Any) -> None:
        self.ask(who, c.ReportCommitment(outcome))

    @rule(who=anybody)
    def keeps(self, who: str) -> None:
        self.ask(who, c.KeepTakeAway(words=self.canary({who})))

    # --- the house --------------------------------------------------------------------------------
    @rule(wait=waits)
    def time_goes_by(self, wait: int) -> None:
        self.ask(None, c.Tick(), wait)

    @rule()
    @precondition(lambda self: core.wakes_at(self.table.state) is not None)
    def the_alarm_rings(self) -> None:
        """A Tick at the time that was asked for does something, so that the edge need not tick in between."""
        when = core.wakes_at(self.table.state)
        assert when is not None
        told = self.ask(None, c.Tick(), max(0, when - self.table.now))
        assert told, "woken for nothing"

    @rule(who=anybody, part=st.sampled_from(["member", "visitor"]), signed=st.booleans())
    @precondition(lambda self: len(self.table.log) > 40)
    def a_chair_changes(self, who: str, part: Any, signed: bool) -> None:
        if who not in LEADERS:
            self.ask(None, c.PutSeat(seat(who, part, signed=signed, away="Back next week")))

    @rule(who=anybody, why=st.sampled_from(["membership", "signature", "suspended"]))
    @precondition(lambda self: len(self.table.log) > 50)
    def a_chair_is_taken_away(self, who: str, why: Any) -> None:
        self.ask(None, c.RevokeSeat(who, why))

    # --- what always holds ----------------------------------------------------------------------------
    @invariant()
    def one_holder_of_the_piece_who_is_here(self) -> None:
        state = self.table.state
        holder: str | None = None
        for addressed in self.table.log:
            if isinstance(addressed.event, e.FloorTaken):
                assert holder is None, "taken while somebody held it"
                holder = addressed.event.seat
            elif isinstance(addressed.event, e.FloorEnded):
                assert holder == addressed.event.seat, "ended by somebody who did not hold it"
                holder = None
        assert state.holder == holder
        for someone in (state.holder, state.offered):
            assert someone is None or (state.phase == "running" and state.people[someone].is_here)
        assert state.holder is None or state.offered is None
        waiting = [*state.queue, *(state.coming or [])]
        assert state.holder not in waiting
        assert state.offered not in waiting
        assert len(set(state.queue)) == len(state.queue)
        assert all(state.people[name].place == "inside" for name in state.queue)

    @invariant()
    def nobody_unsigned_inside(self) -> None:
        for chair in self.table.state.people.values():
            assert not chair.reads or (chair.info.signed and chair.ended is None)
        assert self.table.state.readers == self.in_the_room()
        assert self.table.state.leading == self.in_the_room() & set(LEADERS)

    @invariant()
    def streams_are_numbered_without_gaps(self) -> None:
        assert self.table.state.counts == dict(self.table.numbers)

    @invariant()
    def the_log_gives_the_room_again(self) -> None:
        assert self.table.replay() == self.table.state

    @invariant()
    def open_facts_alone_give_attendance_and_floor(self) -> None:
        bare = self.table.replay_open()
        for name, chair in self.table.state.people.items():
            other = bare.people.get(name)
            mine = (chair.here_ms, chair.here_since_ms, chair.turns, chair.floor_ms)
            assert mine == ((0, None, 0, 0) if other is None else (
                other.here_ms, other.here_since_ms, other.turns, other.floor_ms,
            ))  # fmt: skip
            assert chair.here_ms >= 0
            assert chair.floor_ms >= 0
        assert (bare.holder, bare.phase, bare.index) == (
            self.table.state.holder, self.table.state.phase, self.table.state.index,
        )  # fmt: skip

    @invariant()
    def time_never_runs_backwards(self) -> None:
        times = [addressed.at_ms for addressed in self.table.log]
        assert times == sorted(times)
        assert times[0] > EVENING

    @invariant()
    def pages_fold_to_what_the_room_shows(self) -> None:
        for name, page in self.table.pages.items():
            if page.is_up:
                assert page.view == as_json(core.project(self.table.state, name)), name
                assert page.have == core.positions(self.table.state, name)

    @invariant()
    def nothing_reaches_anybody_it_is_not_for(self) -> None:
        for name, page in self.table.pages.items():
            for text in page.received:
                for word in CANARY.findall(text):
                    assert name in self.planted[word], f"{name} was sent {word}"
                assert "pulse_key" not in text
            page.received.clear()

    @invariant()
    def words_taken_back_are_shown_to_nobody(self) -> None:
        if self.taken_back:
            shown = json.dumps([core.project(self.table.state, name) for name in self.table.state.people])
            assert not [word for word in self.taken_back if word in shown]

    @invariant()
    def facts_are_for_somebody(self) -> None:
        streams = {e.ROOM, e.LEADERS, e.ANSWERS, *(e.person(name) for name in self.table.state.people)}
        assert set(self.table.numbers) <= streams


Meeting.TestCase.settings = settings(
    max_examples=80, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
)
test_whatever_people_do = Meeting.TestCase
