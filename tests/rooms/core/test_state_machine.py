"""Whatever people do in whatever order, these things hold."""

import json
import re
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.company import call_of, company, has_agreed, share_a_call

from .table import AGENDA, EVENING, MINUTE, Table, as_json, circle, seat

CANARY = re.compile(r"canary\d{5}end")
NAMES = [info.seat for info in circle()]
LEADERS = ["amara", "pell"]
everybody = st.sampled_from(NAMES)
leaders = st.sampled_from(LEADERS)
strangers = st.sampled_from(["nobody", "newcomer"])
anybody = st.one_of(everybody, everybody, everybody, strangers)
waits = st.sampled_from([-5000, 0, 1, 900, 2500, 20_000, 61_000, 11 * MINUTE])
nudges = st.sampled_from(["closing_sentence", "like_a_turn"])
door = st.sampled_from([c.LockDoor(), c.UnlockDoor(), c.UnlockDoor()])
handing = st.sampled_from([c.OfferLead("pell"), c.OfferLead("amara"), c.AcceptLead(), c.PutBackLead()])
questions = st.sampled_from(["heard", "safe"])
ways = st.sampled_from(["listen", "write", "read_out", "speak"])
kinds = st.sampled_from(["hear", "me_too", "thank_you", "with_you"])


on_the_floor = st.sampled_from(
    [
        c.RaiseHand(), c.RaiseHand(), c.RaiseHand(), c.LowerHand(), c.TakePiece(), c.TakePiece(), c.TakePiece(),
        c.MarkHeavy(), c.MarkHeavy(), c.UnmarkHeavy(), c.EndAftercare(), c.EndAftercare(), c.OfferToSayBack(),
        c.ConfirmHeard(), c.TellTime(),
        c.PassOn(), c.PassOn(), c.ComeBack(), c.ComeBack(), c.StepOut(), c.StepBack(), c.StepBack(),
        c.TakePart("listen"), c.TakePart("speak"), c.Leave(), c.GivePiece("tove"), c.GivePiece("amara"),
    ]
)  # fmt: skip
of_leaders = st.sampled_from(
    [
        c.Begin(), c.NextPart(), c.NextPart(), c.NextPart(after=1), c.Extend(5), c.Pause(), c.Resume(), c.Resume(),
        c.TakeOver(), c.GivePiece("wren"), c.GivePiece("pell"), c.TakeBackPiece(), c.Close(),
        c.DrawPartners(), c.InviteToRole("wren", "reader"), c.InviteToRole("tove", "timekeeper"),
        c.InviteOtherViews("Who sees it differently?"), c.EndOtherViews(), c.PutHintAside("uneven"),
        c.OpenWay("round"), c.OpenWay("timed_round", "What else?"), c.OpenWay("listening_round"), c.EndWay(),
    ]
)  # fmt: skip


in_the_call = st.sampled_from(
    [
        c.JoinVoice("leg-one-1", agreed=True), c.JoinVoice("leg-two-2", agreed=True), c.JoinVoice("leg-two-2"),
        c.LeaveVoice("leg-one-1"), c.TurnCamera(True), c.TurnCamera(False), c.Mute(), c.Mute("wren"), c.Mute("nobody"),
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
        self.tokens: set[str] = set()

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
        heavy = self.table.state.holder if self.table.state.heavy is not None else None
        told = self.table.ask(actor, command, after=wait)
        if heavy is not None and isinstance(told, list) and not isinstance(command, c.TapBoard):
            self.a_breath_follows(heavy, told)
        return told

    @staticmethod
    def a_breath_follows(speaker: str, told: list[e.Event]) -> None:
        """However a heavy turn ends, the piece rests after it; the board's late taps record what was."""
        if any(isinstance(fact, e.FloorEnded) and fact.seat == speaker for fact in told):
            gone = [e.Left(speaker), e.MeetingClosed()]
            assert any(isinstance(fact, e.AftercareBegan) or fact in gone for fact in told), told

    # --- people -----------------------------------------------------------------------------------
    @initialize(
        way=ways,
        part=st.sampled_from([None, *(part.kind for part in AGENDA[:7]), "write_and_reveal"]),
    )
    def the_room_fills(self, way: Any, part: str | None) -> None:
        self.table.admit("amara", "wren", "tove", "okapi")
        self.table.admit("juniper", way=way)
        if part is not None:
            self.table.begin_at(part)

    @rule(who=everybody)
    def comes_online(self, who: str) -> None:
        self.table.connect(who)

    @rule(who=everybody)
    def drops(self, who: str) -> None:
        self.table.disconnect(who)

    @rule(who=anybody, way=ways, alone=st.booleans(), wait=waits)
    def comes_to_the_door(self, who: str, way: Any, alone: bool, wait: int) -> None:
        if who in NAMES:
            self.table.connect(who)
        self.ask(who, c.ComeToDoor(alone=alone, way=way), wait)

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

    @rule(command=in_the_call, data=st.data(), wait=waits)
    def somebody_is_in_the_call(self, command: Any, data: st.DataObject, wait: int) -> None:
        self.ask(self.somebody_who_may(data, command), command, wait)

    @rule(who=anybody, command=st.one_of(on_the_floor, of_leaders, in_the_call), wait=waits)
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

    # --- the leaders among themselves ---------------------------------------------------------------
    @rule(who=anybody)
    def tells_the_leaders(self, who: str) -> None:
        told = self.ask(who, c.TellLeaders(self.canary({*LEADERS})))
        assert isinstance(told, str) or who in LEADERS

    @rule(data=st.data(), who=anybody, kind=nudges, wait=waits)
    def nudges(self, data: st.DataObject, who: str, kind: Any, wait: int) -> None:
        told = self.ask(self.somebody_who_may(data, c.Nudge(who, kind)), c.Nudge(who, kind), wait)
        if isinstance(told, list):
            for page in self.table.pages:
                if page not in {*LEADERS, who}:
                    assert not [text for text in self.table.pages[page].received if '"nudged"' in text]

    @rule(data=st.data(), command=handing)
    def hands_on(self, data: st.DataObject, command: Any) -> None:
        led_by = self.table.state.lead
        told = self.ask(self.somebody_who_may(data, command), command)
        if isinstance(told, list) and not isinstance(command, c.AcceptLead):
            assert self.table.state.lead == led_by, "an offer alone changed who leads"

    @invariant()
    def the_lead_is_offered_by_who_leads_to_a_leader_in_the_room(self) -> None:
        offer = self.table.state.lead_offer
        if offer is not None:
            people = self.table.state.people
            assert offer[0] == self.table.state.lead != offer[1]
            assert people[offer[1]].leads
            assert people[offer[1]].reads

    # --- until when people are let in -----------------------------------------------------------------
    @rule(data=st.data(), command=door)
    def locks_or_unlocks(self, data: st.DataObject, command: Any) -> None:
        self.ask(self.somebody_who_may(data, command), command)

    @rule(who=anybody, early=st.booleans())
    def goes_earlier(self, who: str, early: bool) -> None:
        self.ask(who, c.GoEarlier(early))

    @invariant()
    def nobody_new_came_through_a_locked_door(self) -> None:
        locked, been = False, set[str]()
        for addressed in self.table.log:
            event = addressed.event
            if isinstance(event, e.DoorLocked | e.DoorUnlocked):
                locked = isinstance(event, e.DoorLocked)
            elif isinstance(event, e.Joined):
                assert not locked or event.seat in been or event.part in ("facilitator", "co_facilitator")
                been.add(event.seat)

    # --- graded entry -----------------------------------------------------------------------------
    @rule(who=anybody, way=ways)
    def chooses_how_to_take_part(self, who: str, way: Any) -> None:
        self.ask(who, c.TakePart(way))

    @rule(who=anybody)
    def asks_that_words_are_read_out(self, who: str) -> None:
        self.ask(who, c.AskToRead(words=self.canary({*LEADERS, who})))

    @rule(who=everybody)
    def takes_back_what_waits_to_be_read(self, who: str) -> None:
        self.ask(who, c.TakeBackReading())

    @rule(leader=everybody, data=st.data())
    def reads_out(self, leader: str, data: st.DataObject) -> None:
        waiting = [name for name, chair in self.table.state.people.items() if chair.reading is not None]
        who = data.draw(st.sampled_from(waiting or NAMES))
        reading = self.table.state.people[who].reading
        allowed = self.planted[reading.words] if reading is not None else set()
        before = set(allowed)
        allowed |= self.in_the_room()
        small = self.table.state.small
        sits_elsewhere = small is not None and small.of(who) is not None
        told = self.ask(leader, c.ReadOut(who))
        if isinstance(told, list):
            assert not sits_elsewhere, "words of somebody in a small group were read out to everybody"
            said = next(fact for fact in told if isinstance(fact, e.Said))
            assert leader in LEADERS
            assert (said.seat, said.read_by) == (who, leader)
            self.words_of[said.id] = said.words
        else:
            allowed.intersection_update(before)

    @invariant()
    def what_waits_to_be_read_is_of_somebody_in_the_room(self) -> None:
        for chair in self.table.state.people.values():
            assert chair.reading is None or (chair.reads and self.table.state.phase != "closed")

    # --- writing first, another view --------------------------------------------------------------
    def shown(self, told: list[e.Event] | str) -> None:
        """What was kept for one person alone is for the room from now on."""
        for fact in told if isinstance(told, list) else ():
            if isinstance(fact, e.Said):
                self.planted[fact.words].update(self.in_the_room())
                self.words_of[fact.id] = fact.words

    @rule(data=st.data(), nameless=st.booleans())
    def asks_to_write(self, data: st.DataObject, nameless: bool) -> None:
        command = c.AskToWrite("What helps?", nameless)
        self.ask(self.somebody_who_may(data, command), command)

    @rule(who=anybody, offset=st.sampled_from([0, 0, 0, 1]))
    def writes(self, who: str, offset: int) -> None:
        question = self.table.state.question
        number = (question.number if question is not None else 1) + offset
        self.shown(self.ask(who, c.WriteAnswer(number, self.canary({who}))))

    @rule(data=st.data(), away=st.booleans(), everybody_first=st.booleans())
    @precondition(lambda self: self.table.state.question is not None)
    def reveals_or_puts_away(self, data: st.DataObject, away: bool, everybody_first: bool) -> None:
        question = self.table.state.question
        assert question is not None
        if everybody_first:
            for name in NAMES:
                self.shown(self.ask(name, c.WriteAnswer(question.number, self.canary({name}))))
        command = c.PutQuestionAway(question.number) if away else c.RevealAnswers(question.number)
        self.shown(self.ask(self.somebody_who_may(data, command), command))

    @rule(who=anybody)
    def says_another_view(self, who: str) -> None:
        word = self.canary(self.in_the_room())
        told = self.ask(who, c.Say(words=word, mark="another_view"))
        assert isinstance(told, str) or self.table.state.other_views is not None
        self.shown(told)

    # --- a round inside a part ----------------------------------------------------------------------
    @rule(data=st.data(), kind=st.sampled_from(["round", "timed_round", "listening_round"]), turns=st.integers(0, 12))
    def a_round_is_opened_and_goes_on(self, data: st.DataObject, kind: Any, turns: int) -> None:
        before = self.table.state.kind, self.table.state.holder
        told = self.ask(self.somebody_who_may(data, c.OpenWay(kind)), c.OpenWay(kind))
        if isinstance(told, list):
            assert self.table.state.holder == before[1], "nobody is cut off for it"
            assert self.table.state.inner is not None and self.table.state.inner.before == before[0]
        for _ in range(turns):
            for command in (c.TakePiece(), c.PassOn(), c.EndAftercare()):
                self.ask(self.somebody_who_may(data, command), command)

    @invariant()
    def a_round_inside_a_part_is_one_and_gives_the_part_back(self) -> None:
        state = self.table.state
        if state.inner is not None:
            assert state.phase != "closed" and state.coming is not None
            # While small groups are open the round waits with everything else.
            assert (state.small.kind_before if state.small is not None else state.kind) == state.inner.kind

    @invariant()
    def in_a_round_everybody_is_asked_once(self) -> None:
        state = self.table.state
        if state.coming is None:
            return
        assert len(set(state.coming)) == len(state.coming)
        for name, chair in state.people.items():
            assert not chair.reads or chair.listening or name in state.asked or name in state.coming, name

    # --- heavy shares, feedback, the box ----------------------------------------------------------
    @rule(who=anybody, wait=waits)
    def says_something_heavy(self, who: str, wait: int) -> None:
        word = self.canary(self.in_the_room())
        self.shown(self.ask(who, c.Say(words=word, note=word, heavy=True), wait))

    @rule(data=st.data(), kind=st.sampled_from(["landed", "would_ask", "noticed"]))
    def asks_and_gets_feedback(self, data: st.DataObject, kind: Any) -> None:
        asking = c.Say(words=self.canary(self.in_the_room()), wants="feedback")
        self.shown(self.ask(self.somebody_who_may(data, asking), asking))
        asked = [word for word in self.table.state.words.values() if word.wants == "feedback"]
        if asked:
            word = data.draw(st.sampled_from(asked))
            planted = self.canary({word.seat})
            command = c.GiveFeedback(word.id, kind, planted)
            giver = self.somebody_who_may(data, command)
            self.planted[planted].add(str(giver))
            self.ask(giver, command)

    @rule(who=anybody, named=st.booleans())
    def suggests(self, who: str, named: bool) -> None:
        word = self.canary(set(LEADERS))
        told = self.ask(who, c.PutSuggestion(word, named))
        if isinstance(told, list):
            assert [(a.stream, a.author) for a in self.table.log[-1:]] == [(e.LEADERS, who if named else None)]

    @invariant()
    def after_a_heavy_share_the_piece_rests(self) -> None:
        state = self.table.state
        assert state.aftercare is None or (state.holder is None and state.offered is None)
        assert state.heavy is None or state.holder is not None

    # --- the tap board ----------------------------------------------------------------------------
    @rule(leader=everybody, data=st.data(), many=st.booleans(), wait=waits)
    def taps(self, leader: str, data: st.DataObject, many: bool, wait: int) -> None:
        """One tap at once, or many that waited; the tablet may say whatever it likes about when."""
        tap = st.builds(
            c.Tap,
            do=st.sampled_from(
                ["came", "came", "floor", "floor", "pass", "silence", "silence_over", "went", "next_part"]
            ),
            seat=anybody,
            ago_ms=st.sampled_from([0, 0, 800, 6_000, 30_000, 90_000, 30 * MINUTE, 86_400_000, -86_400_000]),
        )
        taps = data.draw(st.lists(tap, min_size=1, max_size=6 if many else 1))
        before = core.project(self.table.state, leader) if leader in NAMES else None
        told = self.ask(leader, c.TapBoard(taps), wait)
        if isinstance(told, list):
            assert leader in LEADERS
            assert {addressed.author for addressed in self.table.log[-len(told) :]} & {leader, None}
        elif before is not None:
            assert core.project(self.table.state, leader) == before, "a refusal changes nothing"

    @rule(who=everybody)
    @precondition(lambda self: len(self.table.log) > 20)
    def says_by_the_code_that_they_sit_in_the_hall(self, who: str) -> None:
        info = self.table.state.people[who].info
        self.ask(None, c.PutSeat(msgspec.structs.replace(info, in_hall=True)))

    @invariant()
    def nobody_is_ever_cut_out_of_a_stretch_of_the_floor(self) -> None:
        turns = sorted(self.table.state.turns, key=lambda turn: (turn.began_ms, turn.ended_ms))
        for one, other in pairwise(turns):
            assert one.ended_ms <= other.began_ms, (one, other)
        for turn in turns:
            assert EVENING < turn.began_ms <= turn.ended_ms <= self.table.state.last_ms
            for rest in self.table.state.rests:
                assert turn.ended_ms <= rest.began_ms or rest.ended_ms <= turn.began_ms, (turn, rest)
        held = dict.fromkeys(self.table.state.people, 0)
        for turn in turns:
            held[turn.seat] += turn.ended_ms - turn.began_ms
        # What was held in small groups comes on top.
        assert all(held[name] <= chair.floor_ms for name, chair in self.table.state.people.items())

    @invariant()
    def whoever_sits_in_the_hall_is_in_the_room(self) -> None:
        for chair in self.table.state.people.values():
            assert not chair.hall or chair.reads

    # --- the leaders' papers -----------------------------------------------------------------------
    @rule(who=anybody, item=st.sampled_from(["sound", "thanks", "unknown"]), done=st.booleans())
    def ticks(self, who: str, item: str, done: bool) -> None:
        told = self.ask(who, c.TickItem(item, done))
        assert isinstance(told, str) or (who in LEADERS and item != "unknown")

    @rule(who=anybody)
    def keeps_a_note(self, who: str) -> None:
        told = self.ask(who, c.KeepNote(words=self.canary({*LEADERS})))
        assert isinstance(told, str) or who in LEADERS

    # --- listening, small roles -------------------------------------------------------------------
    @rule(who=anybody, role=st.sampled_from(["greeter", "timekeeper", "reader"]), act=st.sampled_from(["+", "-", "no"]))
    def small_roles(self, who: str, role: Any, act: str) -> None:
        self.ask(who, c.TakeRole(role) if act == "+" else c.PutDownRole(role) if act == "-" else c.DeclineRole(role))

    @rule(who=anybody)
    def wants_no_partner(self, who: str) -> None:
        self.ask(who, c.LeavePartner())

    @rule(who=anybody)
    def wants_a_partner_after_all(self, who: str) -> None:
        self.ask(who, c.WantPartner())

    @rule(data=st.data(), turns=st.integers(1, 6))
    @precondition(lambda self: self.table.state.kind == "listening_round")
    def a_listening_round_goes_on(self, data: st.DataObject, turns: int) -> None:
        for _ in range(turns):
            for command in (c.TakePiece(), c.PassOn(), c.ConfirmHeard()):
                self.ask(self.somebody_who_may(data, command), command)

    @invariant()
    def whoever_says_back_or_confirms_is_here_and_roles_are_of_those_in_the_room(self) -> None:
        state = self.table.state
        if state.echo is not None and state.phase == "running":
            expected = state.echo.listener if state.echo.step == "say_back" else state.echo.speaker
            assert expected in (state.holder, state.offered)
        assert all(state.people[seat].reads for seat in state.roles.values())

    @invariant()
    def partners_are_of_each_other_and_of_nobody_else(self) -> None:
        people = self.table.state.people
        for name, chair in people.items():
            for other in chair.partners:
                assert name in people[other].partners
                assert people[other].reads, "whoever left for today is nobody's partner"
            assert not (chair.no_partner and chair.partners)
            assert not (chair.partner_gone and chair.partners)

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
        if state.echo is None or state.echo.step != "say_back":
            # Whoever says back what they heard has their own turn still to come.
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
    def only_people_in_the_room_who_agreed_are_in_the_call(self) -> None:
        state = self.table.state
        for name in state.voice:
            assert state.people[name].place == "inside"
            assert has_agreed(state, state.people[name].info)
            assert state.phase != "closed"
        for name in state.voice:
            together = company(state, name)
            assert len(together) <= state.voice_rules.people
            assert all(share_a_call(state, name, other) for other in together if other != name and name in together)
            assert len({call_of(state, other) for other in together}) == 1

    @invariant()
    def streams_are_numbered_without_gaps(self) -> None:
        assert self.table.state.counts == dict(self.table.numbers)

    @invariant()
    def the_log_gives_the_room_again(self) -> None:
        assert self.table.replay() == self.table.state

    @invariant()
    def open_facts_alone_give_attendance_and_floor(self) -> None:
        bare = self.table.replay_open()
        assert (bare.turns, bare.silence_ms) == (self.table.state.turns, self.table.state.silence_ms)
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
    def what_has_no_name_has_no_author_and_its_token_goes_nowhere(self) -> None:
        for addressed in self.table.log:
            event = addressed.event
            if isinstance(event, e.NamelessAnswerWritten):
                assert (addressed.stream, addressed.author) == (e.ANSWERS, None)
                self.tokens.add(event.token)
            elif isinstance(event, e.Said):
                assert addressed.author == (event.seat or None)
        shown = json.dumps([page.view for page in self.table.pages.values()])
        assert not [token for token in self.tokens if token in shown]

    @invariant()
    def words_taken_back_are_shown_to_nobody(self) -> None:
        if self.taken_back:
            shown = json.dumps([core.project(self.table.state, name) for name in self.table.state.people])
            assert not [word for word in self.taken_back if word in shown]

    @invariant()
    def facts_are_for_somebody(self) -> None:
        streams = {e.ROOM, e.LEADERS, e.ANSWERS, e.HOUSE, *(e.person(name) for name in self.table.state.people)}
        assert {stream for stream in self.table.numbers if not stream.startswith(e.GROUP)} <= streams


Meeting.TestCase.settings = settings(
    max_examples=80, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
)
test_whatever_people_do = Meeting.TestCase
