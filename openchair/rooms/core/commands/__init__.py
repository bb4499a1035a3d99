"""What a person, or the house itself, may ask of a room.

Commands are closed types: an unknown field or kind is refused while it is read. Whoever acts is never part
of a command; the edge knows it from the connection. Commands of the house are in their own union, so that
no socket can send one.
"""

import msgspec

from openchair.rooms.core.commands import (
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
from openchair.rooms.core.commands.agenda import *
from openchair.rooms.core.commands.base import *
from openchair.rooms.core.commands.board import *
from openchair.rooms.core.commands.care import *
from openchair.rooms.core.commands.checking import *
from openchair.rooms.core.commands.course import *
from openchair.rooms.core.commands.desk import *
from openchair.rooms.core.commands.door import *
from openchair.rooms.core.commands.entry import *
from openchair.rooms.core.commands.floor import *
from openchair.rooms.core.commands.hints import *
from openchair.rooms.core.commands.house import *
from openchair.rooms.core.commands.listening import *
from openchair.rooms.core.commands.lock import *
from openchair.rooms.core.commands.papers import *
from openchair.rooms.core.commands.presence import *
from openchair.rooms.core.commands.roles import *
from openchair.rooms.core.commands.sharing import *
from openchair.rooms.core.commands.small_groups import *
from openchair.rooms.core.commands.voice import *
from openchair.rooms.core.commands.words import *

PersonCommand = (
    door.Commands | entry.Commands | course.Commands | floor.Commands | words.Commands | presence.Commands
    | checking.Commands | sharing.Commands | small_groups.Commands | care.Commands | hints.PutHintAside
    | desk.Commands | lock.Commands | voice.Commands | board.TapBoard | papers.Commands
    | listening.Commands | roles.Commands
)  # fmt: skip
HouseCommand = house.Commands | small_groups.HouseCommands

person_command = msgspec.json.Decoder(PersonCommand)
