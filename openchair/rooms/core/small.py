"""What a room knows about its small groups while they are open."""

from msgspec import Struct, field

from openchair.rooms.core.commands.small_groups import SeatedGroup

KEPT_WORDS = 200
KEPT_TOLD = 20
KIND = "small_groups"
"""The kind of what runs while small groups are open, whatever part of the agenda they were opened in."""


def stream_of(round_: int, number: int) -> str:
    """The stream of one small group; a new round has new ones, each with a key of its own."""
    return f"group:{round_}-{number}"


NOT_IN_GROUPS: dict[str, object] = {
    "read_by": None, "mark": None, "heard": False, "mine": None, "answers": None, "feedback": None, "my_feedback": None,
}  # fmt: skip
"""What words of the plenary have and words of a small group do not, so that a page shows both alike."""


class GroupWord(Struct, gc=False):
    """Something said in a small group."""

    id: int
    seat: str
    at_ms: int
    words: str | None
    wants: str | None
    note: str
    turn: bool
    heavy: bool = False
    taken_back: bool = False


class Since(Struct, frozen=True):
    """From when on somebody is in a group: a number of its stream and an id of its words."""

    number: int
    word: int


class SmallGroup(Struct):
    """One small group and its own floor."""

    number: int
    stream: str
    members: list[str] = field(default_factory=list)
    lead: str | None = None
    visitors: list[str] = field(default_factory=list)
    """Leaders who are in it for a while."""
    since: dict[str, Since] = field(default_factory=dict)
    holder: str | None = None
    since_ms: int = 0
    offered: str | None = None
    last_holder: str | None = None
    queue: list[str] = field(default_factory=list)
    said: int = 0
    words: dict[int, GroupWord] = field(default_factory=dict)
    alone_since_ms: int | None = None
    """Since when only one of several is here, the others' lines being lost or they having stepped out."""

    def has(self, seat: str) -> bool:
        """Whether somebody is in it, as a member or for a visit."""
        return seat in self.members or seat in self.visitors


class Proposal(Struct, frozen=True):
    """Small groups the house proposes."""

    size: int
    groups: list[SeatedGroup]
    again: int
    left: list[str]


class Told(Struct, frozen=True):
    """What a leader said to all groups."""

    seat: str
    words: str
    at_ms: int


class SmallGroups(Struct):
    """A round of small groups."""

    round: int
    kind_before: str
    opened_ms: int
    ends_ms: int
    back_ms: int = 0
    """When everybody will be back; 0 while nobody is called."""
    asks: str = ""
    resting: str | None = None
    """Before whom the piece of the plenary lay."""
    told: list[Told] = field(default_factory=list)
    groups: dict[int, SmallGroup] = field(default_factory=dict)
    last_number: int = 0
    floor: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Turns and milliseconds held in groups; they count from the moment everybody is back."""

    def of(self, seat: str) -> SmallGroup | None:
        """The group this person is a member of."""
        return next((group for group in self.groups.values() if seat in group.members), None)

    def where(self, seat: str) -> SmallGroup | None:
        """The group this person is in, also for a visit."""
        return next((group for group in self.groups.values() if group.has(seat)), None)

    def by_stream(self, stream: str) -> SmallGroup | None:
        """The group of that stream, while it is open."""
        return next((group for group in self.groups.values() if group.stream == stream), None)
