"""The leaders' papers: the checklist for opening and closing, and notes of the meeting."""

from typing import Annotated

from msgspec import Meta

from openchair.rooms.core.commands.base import Command

ItemId = Annotated[str, Meta(min_length=1, max_length=40)]
Note = Annotated[str, Meta(max_length=4000)]


class TickItem(Command, frozen=True):
    """Tick one thing of the checklist, or take the tick back (leaders)."""

    item: ItemId
    done: bool


class KeepNote(Command, frozen=True):
    """Keep my notes of this meeting; the newer replace the older (leaders)."""

    words: Note


Commands = TickItem | KeepNote
