"""Calls larger than a mesh carries, on a media server somebody else wrote: one small interface, three adapters.

A media server hears everybody in the clear, which a relay does not; whoever uses one says so where people agree to be
heard. Recording is off and locked in every room that is made here, no credential allows it, and there is nothing in
the interface that could turn it on. No seat or account goes to a media server: `who` is a mark made for it, and a
pseudonym goes only where the media server shows a page of its own.
"""

from django.conf import settings

from openchair.rooms.voice.media.janus import Janus
from openchair.rooms.voice.media.jitsi import Jitsi
from openchair.rooms.voice.media.livekit import LiveKit
from openchair.rooms.voice.media.server import Joining, MediaServer, NotReached, new_mark

__all__ = ["Janus", "Jitsi", "Joining", "LiveKit", "MediaServer", "NotReached", "is_set_up", "new_mark", "server"]


def is_set_up() -> bool:
    """Whether this installation has a media server that its pages can join."""
    return bool(settings.JANUS_URL)


def server() -> Janus:
    """The media server of this installation."""
    return Janus(
        url=settings.JANUS_URL, address=settings.JANUS_ADDRESS, admin_address=settings.JANUS_ADMIN_ADDRESS,
        secret=settings.JANUS_SECRET,
    )  # fmt: skip
