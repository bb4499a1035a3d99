"""Facts about writing first, the invitation to another view, and a round opened inside a part."""

from openchair.rooms.core.events.base import Event


class QuestionAsked(Event, frozen=True):
    """`number` is larger than that of any fact before the command, so that no two questions of a meeting share it."""

    number: int
    words: str
    nameless: bool


class AnswerWritten(Event, frozen=True):
    """Stream of who wrote it: nobody else reads it before all is revealed."""

    question: int
    words: str


class NamelessAnswerWritten(Event, frozen=True):
    """No author. `token` keeps one answer a person and question, and joins nothing across questions or meetings."""

    question: int
    words: str
    token: str


class AnswersCounted(Event, frozen=True):
    """How many have written; who, nobody learns."""

    question: int
    count: int


class AnswersRevealed(Event, frozen=True):
    """What was written follows as `Said`, in a shuffled order; without a name its seat is empty."""

    question: int


class QuestionEnded(Event, frozen=True):
    question: int


class OtherViewsInvited(Event, frozen=True):
    words: str


class OtherViewsEnded(Event, frozen=True):
    pass


class WayOpened(Event, frozen=True):
    """A round of that kind begins inside the part that runs; without a prompt it asks what the part asks."""

    kind: str
    prompt: str


class WayEnded(Event, frozen=True):
    """The part goes on, with the kind it had before."""

    kind: str


Facts = (
    QuestionAsked | AnswerWritten | NamelessAnswerWritten | AnswersCounted | AnswersRevealed | QuestionEnded
    | OtherViewsInvited | OtherViewsEnded | WayOpened | WayEnded
)  # fmt: skip
