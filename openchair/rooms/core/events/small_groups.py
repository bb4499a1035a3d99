"""Facts about small groups. Who sat where and who held the floor stays readable; words have the key of their group.

Where everybody sits goes to the whole room, for the plan is known to all. What is said and whose turn it is goes to
the group's own stream, `group:<round>-<number>`.
"""

from typing import ClassVar

from openchair.rooms.core.commands.base import Wants
from openchair.rooms.core.commands.small_groups import SeatedGroup
from openchair.rooms.core.events.base import Event


class SmallGroupsOpened(Event, frozen=True):
    """Groups are numbered from 1 in the order they stand here; `leads` has one seat for each."""

    is_open: ClassVar[bool] = True
    round: int
    groups: list[list[str]]
    leads: list[str]
    ends_at_ms: int


class SmallGroupsAsked(Event, frozen=True):
    """What everybody is asked to speak about."""

    words: str


class SmallGroupMoved(Event, frozen=True):
    """`to` is the number of a group, 0 the plenary. Where who led a group goes, the next in it leads."""

    is_open: ClassVar[bool] = True
    seat: str
    to: int


class GroupLeadNamed(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class SmallGroupsExtended(Event, frozen=True):
    is_open: ClassVar[bool] = True
    ends_at_ms: int


class SmallGroupsEnding(Event, frozen=True):
    """Everybody is called back, and will be back at that time unless a leader gives more."""

    is_open: ClassVar[bool] = True
    back_at_ms: int


class SmallGroupsClosed(Event, frozen=True):
    """Everybody is back in the plenary; from here on floor time held in groups counts beside the rest."""

    is_open: ClassVar[bool] = True


class VisitBegan(Event, frozen=True):
    """A leader is in a small group, for everybody to see."""

    is_open: ClassVar[bool] = True
    seat: str
    number: int


class VisitEnded(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class GroupsTold(Event, frozen=True):
    seat: str
    words: str


class KeptApart(Event, frozen=True):
    """Stream `house`, which nobody reads."""

    pairs: list[tuple[str, str]]


class SmallGroupsProposed(Event, frozen=True):
    """Stream of the leader who asked. Without groups: nothing fits these people."""

    size: int
    groups: list[SeatedGroup]
    again: int
    left: list[str] = []
    """Who would be alone in the hall, or online, and is left to a leader's hand."""


class ProposalNoted(Event, frozen=True):
    """Stream `house`: everything a proposal was worked out from, so that it can be worked out again."""

    snapshot: str


# --- in the stream of a group -------------------------------------------------------------------------
class GroupFloorTaken(Event, frozen=True):
    is_open: ClassVar[bool] = True
    group: str
    seat: str


class GroupFloorEnded(Event, frozen=True):
    is_open: ClassVar[bool] = True
    group: str
    seat: str


class GroupHandRaised(Event, frozen=True):
    seat: str
    place: int


class GroupHandLowered(Event, frozen=True):
    seat: str


class GroupPieceOffered(Event, frozen=True):
    """Offered to somebody, or to nobody: then it lies on the table."""

    seat: str | None


class GroupSaid(Event, frozen=True, omit_defaults=True):
    """`id` counts what was said in this group. Old logs also hold words that ask how they came across."""

    id: int
    seat: str
    words: str
    wants: Wants | None
    note: str
    turn: bool
    heavy: bool = False


class GroupWordsTakenBack(Event, frozen=True):
    """The body and author of that `GroupSaid` are deleted in the same commit."""

    id: int


Facts = (
    SmallGroupsOpened | SmallGroupsAsked | SmallGroupMoved | GroupLeadNamed | SmallGroupsExtended | SmallGroupsEnding
    | SmallGroupsClosed | VisitBegan | VisitEnded | GroupsTold | KeptApart | SmallGroupsProposed | ProposalNoted
    | GroupFloorTaken | GroupFloorEnded | GroupHandRaised | GroupHandLowered | GroupPieceOffered | GroupSaid
    | GroupWordsTakenBack
)  # fmt: skip
