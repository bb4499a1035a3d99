"""Make the throw-away installation of a benchmark: databases, people, groups, open rooms.

python -m openchair.rooms.bench.prepare ROOMS MEMBERS FIRST      (in the environment of that installation)
"""

import json
import sys

import django
from django.core.management import call_command


def main(rooms: int, members: int, first: int) -> None:
    """Migrate, stage, and print who sits where."""
    django.setup()
    from openchair.core.time import now
    from openchair.rooms.bench.stage import places, stage

    for database in ("default", "keys", "sessions"):
        call_command("migrate", database=database, verbosity=0)
    print(json.dumps(places(stage(rooms, members, now(), first=first))))


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:4]))
