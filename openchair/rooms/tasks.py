"""What has to be done from time to time, by the worker."""

from datetime import datetime

from openchair.rooms import reactions
from openchair.rooms.models import RoomReaction


def finish_reactions(*, at: datetime) -> int:
    """Take up what a crash left between a meeting's log and the rest of the house; how many meetings were behind."""
    behind = 0
    for progress in RoomReaction.objects.filter(closed_at=None):
        reactions.take_up(progress.meeting_id)
        after = RoomReaction.objects.get(pk=progress.pk)
        behind += after.number > progress.number
    return behind
