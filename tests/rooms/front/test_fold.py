"""The page's own fold against the server's: one recorded meeting through both, for everybody's page."""

import json
import random
import shutil
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import view as server_view
from tests.rooms.core.table import MINUTE, Page, Table, as_json, seat

HERE = Path(__file__).parent
FOLD = HERE.parents[2] / "openchair" / "rooms" / "static" / "rooms" / "fold.js"
AGENDA = [
    c.Segment("opening_words", "Opening words", 2, script=["We come as we are."]),
    c.Segment("commitments", "Since last time", 5),
    c.Segment("mood_check_in", "How I arrive", 10, turn_seconds=90),
    c.Segment("open_floor", "Open floor", 20),
    c.Segment("timed_round", "Round", 20),
    c.Segment("write_and_reveal", "Writing first", 20),
    c.Segment("listening_round", "Listening", 20),
    c.Segment("closing_commitments", "One small thing", 10),
    c.Segment("check_out", "How I leave", 5),
]


class RecordedTable(Table):
    """A table that writes down, for each page, what came over its line."""

    def __init__(self, **more: Any) -> None:
        self.stretches: list[dict[str, Any]] = []
        self.running: dict[str, dict[str, Any]] = {}
        self.kinds: set[tuple[str, str]] = set()
        super().__init__(**more)

    def _show(self, name: str) -> None:
        self.finish(name)
        super()._show(name)
        self.running[name] = {"view": deepcopy(self.view(name)), "steps": []}

    def _send(self, page: Page, frame: dict[str, Any]) -> None:
        super()._send(page, frame)
        name = next(name for name, other in self.pages.items() if other is page)
        self.running[name]["steps"].append(["frame", as_json(frame)])
        self.kinds.add((frame["s"].partition(":")[0], frame["e"]["type"]))

    def ask(self, actor: str | None, command: Any, *, after: int = 1000) -> Any:
        told = super().ask(actor, command, after=after)
        page = self.pages.get(actor) if actor is not None else None
        if page is not None and page.is_up and not isinstance(told, str) and actor in self.running:
            self.running[actor]["steps"].append(["ack", as_json(command)])
        return told

    def finish(self, name: str) -> None:
        """End a stretch with the view as the server's fold leaves it."""
        if (stretch := self.running.pop(name, None)) is not None:
            self.stretches.append(stretch | {"who": name, "ends": deepcopy(self.view(name))})


WAYS: list[Any] = ["listen", "write", "read_out", "speak", "speak"]
NUDGES: list[Any] = ["closing_sentence", "like_a_turn", "own_experience"]
NAMES = ["amara", "pell", "wren", "tove", "juniper", "okapi", "linden", "marlow"]


def hold_a_meeting(seed: int, steps: int = 1600) -> RecordedTable:
    """People do whatever they may, in an order that the seed decides."""
    dice = random.Random(seed)
    seats = [
        seat("amara", "facilitator"), seat("pell", "co_facilitator"), seat("wren", commitment="Ring my brother."),
        seat("tove", pronouns="she"), seat("juniper"), seat("okapi", away=""),
        seat("linden", "visitor", first_visit=True), seat("marlow"),
    ]  # fmt: skip
    table = RecordedTable(seats=seats, agenda=AGENDA)
    table.admit("amara", "pell", "wren", "tove", "juniper")
    for number in range(steps):
        _something(table, dice, number)
    table.ask("amara", c.Close())
    for name in NAMES:
        table.ask(name, c.GivePulse("safe", dice.randint(0, 4)))
        table.ask(name, c.NameLowPulse("safe"))
    for name in list(table.running):
        table.finish(name)
    return table


def hold_ways_to_share() -> RecordedTable:
    """Everybody writes with names and without, says back what they heard, has a partner and none."""
    table = RecordedTable(agenda=AGENDA, seats=[seat("amara", "facilitator"), *map(seat, NAMES[2:6])])
    table.admit("amara", *NAMES[2:6])
    table.begin_at("write_and_reveal")
    command: c.Command
    for nameless in (False, True):
        if nameless:
            # The part has asked the first one by itself.
            table.must("amara", c.AskToWrite("What helps?", nameless))
        question = table.state.question
        assert question is not None
        for name in NAMES[2:5]:
            table.must(name, c.WriteAnswer(question.number, f"Answer of {name}"))
        table.must("amara", c.RevealAnswers(question.number))
        table.ask("okapi", c.WriteAnswer(question.number, "Later"))
        table.must("amara", c.PutQuestionAway(question.number))
    for command in (
        c.TakePiece(), c.MarkHeavy(), c.UnmarkHeavy(), c.MarkHeavy("a hospital"), c.PassOn(), c.EndAftercare(),
    ):  # fmt: skip
        table.must("wren", command)
    table.must("amara", c.OpenWay("timed_round", "What would you like to add?"))
    table.must("amara", c.EndWay())
    table.must("amara", c.OpenWay("round"))
    while table.state.inner is not None:
        table.must(str(table.state.offered), c.PassOn())
    table.begin_at("listening_round")
    table.must(str(table.state.offered), c.ComeBack())
    for _ in range(12):
        offered = str(table.state.offered)
        if table.ask(offered, c.ConfirmHeard()) == "not_now":
            table.ask("wren", c.OfferToSayBack())
            offered = str(table.state.offered)
            table.ask(offered, c.TakePiece())
            table.ask(offered, c.PassOn())
    for command in (c.DrawPartners(), c.InviteToRole("tove", "reader"), c.InviteToRole("tove", "timekeeper")):
        table.must("amara", command)
    table.must("wren", c.LeavePartner())
    table.must("wren", c.WantPartner())
    for command in (c.DeclineRole("reader"), c.TakeRole("timekeeper"), c.TellTime(), c.PutDownRole("timekeeper")):
        table.must("tove", command)
    for name in list(table.running):
        table.finish(name)
    return table


def hold_a_call(seed: int, steps: int = 200) -> RecordedTable:
    """People join and leave the call, and come and go, in an order that the seed decides."""
    dice = random.Random(seed)
    table = RecordedTable(agenda=AGENDA)
    table.admit("amara", "pell", "wren", "tove", "juniper")
    for number in range(steps):
        who, other = dice.sample(["amara", "pell", "wren", "tove", "juniper"], 2)
        legs = [one.leg for one in table.state.voice.values()] or ["leg-of-nobody"]
        command = dice.choice([
            c.JoinVoice(f"leg-{number:05d}", agreed=True), c.JoinVoice(f"leg-{number:05d}", agreed=True),
            c.LeaveVoice(dice.choice(legs)), c.TurnCamera(True), c.TurnCamera(False),
            c.Mute(dice.choice([None, other])),
            c.StepOut(), c.StepBack(), c.StepBack(),
        ])  # fmt: skip
        if dice.random() < 0.1:
            _line(table, dice, who)
        elif table.pages[who].is_up:
            table.ask(who, command)
        table.ask(None, c.Tick(), after=dice.choice([1, 1000, 31_000]))
    table.ask("amara", c.Close())
    for name in list(table.running):
        table.finish(name)
    return table


def _something(table: RecordedTable, dice: random.Random, number: int) -> None:
    who, other = dice.sample(NAMES, 2)
    said = c.Say(f"Words {number}", dice.choice([None, "heard", "ideas"]), dice.choice(["", "a hospital"]))
    an_id = dice.randint(max(1, table.state.said - 5), table.state.said + 1)
    question = table.state.question.number if table.state.question is not None else 1
    role: Any = dice.choice(["greeter", "timekeeper", "reader"])
    of_ways: list[Any] = [
        c.TakeRole(role), c.PutDownRole(role), c.InviteToRole(other, role), c.DeclineRole(role), c.TellTime(),
        c.OfferToSayBack(), c.ConfirmHeard(), c.ConfirmHeard(), c.TakePiece(), c.PassOn(), c.DrawPartners(),
        c.MarkHeavy(dice.choice(["", "a hospital"])), c.UnmarkHeavy(), c.EndAftercare(),
        c.Say(f"Heavy {number}", heavy=True),
        c.Say(f"Tell me {number}", "feedback"), c.GiveFeedback(an_id, "noticed", f"Feedback {number}"),
        c.GiveFeedback(an_id, dice.choice(["landed", "would_ask"]), f"Feedback {number}"),
        c.PutSuggestion(f"Suggestion {number}", dice.random() < 0.5),
        c.AskToWrite("What helps?", dice.random() < 0.5), c.WriteAnswer(question, f"Answer {number}"),
        c.WriteAnswer(question, f"Answer {number}"), c.WriteAnswer(question, f"Answer {number}"),
        c.RevealAnswers(question), c.RevealAnswers(question), c.RevealAnswers(question),
        c.OpenWay(dice.choice(["round", "timed_round", "listening_round"]), f"Round {number}"), c.EndWay(),
        c.InviteOtherViews(f"Who sees it differently, {number}?"), c.EndOtherViews(),
        c.Say(f"Another view {number}", mark="another_view"),
    ]  # fmt: skip
    usual: list[Any] = [
        said, said, c.RaiseHand(), c.RaiseHand(), c.LowerHand(), c.TakePiece(), c.TakePiece(), c.PassOn(), c.ComeBack(),
        c.Respond(an_id, dice.choice(["hear", "me_too", "thank_you", "with_you"])), c.TakeBackWords(an_id),
        c.PrivateWord(other, f"Private {number}"), c.CallLeader(), c.GoTo(other), c.StepOut(), c.StepBack(),
        c.StepBack(), c.TakePart(dice.choice(WAYS)), c.AskToRead(f"Please read {number}"),
        c.AskToRead(f"Please read {number}"), c.TakeBackReading(), c.ReadOut(other),
        c.TapBoard(_taps(dice)), c.GiveMood(dice.randint(1, 5), dice.choice(["in", "out"])),
        c.GivePulse(dice.choice(["heard", "safe"]), dice.randint(0, 4)), c.NameLowPulse(dice.choice(["heard", "safe"])),
        c.Commit(f"Until next time {number}", dice.choice([None, other]), dice.random() < 0.5),
        c.ReportCommitment(dice.choice(["done", "part", "not_this_time"])), c.KeepTakeAway(f"I take {number}"),
        c.NotWell(f"Not well {number}"), c.ComeToDoor(way=dice.choice(WAYS)), c.Admit(other), c.Admit(other),
        c.TickItem(dice.choice(["sound", "thanks"]), done=dice.random() < 0.6), c.KeepNote(f"Note {number}"),
        c.Extend(2), c.GivePiece(other), c.GivePiece(who), c.TakeBackPiece(), c.Pause(), c.Resume(), c.TakeOver(),
        c.PutHintAside("uneven"),
        c.TellLeaders(f"Among us {number}"), c.Nudge(other, dice.choice(NUDGES)),
        c.OfferLead(dice.choice(["amara", "pell"])), c.OfferLead(dice.choice(["amara", "pell"])), c.AcceptLead(),
        c.GoEarlier(dice.random() < 0.7),
    ]  # fmt: skip
    usual += _in_groups(table, dice, number, other)
    rare: list[Any] = [
        c.Begin(),
        c.NextPart(),
        c.PutQuestionAway(question),
        c.PutBackLead(),
        c.LockDoor(),
        c.UnlockDoor(),
        c.UnlockDoor(),
        c.LeavePartner(),
        c.WantPartner(),
        c.Leave(),
        c.Remove(other, "We agreed on that."),
    ]
    if dice.random() < 0.02:
        _proposes(table, "amara", other)
    if dice.random() < 0.06:
        _line(table, dice, who)
    elif dice.random() < 0.02:
        table.ask(None, c.PutSeat(seat(dice.choice(["tove", "newcomer"]), away=dice.choice([None, "Away"]))))
    elif dice.random() < 0.01:
        table.ask(
            "amara", c.TapBoard([c.Tap("came", who, 90_000), c.Tap("floor", who, 60_000), c.Tap("pass", ago_ms=30_000)])
        )
        table.ask("amara", c.ReadOut(next((s for s, chair in table.state.people.items() if chair.reading), who)))
    elif dice.random() < 0.05:
        table.ask(None, c.Tick(), after=dice.choice([1000, 61_000, 2 * MINUTE]))
    else:
        command = dice.choice(rare if dice.random() < 0.06 else of_ways if dice.random() < 0.2 else usual)
        may = [
            name
            for name in NAMES
            if name in table.pages and table.pages[name].is_up
            if not isinstance(core.decide(table.state, name, command, table.now + 1000), core.Refusal)
        ]
        if may:
            table.ask(dice.choice(may), command, after=dice.choice([1, 800, 1000, 4000]))


def _in_groups(table: RecordedTable, dice: random.Random, number: int, other: str) -> list[Any]:
    small = table.state.small
    if small is None:
        if dice.random() > 0.1:
            return []
        people = [name for name in NAMES[2:] if name in table.state.readers]
        dice.shuffle(people)
        groups = [people[:3], people[3:]] if len(people) > 4 else [people]
        return [c.OpenSmallGroups([c.SeatedGroup(group) for group in groups], 30, "What helps?")] * 20
    group = dice.choice(list(small.groups.values()))
    said = dice.randint(max(1, group.said - 2), group.said + 1)
    return [
        *(
            c.SayInGroup(group.stream, f"Within {number}", None, dice.choice(["", "a hospital"]), heavy)
            for heavy in (False, False, True)
        ),
        *(
            c.GroupFloor(group.stream, act)
            for act in ("raise_hand", "raise_hand", "lower_hand", "lower_hand", "take_piece", "take_piece", "pass_on")
        ),
        c.TakeBackInGroup(group.stream, said), c.VisitGroup(group.number), c.EndVisit(), c.BringBack(30),
        c.TellGroups(f"To all {number}"), *([c.HandOnGroup(dice.choice(group.members or [other]))] * 4),
        c.MoveToGroups({other: dice.randint(0, 3)}), c.ExtendSmallGroups(2),
        *([c.BringBack(10)] if dice.random() < 0.3 else []),
    ]  # fmt: skip


def _proposes(table: RecordedTable, who: str, other: str) -> None:
    table.ask(None, c.ProposeSmallGroups(who, 2, [c.SeatedGroup([who, other], who)], 1, "{}", [other]))


def _taps(dice: random.Random) -> list[c.Tap]:
    """What a tablet in the hall may send."""
    kinds: list[c.TapKind] = ["came", "came", "floor", "floor", "pass", "silence", "silence_over", "went"]
    ago = sorted((dice.choice([0, 2_000, 9_000, 60_000]) for _ in range(dice.choice([1, 1, 4]))), reverse=True)
    return [c.Tap(dice.choice(kinds), dice.choice(NAMES), ms) for ms in ago]


def _line(table: RecordedTable, dice: random.Random, who: str) -> None:
    if who in table.pages and table.pages[who].is_up and dice.random() < 0.4:
        table.finish(who)
        table.disconnect(who)
    elif who in table.pages and not table.pages[who].is_up:
        # Coming back by positions goes on with the view the page still has.
        table.running[who] = {"view": deepcopy(table.view(who)), "steps": []}
        table.connect(who)
    else:
        table.connect(who)


def fold_in_node(stretches: list[dict[str, Any]]) -> list[Any]:
    """The same stretches, folded by the page's script."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on the PATH")
    done = subprocess.run(
        [node, str(HERE / "fold_recording.mjs"), str(FOLD)],
        input=json.dumps([{"view": stretch["view"], "steps": stretch["steps"]} for stretch in stretches]),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


@pytest.fixture(scope="module")
def meetings() -> list[RecordedTable]:
    """A few meetings in which everything happens that can."""
    return [hold_ways_to_share(), *(hold_a_meeting(seed) for seed in range(10)), hold_a_call(10)]


def test_the_page_and_the_server_fold_every_stretch_to_the_same_view(meetings: list[RecordedTable]) -> None:
    for table in meetings:
        stretches = [stretch for stretch in table.stretches if stretch["steps"]]
        for stretch, view in zip(stretches, fold_in_node(stretches), strict=True):
            last = stretch["steps"][-1]
            assert view == as_json(stretch["ends"]), f"{stretch['who']} after {last}"


def test_the_recorded_meetings_hold_every_kind_of_event_that_changes_a_view(meetings: list[RecordedTable]) -> None:
    met = set().union(*(table.kinds for table in meetings))
    known = {
        (stream, kind)
        for stream, folds in (
            ("room", server_view.OF_ROOM), ("person", server_view.OF_PERSON), ("leaders", server_view.OF_LEADERS),
            ("group", server_view.OF_GROUP),
        )
        for kind in folds
    }  # fmt: skip
    # Losing a chair always brings a fresh view, so these two come to a page as such.
    assert known - met <= {("person", "access_ended"), ("person", "asked_to_leave")}


def test_more_words_than_a_view_keeps_drop_the_oldest_on_both_sides() -> None:
    table = RecordedTable(seats=[seat("amara", "facilitator"), seat("wren")], agenda=AGENDA)
    table.admit("amara", "wren")
    for number in range(520):
        table.must("amara", c.Say(f"Words {number}"), after=10)
    table.finish("wren")
    stretches = [stretch for stretch in table.stretches if stretch["steps"]]
    views = fold_in_node(stretches)
    assert views == [as_json(stretch["ends"]) for stretch in stretches]
    assert len(views[-1]["words"]) == 500
    assert views[-1]["earlier"] is True
