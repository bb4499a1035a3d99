"""Quiet hints for who leads, while a meeting runs: at most one, with its reason. Plain numbers, no Django, no clock.

Below `notices.FEWEST_TURNS` turns it is too early to say anything. A hint about balance needs the whole 80% interval of
`notices` beyond its threshold; the two about time say only what anybody could see on a clock. No hint names a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from openchair.insights.dynamics import Dynamics
from openchair.insights.notices import can_be_said, notices
from openchair.rooms.core.commands.hints import HintKind

LONG_TURN = 6 * 60.0
"""Seconds after which a turn is long, where the part names no time for a turn; else twice that time."""
WAITED_LONG = 20 * 60.0
"""Seconds without the floor after which a member is worth a thought."""
ASIDE_FOR = 15 * 60.0
"""Seconds that a hint put aside stays away."""
ASIDE_FOR_TODAY = 2
"""How often a hint can be put aside before it stays away for the whole meeting."""
KINDS: tuple[HintKind, ...] = get_args(HintKind)


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing worth a thought: what kind, how many people it is about, and for how many minutes."""

    kind: HintKind
    people: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """A meeting as it stands; all times in seconds."""

    dynamics: Dynamics
    has_floor: bool
    """Whether the part shares the floor at all: not while somebody reads out, or everybody writes."""
    in_round: bool = False
    """Whether a round is under way, which brings everybody in by itself."""
    member_holds_for: float | None = None
    """How long the member who has the floor has had it; None when nobody or a leader has it."""
    turn_seconds: int = 0
    waits: Sequence[float] = ()
    """For each member who is here to speak or write and has not the floor: how long since they last had it, or came."""
    put_aside: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """For each kind, how long ago it was put aside, once for each time."""


def is_too_early(dynamics: Dynamics) -> bool:
    """Whether there were too few turns, or too few people, to say anything about the floor."""
    return not can_be_said(dynamics)


def hint(scene: Scene) -> Hint | None:
    """The one hint that matters most now, or none."""
    if not scene.has_floor or is_too_early(scene.dynamics):
        return None
    found = {each.kind: each for each in (_long_turn(scene), _waited_long(scene), *_balance(scene.dynamics)) if each}
    return next((found[kind] for kind in KINDS if kind in found and not _is_aside(scene, kind)), None)


def _long_turn(scene: Scene) -> Hint | None:
    held = scene.member_holds_for
    if held is None or held < max(LONG_TURN, 2.0 * scene.turn_seconds):
        return None
    return Hint("long_turn", people=1, minutes=int(held // 60))


def _waited_long(scene: Scene) -> Hint | None:
    waiting = [wait for wait in scene.waits if wait >= WAITED_LONG]
    if scene.in_round or not waiting:
        return None
    return Hint("waited_long", people=len(waiting), minutes=int(min(waiting) // 60))


def _balance(dynamics: Dynamics) -> list[Hint]:
    told = {notice.kind for notice in notices(dynamics) if notice.level == "notice"}
    return [Hint(kind) for kind in KINDS if kind in told]


def _is_aside(scene: Scene, kind: HintKind) -> bool:
    times = scene.put_aside.get(kind, ())
    return len(times) >= ASIDE_FOR_TODAY or any(ago < ASIDE_FOR for ago in times)
