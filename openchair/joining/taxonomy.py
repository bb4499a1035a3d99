"""The words in which experience, goals, needs and times are said: for people in intake, for groups in their profile.

Codes are stored; words may change and are translated. Experience is grouped by the kinds of group (R59), so that a
newcomer reads eight short lists at most and never all of it.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openchair.groups.models import Kind

Words = Mapping[str, str | Promise]

EXPERIENCE: Mapping[str, Words] = {
    Kind.MENTAL_HEALTH: {
        "low_mood": _("Low mood that stays"),
        "anxiety": _("Worry, fear or panic"),
        "ups_and_downs": _("Ups and downs that are hard to steer"),
        "voices": _("Hearing or believing what others do not"),
        "eating": _("Food and my body"),
        "after_hospital": _("The time after a hospital stay"),
    },
    Kind.ADDICTION_RECOVERY: {
        "alcohol": _("Alcohol"),
        "other_substances": _("Other substances"),
        "gambling": _("Gambling, gaming or spending"),
        "early_recovery": _("The first months of recovery"),
        "long_recovery": _("Recovery for a year and more"),
    },
    Kind.GRIEF: {
        "lost_partner": _("My partner died"),
        "lost_child": _("My child died"),
        "lost_parent": _("A parent died"),
        "lost_friend": _("A brother, sister or friend died"),
        "sudden_loss": _("A death nobody saw coming"),
    },
    Kind.CHRONIC_ILLNESS: {
        "pain": _("Pain that stays"),
        "new_diagnosis": _("A diagnosis that is new"),
        "cancer": _("Cancer, now or before"),
        "hidden_illness": _("An illness others cannot see"),
    },
    Kind.CAREGIVERS: {
        "cares_for_parent": _("I care for a parent"),
        "cares_for_partner": _("I care for my partner"),
        "cares_for_child": _("I care for a child who needs more"),
        "loves_somebody_who_drinks": _("Somebody close to me drinks or uses"),
    },
    Kind.PARENTING: {
        "new_parent": _("A baby is here or coming"),
        "alone_with_children": _("I raise children alone"),
        "teenagers": _("Life with teenagers"),
    },
    Kind.LGBTQ: {
        "coming_out": _("Coming out"),
        "gender": _("My gender"),
        "family_and_faith": _("Family, faith and who I love"),
    },
    Kind.TRAUMA: {
        "violence": _("Violence I lived through"),
        "childhood": _("What happened when I was a child"),
        "service": _("What I saw at work or in service"),
        "accident": _("An accident or disaster"),
    },
}

GOALS: Words = {
    "company": _("Company: not being alone with it"),
    "understanding": _("Understanding what is going on with me"),
    "ways_to_cope": _("Ways to get through hard moments"),
    "stop_or_cut_down": _("To stop something, or do less of it"),
    "routine": _("A rhythm for my days, and sleep"),
    "family": _("To get on better with people close to me"),
    "give_back": _("To be there for others"),
}
WORRIES: Words = {
    "speaking": _("Having to speak"),
    "meeting_somebody": _("Meeting somebody I know"),
    "being_judged": _("Being judged"),
    "pulled_down": _("Hearing things that pull me down"),
    "faith": _("That it is about faith"),
    "crying": _("Crying in front of people"),
}
REPLIES: Words = {
    "speaking": _("In every group you can only listen, for as long as you like. Nobody is asked why."),
    "meeting_somebody": _("At the last question you can say who must not meet you. Only the coordinator reads it."),
    "being_judged": _("Every group has an agreement about just that, and those who lead keep to it."),
    "pulled_down": _("A hard story starts with a note, and you choose whether to open it. You can step out any time."),
    "faith": _("Groups here say what they are about before you come. You can read it first."),
    "crying": _("It happens, and it is all right. You can turn everything off for a while and come back."),
}
"""What is said to somebody who has a worry: an answer, never praise."""

STAGES: tuple[str | Promise, ...] = (
    _("I am not sure there is anything I want to change"),
    _("I am thinking about it"),
    _("I am getting ready, and may start soon"),
    _("I have begun, in the last months"),
    _("It has held for half a year or more"),
)
"""The stages of change in everyday words, 0 to 4. Source: Prochaska and DiClemente, as in the design's reference."""

NEEDS: Words = {
    "step_free": _("A way in without steps"),
    "captions": _("To read along what is said"),
    "interpreter": _("A sign language interpreter"),
    "camera_optional": _("No camera, or only when I like"),
}
IDENTITIES: Words = {
    "women": _("Women"),
    "men": _("Men"),
    "non_binary": _("Non-binary people"),
    "lgbtq": _("LGBTQ+ people"),
    "veterans": _("People who served"),
    "young": _("Young people"),
    "older": _("Older people"),
}
PARTS_OF_DAY: Mapping[str, tuple[str, str, str | Promise]] = {
    "morning": ("08:00", "12:00", _("Morning, 8 to 12")),
    "afternoon": ("12:00", "17:00", _("Afternoon, 12 to 17")),
    "evening": ("17:00", "22:00", _("Evening, 17 to 22")),
}
PLACES: Words = {
    "online": _("Online"),
    "rather_online": _("Rather online"),
    "either": _("Either is fine"),
    "rather_near": _("Rather in a room near me"),
    "near": _("In a room near me"),
}
ONLINE_VALUE: Mapping[str, float] = {
    "online": 1.0,
    "rather_online": 0.8,
    "either": 0.5,
    "rather_near": 0.2,
    "near": 0.0,
}
SIZES: Mapping[str, tuple[int, str | Promise]] = {
    "small": (5, _("Small: up to six")),
    "middle": (8, _("Middle: about eight")),
    "large": (12, _("Larger: ten and more, where one can sit at the back")),
}


def all_experience() -> dict[str, str | Promise]:
    """Every code with its words."""
    return {code: words for group in EXPERIENCE.values() for code, words in group.items()}


def kind_of(code: str) -> str:
    """The kind of group that a piece of experience belongs to; empty where there is none."""
    return next((kind for kind, words in EXPERIENCE.items() if code in words), "")
