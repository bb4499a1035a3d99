"""Small groups: opening them, moving between them, what is said and done inside one, and coming back."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from openchair.rooms.core.commands.base import Command, Line, SaidId, Seat, WantsInGroup, Words

GroupNumber = Annotated[int, Meta(ge=1, le=200)]
GroupName = Annotated[str, Meta(pattern=r"^group:[0-9]{1,3}-[0-9]{1,3}$")]
"""The stream of a small group, said with everything that is done inside: what was meant for one reaches no other."""
GroupMinutes = Annotated[int, Meta(ge=1, le=90)]


class SeatedGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is to sit together; `lead` is one of them, by default the first."""

    seats: Annotated[list[Seat], Meta(max_length=40)]
    lead: Seat | None = None


class OpenSmallGroups(Command, frozen=True):
    """Open small groups with these people for so many minutes (leaders); whoever is in none stays in the plenary."""

    groups: Annotated[list[SeatedGroup], Meta(min_length=1, max_length=100)]
    minutes: GroupMinutes
    asks: Annotated[str, Meta(max_length=400)] = ""
    """What everybody is asked to speak about."""


class AskSmallGroups(Command, frozen=True):
    """Ask the house who should sit with whom (leaders): it answers with a proposal, and a person decides."""

    size: Annotated[int, Meta(ge=2, le=12)]
    seed: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    """Another number, another proposal; the same one, the same again."""


class CheckPlaces(Command, frozen=True):
    """Ask whether these people may sit together (leaders); nothing happens."""

    groups: Annotated[list[SeatedGroup], Meta(max_length=100)]


class MoveToGroups(Command, frozen=True):
    """Move people, all at once, each to the group of that number; 0 is the plenary, a new number a new group."""

    moves: Annotated[dict[Seat, Annotated[int, Meta(ge=0, le=200)]], Meta(min_length=1, max_length=200)]


class HandOnGroup(Command, frozen=True):
    """Let somebody else lead the small group they are in (leaders, or whoever leads it)."""

    seat: Seat


class ExtendSmallGroups(Command, frozen=True):
    """Give the small groups some more minutes, also while they are being called back (leaders)."""

    minutes: GroupMinutes = 2


class BringBack(Command, frozen=True):
    """Call everybody back: so many seconds are counted down for all to see (leaders)."""

    seconds: Annotated[int, Meta(ge=10, le=300)] = 60


class VisitGroup(Command, frozen=True):
    """Go into a small group, seen by everybody (leaders)."""

    number: GroupNumber


class EndVisit(Command, frozen=True):
    """Leave the small group one visits."""


class TellGroups(Command, frozen=True):
    """A word to all small groups at once (leaders)."""

    words: Line


class SayInGroup(Command, frozen=True):
    """Say something to one's own small group."""

    group: GroupName
    words: Words
    wants: WantsInGroup | None = None
    note: Annotated[str, Meta(max_length=120)] = ""
    heavy: bool = False
    """Whether the words are folded until somebody opens them."""


class TakeBackInGroup(Command, frozen=True):
    """Take back one's own words in a small group, while it lasts."""

    group: GroupName
    said: SaidId


class GroupFloor(Command, frozen=True):
    """The talking piece of one's own small group: ask for it, take it, pass it on."""

    group: GroupName
    act: Literal["raise_hand", "lower_hand", "take_piece", "pass_on"]


Commands = (
    AskSmallGroups | CheckPlaces | OpenSmallGroups | MoveToGroups | HandOnGroup | ExtendSmallGroups | BringBack
    | VisitGroup | EndVisit | TellGroups | SayInGroup | TakeBackInGroup | GroupFloor
)  # fmt: skip


class KeepApart(Command, frozen=True):
    """Who may not sit in one small group: of the house, told to nobody."""

    pairs: list[tuple[Seat, Seat]]


class ProposeSmallGroups(Command, frozen=True):
    """Answer a leader who asked for small groups; `snapshot` is what the answer was worked out from."""

    seat: Seat
    size: int
    groups: list[SeatedGroup]
    again: int
    """How many pairs of these meet who met before; so few as could be found."""
    snapshot: str
    left: list[Seat] = []
    """Who would be alone, in the hall or online; a leader places them by hand."""


HouseCommands = KeepApart | ProposeSmallGroups
