"""Every job of the house, once and now, whatever its period.

python -m openchair.rooms.bench.drills.upkeep      (in the environment of that installation)
"""

import json

import django


def main() -> None:
    """Run them all and print what each did."""
    django.setup()
    from openchair.core.jobs import jobs
    from openchair.core.time import now

    print(json.dumps({job.name: job.run(at=now()) for job in jobs()}))


if __name__ == "__main__":
    main()
