"""Contrast lines: nearly the same words, and somebody else, another time, or nothing at all is meant.

Written for this project, each line for one rule of scope. What is held back from whoever writes rules is elsewhere.
"""

import pytest

from openchair.safety.screening.screen import Tier, screen

NONE, REVIEW, PAGE = Tier.NONE, Tier.REVIEW, Tier.PAGE


def tier_of(line: str, kind: str, language: str = "en") -> Tier:
    return next((one.tier for one in screen(line, language).concerns if one.kind == kind), NONE)


SELF_HARM = [
    # Now, of oneself
    ("I want to die", PAGE),
    ("i just really wanna die", PAGE),
    ("I'm going to kill myself tonight", PAGE),
    ("I am planning to end my life", PAGE),
    ("I have the rope here, it is ready", PAGE),
    ("I bought enough pills and they are on the table", PAGE),
    ("I cut myself again", PAGE),
    ("I wrote goodbye letters today", PAGE),
    ("I don't want to be alive", REVIEW),
    ("I wish I had never been born", REVIEW),
    ("everyone would be better off without me", REVIEW),
    ("I am so tired of living", REVIEW),
    # A denial, and what follows a turn
    ("I don't want to die", NONE),
    ("I am not suicidal", NONE),
    ("I'm not suicidal but I wish I was dead", REVIEW),
    ("I never thought of killing myself, but now I want to die", PAGE),
    ("I don't have a plan to die, the pills are not ready", REVIEW),
    ("I no longer have the pills counted on the table", REVIEW),
    # Another person
    ("My sister wants to die", REVIEW),
    ("my dad killed himself", REVIEW),
    ("A friend of mine attempted suicide", REVIEW),
    ("He said he will hurt himself", REVIEW),
    ("My brother wants to die and so do I want to die", PAGE),
    # Over
    ("Years ago I tried to kill myself", REVIEW),
    ("When I was fifteen I used to cut myself", REVIEW),
    ("I wanted to die last winter, I'm in a good place now", REVIEW),
    ("I used to want to die and tonight I want to die again", PAGE),
    # Somebody else's words
    ("They asked me if I was suicidal", REVIEW),
    ("The film is about suicide", NONE),
    ("a song about wanting to end it all", NONE),
    # Not meant
    ("This heat is killing me", NONE),
    ("I nearly died laughing", NONE),
    ("I'd kill for a slice of cake", NONE),
    ("My phone is about to die", NONE),
    ("I would rather die than dance", NONE),
    ("I have to cut myself some slack here", NONE),
    ("Let's end it here for today", NONE),
    ("I'm dying to meet your dog", NONE),
    ("That exam killed me", NONE),
    ("See you all on Thursday, hang in there", NONE),
    # Written around a filter
    ("i want to d1e", PAGE),
    ("k i l l i n g myself", PAGE),
    ("KILL\u200bING MYSELF", PAGE),
    ("im gonna unalive myself", PAGE),
    ("i want to dieeeee", PAGE),
]


@pytest.mark.parametrize(("line", "tier"), SELF_HARM)
def test_self_harm_is_told_by_who_when_and_whether(line, tier):
    assert tier_of(line, "self_harm") == tier


OTHERS = [
    ("harm_to_others", "I'm going to hurt him when I see him", PAGE),
    ("harm_to_others", "I would never hurt him", NONE),
    ("harm_to_others", "I could strangle my printer", NONE),
    ("harm_to_others", "he told me about his holiday", NONE),
    ("in_danger", "My husband hit me last night", PAGE),
    ("in_danger", "he is outside my door right now", PAGE),
    ("in_danger", "My husband hit the brakes", NONE),
    ("abuse", "You are worthless", REVIEW),
    ("abuse", "shut up, nobody likes you", REVIEW),
    ("abuse", "I felt worthless all day", NONE),
    ("abuse", "you are not a burden to us", NONE),
    ("abuse", "You are so brave", NONE),
    ("contact_details", "write to me at wren.hale@example.org", REVIEW),
    ("contact_details", "call me, 020 7946 0991", REVIEW),
    ("contact_details", "add me on discord, wren_hale", REVIEW),
    ("contact_details", "let's meet at my place, just you and me", REVIEW),
    ("contact_details", "the helpline is 0800 555 0100", NONE),
    ("contact_details", "I slept 7 hours, for the first time in 30 days", NONE),
    ("contact_details", "we meet at 19:30 on 12.05.2026", NONE),
    ("confidentiality", "I took a screenshot of what she wrote", REVIEW),
    ("confidentiality", "guess who I saw in group, my neighbour", REVIEW),
    ("confidentiality", "what is said here stays here", NONE),
    ("medical_advice", "You should stop taking your lithium", REVIEW),
    ("medical_advice", "just skip your meds for a week", REVIEW),
    ("medical_advice", "I stopped my sertraline with my doctor", NONE),
    ("medical_advice", "have you talked with your doctor about it?", NONE),
    ("substance_use", "I'm so drunk right now", REVIEW),
    ("substance_use", "just smoked a joint", REVIEW),
    ("substance_use", "I'm drunk and driving home now", PAGE),
    ("substance_use", "sixty days sober", NONE),
    ("substance_use", "I'm not drunk", NONE),
    ("substance_use", "I have high hopes", NONE),
]


@pytest.mark.parametrize(("kind", "line", "tier"), OTHERS)
def test_every_other_kind_by_what_the_words_do(kind, line, tier):
    assert tier_of(line, kind) == tier


SPANISH = [
    ("self_harm", "Me quiero morir", PAGE),
    ("self_harm", "no quiero vivir más", REVIEW),
    ("self_harm", "Quiero suicidarme esta noche", PAGE),
    ("self_harm", "Tengo las pastillas contadas en la mesa", PAGE),
    ("self_harm", "Mi hermano se suicidó hace dos años", REVIEW),
    ("self_harm", "Hace años intenté suicidarme, ahora estoy bien", REVIEW),
    ("self_harm", "No pienso en matarme", NONE),
    ("self_harm", "Me muero de risa", NONE),
    ("self_harm", "Este tráfico me está matando", NONE),
    ("in_danger", "mi ex me amenazó anoche", PAGE),
    ("abuse", "eres patético", REVIEW),
    ("contact_details", "mi número es 612 345 678", REVIEW),
    ("medical_advice", "Deberías dejar el litio", REVIEW),
    ("substance_use", "estoy borracho y conduciendo", PAGE),
    ("self_harm", "Nos vemos el jueves", NONE),
]


@pytest.mark.parametrize(("kind", "line", "tier"), SPANISH)
def test_spanish_has_a_pack_of_its_own(kind, line, tier):
    assert tier_of(line, kind, "es") == tier


def test_each_concern_says_where_and_why():
    line = "We had soup. I want to die. You are pathetic."
    found = {one.kind: one for one in screen(line).concerns}
    assert {kind: [line[start:end] for start, end in one.spans] for kind, one in found.items()} == {
        "self_harm": ["want to die"],
        "abuse": ["You are pathetic"],
    }
    assert found["self_harm"].why == "speaks of wanting to die or of suicide"


def test_a_denial_lowers_means_and_never_deletes_them():
    plain, denied = screen("I have the pills ready here"), screen("I don't have the pills ready here")
    assert (plain.tier, denied.tier) == (PAGE, REVIEW)
    assert denied.scores["self_harm"] < plain.scores["self_harm"]


@pytest.mark.parametrize(
    "written", ["", " ", "\n\n", "😀" * 500, "ა" * 3000, "﷽" * 400, "\ud800", "א" * 2000, "1" * 9000]
)
def test_any_script_and_nothing_at_all_are_read(written):
    assert screen(written).screened


def test_the_end_of_a_hundred_thousand_signs_is_read():
    assert screen("all is well. " * 8000 + "I want to die").tier is PAGE
