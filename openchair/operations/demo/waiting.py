"""People of the demonstration who look for a group, what the groups say of themselves, and who has begun what."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from openchair.groups.models import Group, Membership, Part
from openchair.joining.models import Camera, GroupProfile, Structure
from openchair.joining.services.intake import answer_question, say_stage
from openchair.joining.services.waiting import ask_to_wait
from openchair.joining.taxonomy import EXPERIENCE, GOALS, PARTS_OF_DAY, PLACES, SIZES
from openchair.people.models import Person
from openchair.people.services import accounts

NAMES = (
    "quincetree", "farlantern", "wintercoat", "softpencil", "oldharbourlight", "threespoons", "eveningbus", "paleblue",
    "gardengate", "rivercup", "nextdoorpiano", "sundayshoes", "lostglove", "breadandsalt", "highwindow", "shortletter",
    "greyheronpond", "walnutshell", "latetrain", "onecandle", "bluekitchen", "smallharbour", "stillwaters", "firstbus",
)  # fmt: skip
"""Sign-in names of those who wait."""
THEMES = {
    "The Long Table": ["alcohol", "other_substances", "early_recovery"],
    "First Steps, with a clinician": ["alcohol", "early_recovery"],
    "After a loss": ["lost_partner", "lost_parent", "sudden_loss"],
    "Sunday Kitchen": ["low_mood", "anxiety"],
    "Low Tide": ["low_mood"],
    "Slow Mornings": ["pain", "hidden_illness", "new_diagnosis"],
    "The Second Shift": ["cares_for_parent", "cares_for_partner"],
    "Relatives' Evening": ["loves_somebody_who_drinks"],
    "Small Hours": ["new_parent", "alone_with_children"],
    "Open House": ["coming_out", "gender"],
    "Steady Ground": ["violence", "accident"],
    "Exam Term": ["anxiety", "low_mood"],
}


def describe(group: Group, chance: Random) -> None:
    """What a group says of itself, so that it can be found."""
    GroupProfile.objects.create(
        group=group,
        themes=THEMES[group.name],
        goals=sorted(chance.sample(sorted(GOALS), 3)),
        access=["captions"] if group.format != "in_person" else ["step_free"],
        structure=Structure.STRUCTURED if group.mode == "therapy" else Structure.OPEN,
        camera=Camera.OFF,
        minimum=4,
        reserved=1 if group.mode == "therapy" else 0,
    )


def say_where_they_are(group: Group, chance: Random, at: datetime) -> None:
    """Some members have said how far they are, once at the beginning and once lately."""
    seats = Membership.objects.active(at).filter(group=group, part=Part.MEMBER).select_related("person")
    for seat in seats.order_by("pseudonym"):
        if chance.random() < 0.7:
            first = chance.randrange(4)
            for stage, weeks in ((first, 11), (min(4, first + chance.randrange(3)), 3)):
                moment = at - timedelta(weeks=weeks)
                say_stage(person=seat.person, stage=stage, actor=seat.person, at=moment)


def add_those_who_wait(chance: Random, at: datetime) -> None:
    """People with answers of all kinds, from none at all to all eight, on the list for days to months."""
    for number, name in enumerate(NAMES):
        since = at - timedelta(days=3 + number * 5, hours=chance.randrange(20))
        person = accounts.add_person(
            sign_in_name=name, password_hash=make_password(None), at=since - timedelta(hours=2)
        )
        accounts.change_settings(person=person, at=since, time_zone="Europe/Lisbon", languages=["en"])
        for question, answer in _answers(number, chance).items():
            answer_question(person=person, question=question, answer=dict(answer), actor=person, at=since)
        ask_to_wait(person=person, actor=person, at=since)


def _answers(number: int, chance: Random) -> dict[str, Mapping[str, Any]]:
    if number % 8 == 7:
        return {}  # said nothing, and gets a useful list all the same
    kind = sorted(EXPERIENCE)[number % len(EXPERIENCE)]
    evenings = [f"{day}-evening" for day in chance.sample(range(7), 4)]
    mornings = [f"{day}-morning" for day in chance.sample(range(7), 2)]
    parts = sorted({*evenings, *mornings, f"{chance.randrange(7)}-{chance.choice(sorted(PARTS_OF_DAY))}"})
    return {
        "brings": {"kinds": [kind], "experience": [chance.choice(sorted(EXPERIENCE[kind]))]},
        "hopes": {"goals": sorted(chance.sample(sorted(GOALS), 2)), "stage": str(chance.randrange(5))},
        "worries": {"worries": ["speaking"]},
        "times": {"can": parts} if number % 3 else {},
        "place": {"place": chance.choice(sorted(PLACES))},
        "language": {"languages": ["en"], "needs": ["step_free"] if number % 6 == 5 else []},
        "comfort": {"size": chance.choice(sorted(SIZES))},
        "apart": {"words": "My former flatmate, who lives in the same street" if number == 4 else ""},
    }


def has_answered(person: Person, at: datetime) -> None:
    """The newcomer whom a visitor can be has answered two of the eight."""
    answer_question(person=person, question="brings", answer={"kinds": ["addiction_recovery"]}, actor=person, at=at)
    answer_question(person=person, question="hopes", answer={"goals": ["company"]}, actor=person, at=at)
