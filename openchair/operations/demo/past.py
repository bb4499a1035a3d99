"""Meetings that already happened, played through the room's own rules with a clock that runs ahead.

Nothing is invented about what a meeting looks like: every event comes out of `decide`, so the history of the
demonstration obeys the same rules as a live room.
"""

import random
from collections.abc import Iterator
from datetime import datetime

from openchair.operations.demo import community
from openchair.rooms.core import Addressed, Refusal, State, decide, fold
from openchair.rooms.core import commands as do

SILENT_WEEKS = 4
"""For how long the person who then speaks said nothing."""


class Play:
    """One past meeting, being played."""

    def __init__(self, state: State, at: datetime, chance: random.Random) -> None:
        self.state, self.chance, self.log = state, chance, list[Addressed]()
        self.now_ms = int(at.timestamp() * 1000)

    def act(self, actor: str | None, command: do.PersonCommand | do.HouseCommand) -> bool:
        """Ask the room for something; a refusal changes nothing, as in a live room."""
        answer = decide(self.state, actor, command, self.now_ms)
        if isinstance(answer, Refusal):
            return False
        for addressed in answer:
            self.state = fold(self.state, addressed)
            self.log.append(addressed)
        return True

    def wait(self, least: float, most: float) -> None:
        """Let some seconds go by."""
        self.now_ms += int(self.chance.uniform(least, most) * 1000)


def play(
    state: State, *, at: datetime, leads: list[str], stories: dict[str, str], weeks_ago: int,
    shares: tuple[str, ...], seed: int,
) -> list[Addressed]:  # fmt: skip
    """All events of one past meeting: who came, who spoke, what was said, how it closed."""
    chance = random.Random(seed)
    meeting = Play(state, at, chance)
    lines = _lines(shares, chance)
    coming = [seat for seat, chair in state.people.items() if seat not in leads and chair.info.away is None]
    coming = [seat for seat in coming if chance.random() > 0.08]
    for seat in leads:
        _arrive(meeting, seat, "speak")
    for seat in chance.sample(coming, len(coming)):
        meeting.wait(4, 40)
        _arrive(meeting, seat, "listen" if stories.get(seat) == "quiet" and chance.random() < 0.4 else "speak")
        meeting.act(leads[0], do.Admit(seat=seat))
    meeting.wait(20, 60)
    meeting.act(leads[0], do.Begin())
    for number, segment in enumerate(state.segments):
        _part(meeting, segment, coming, stories, weeks_ago, lines)
        if number + 1 < len(state.segments):
            meeting.act(leads[0], do.NextPart())
    meeting.wait(20, 40)
    meeting.act(leads[0], do.Close())
    return meeting.log


def _lines(shares: tuple[str, ...], chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.sample(shares, len(shares))


def _arrive(meeting: Play, seat: str, way: do.Way) -> None:
    meeting.act(None, do.Connected(seat=seat))
    meeting.act(seat, do.ComeToDoor(alone=True, headphones=True, way=way))


def _part(
    meeting: Play, segment: do.Segment, coming: list[str], stories: dict[str, str], weeks_ago: int, lines: Iterator[str]
) -> None:
    ends_ms = meeting.now_ms + segment.minutes * 60_000
    if segment.kind == "check_out":
        for seat in coming:
            _check_out(meeting, seat)
    elif segment.kind in ("open_floor", "celebration"):
        eager = [seat for seat in coming if stories.get(seat) not in ("quiet", "silent_month")] or coming
        weights = [3.0 if stories.get(seat) == "keen" else 1.0 for seat in eager]
        while meeting.now_ms < ends_ms - 60_000:
            meeting.wait(3, 12)
            meeting.act(meeting.chance.choices(eager, weights)[0], do.RaiseHand())
            _turn(meeting, segment, stories, weeks_ago, lines)
    else:
        if segment.kind == "mood_check_in":
            for seat in coming:
                meeting.act(seat, do.GiveMood(mood=meeting.chance.randint(2, 5), moment="in"))
        while meeting.state.offered:
            _turn(meeting, segment, stories, weeks_ago, lines)
    meeting.now_ms = max(meeting.now_ms, ends_ms - meeting.chance.randint(10, 50) * 1000)


def _turn(meeting: Play, segment: do.Segment, stories: dict[str, str], weeks_ago: int, lines: Iterator[str]) -> None:
    seat = meeting.state.offered
    if seat is None:
        return
    story = stories.get(seat, "leads")
    meeting.wait(2, 5)
    silent = story == "silent_month" and weeks_ago > SILENT_WEEKS
    if silent or (story == "quiet" and meeting.chance.random() < 0.6):
        meeting.act(seat, do.PassOn())
        return
    meeting.act(seat, do.TakePiece())
    meeting.wait(*((60, 200) if story == "keen" else (20, 90)))
    _speak(meeting, seat, segment.kind, story, weeks_ago, lines)
    meeting.wait(2, 8)
    meeting.act(seat, do.PassOn())


def _speak(meeting: Play, seat: str, kind: str, story: str, weeks_ago: int, lines: Iterator[str]) -> None:
    chance = meeting.chance
    match kind:
        case "mood_check_in":
            words = chance.choice(community.CHECK_INS)
        case "commitments":
            meeting.act(seat, do.ReportCommitment(outcome=chance.choice(["done", "part", "not_this_time"])))
            words = "It went as it went."
        case "celebration":
            words = chance.choice(community.CELEBRATIONS)
        case "closing_commitments":
            meeting.act(seat, do.Commit(words=chance.choice(community.COMMITMENTS), shared=True))
            words = chance.choice(community.TAKE_AWAYS)
        case _ if story == "lapsed" and weeks_ago == 5:
            words = community.RETURNED
        case _ if story == "silent_month" and weeks_ago == SILENT_WEEKS:
            words = community.FIRST_WORDS
        case _:
            words = next(lines)
    meeting.act(seat, do.Say(words=words))
    said = meeting.state.said
    for other in chance.sample(sorted(meeting.state.readers), min(2, len(meeting.state.readers))):
        meeting.act(other, do.Respond(said=said, kind=chance.choice(["hear", "me_too", "thank_you", "with_you"])))


def _check_out(meeting: Play, seat: str) -> None:
    meeting.wait(1, 5)
    meeting.act(seat, do.GiveMood(mood=meeting.chance.randint(2, 5), moment="out"))
    meeting.act(seat, do.GivePulse(question="heard", value=meeting.chance.choice([1, 2, 3, 3, 4, 4])))
    meeting.act(seat, do.GivePulse(question="safe", value=meeting.chance.choice([2, 3, 4, 4, 4])))
