"""What happened in a room: the one source of truth about a meeting.

An event is open or sealed. Open events (who was here, who held the floor, which part ran) outlive the words;
everything else is sealed under the meeting's key and is gone when that key is destroyed. `fold` therefore
accepts an event whose body is missing. Every event goes to exactly one stream.
"""

from openchair.rooms.core.events import (
    board,
    care,
    checking,
    course,
    desk,
    door,
    entry,
    floor,
    hints,
    house,
    listening,
    lock,
    papers,
    presence,
    roles,
    sharing,
    small_groups,
    voice,
    words,
)
from openchair.rooms.core.events.base import *
from openchair.rooms.core.events.board import *
from openchair.rooms.core.events.care import *
from openchair.rooms.core.events.checking import *
from openchair.rooms.core.events.course import *
from openchair.rooms.core.events.desk import *
from openchair.rooms.core.events.door import *
from openchair.rooms.core.events.entry import *
from openchair.rooms.core.events.floor import *
from openchair.rooms.core.events.hints import *
from openchair.rooms.core.events.house import *
from openchair.rooms.core.events.listening import *
from openchair.rooms.core.events.lock import *
from openchair.rooms.core.events.papers import *
from openchair.rooms.core.events.presence import *
from openchair.rooms.core.events.roles import *
from openchair.rooms.core.events.sharing import *
from openchair.rooms.core.events.small_groups import *
from openchair.rooms.core.events.voice import *
from openchair.rooms.core.events.words import *

AnyEvent = (
    house.Facts | door.Facts | presence.Facts | entry.Facts | course.Facts | floor.Facts | words.Facts | checking.Facts
    | sharing.Facts | small_groups.Facts | care.Facts | hints.HintPutAside
    | desk.Facts | lock.Facts | voice.Facts | board.Facts | papers.Facts | listening.Facts | roles.Facts
)  # fmt: skip
