"""What is known of a person who looks for a group, and of a group: whatever is None or empty is not known.

Names are those of the input. Sets of words (languages, access, themes, goals, tags) are compared as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openchair.matching.ranking.week import Span

Name = str | int
Words = frozenset[str]
NONE: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Style:
    """How a group is run, or how somebody likes it; empty or None where that is not known."""

    structure: str = ""
    """open or structured"""
    leadership: str = ""
    """peer or professional"""
    size: int | None = None
    camera: str = ""
    """off, optional or expected"""


@dataclass(frozen=True, slots=True)
class Listing:
    """A group as somebody could join it."""

    id: Name
    name: str = ""
    is_open: bool = True
    seats: int | None = None
    has_waiting_list: bool = True
    youngest: int | None = None
    oldest: int | None = None
    languages: Words = NONE
    access: Words = NONE
    """What it offers: step_free, captions, interpreter, camera_optional."""
    times: tuple[Span, ...] = ()
    time_zone: str = ""
    is_online: bool | None = None
    themes: Mapping[str, float] = field(default_factory=dict)
    goals: Words = NONE
    style: Style = Style()
    only_for: Words = NONE
    """Identities it is for, if it is for some only."""
    composition: Words = NONE
    stages: tuple[int, ...] = ()
    wants_spread: bool = False
    kind: str = ""
    wait_days: float | None = None
    members: frozenset[Name] = frozenset()
    leaders: frozenset[Name] = frozenset()


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody who looks for a group, with what they chose to say."""

    id: Name
    age: int | None = None
    languages: Words = NONE
    needs: Words = NONE
    available: tuple[Span, ...] = ()
    preferred: tuple[Span, ...] = ()
    time_zone: str = ""
    minutes: Mapping[Name, float] = field(default_factory=dict)
    """How long the way to each group takes, where it is known."""
    most_minutes: float | None = None
    online: float | None = None
    """How much they like to meet online, 0 to 1."""
    themes: Mapping[str, float] = field(default_factory=dict)
    goals: Words = NONE
    style: Style = Style()
    identities: Words = NONE
    wishes: Words = NONE
    """The company they wish for."""
    stage: int | None = None
    rated: Mapping[str, float] = field(default_factory=dict)
    """Kinds of group they have been to, and what they gave them, 0 to 10."""
    most_wait: float | None = None
    apart: frozenset[Name] = frozenset()
    """Whom they must not meet, whichever of the two said so."""
    therapists: frozenset[Name] = frozenset()
    left_out: frozenset[Name] = frozenset()
    """Groups that excluded them, while that is in force."""
    on_hold: bool = False
    """A safety hold: nobody joins a group before somebody has talked with them."""
    heavier: Mapping[str, float] = field(default_factory=dict)
    """Parts of the score that count more or less for them; at most three."""
