"""The eight questions of the intake as forms: what is asked, why, and how an answer reads back in one line."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openchair.groups.models import Kind
from openchair.joining import taxonomy
from openchair.joining.models import Camera, Structure

LONGEST_WORDS = 600
DAYS = tuple(enumerate((_("Sun"), _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"))))
LONG_DAYS = (_("Sunday"), _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"))
WEEK = (1, 2, 3, 4, 5, 6, 0)
"""Monday first, as people look at a week; numbers as the ranking counts them, from Sunday."""


def _ticks(label: Any, choices: Any, *, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=hint
    )


def _one(label: Any, choices: Any, *, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect, help_text=hint)


def _own_words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )  # fmt: skip


class Question(forms.Form):
    """One screen. Every field may stay empty; what is empty is not kept."""

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    in_short: ClassVar[str | Promise]
    why: ClassVar[str | Promise]

    def kept(self) -> dict[str, Any]:
        """What is kept of the answer."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", [], None)}

    @classmethod
    def said(cls, answer: Mapping[str, Any]) -> str:
        """The answer in one line, for its own writer."""
        parts: list[str] = []
        for name, field in cls.base_fields.items():
            value = answer.get(name)
            if not value:
                continue
            if isinstance(field, forms.ChoiceField):
                words = _words_of(field.choices)
                parts += [str(words[each]) for each in ([value] if isinstance(value, str) else value) if each in words]
            else:
                parts.append(str(value))
        return "; ".join(parts)


def _words_of(choices: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for value, words in choices:
        if isinstance(words, list | tuple):
            found.update(words)
        else:
            found[value] = words
    return found


class Brings(Question):
    name = "brings"
    title = _("What brings you here?")
    in_short = _("What brings you here")
    why = _("Tick what fits, one or several. It decides most about which groups come first.")

    kinds = _ticks(_("What brings you here?"), [(kind.value, kind.label) for kind in Kind])
    experience = _ticks(
        _("Closer, if you like"),
        [(kind.label, list(taxonomy.EXPERIENCE[kind].items())) for kind in Kind],
    )
    words = _own_words(_("Something else, in your own words"))


class Hopes(Question):
    name = "hopes"
    title = _("What do you hope for?")
    in_short = _("What you hope for")
    why = _("Groups work on different things. There is no right answer.")

    goals = _ticks(_("What do you hope for?"), list(taxonomy.GOALS.items()))
    stage = _one(
        _("And where are you with it just now?"),
        [(str(number), words) for number, words in enumerate(taxonomy.STAGES)],
        hint=_("Every place on this list is a good place to come from. It may change, and we ask again some time."),
    )


class Worries(Question):
    name = "worries"
    title = _("What worries you about a group?")
    in_short = _("What worries you")
    why = _("Tick what fits, or nothing. Each worry has an answer.")

    worries = _ticks(_("What worries you about a group?"), list(taxonomy.WORRIES.items()))
    words = _own_words(_("Something else, in your own words"))


class Times(Question):
    name = "times"
    title = _("When could you come?")
    in_short = _("When you can come")
    why = _("Groups that meet when you cannot are left out. Tick nothing if any time is fine.")

    can = _ticks(
        _("I could come"),
        [
            (f"{day}-{part}", f"{long}, {words}")
            for day, long in enumerate(LONG_DAYS)
            for part, (_start, _end, words) in taxonomy.PARTS_OF_DAY.items()
        ],
    )
    likes = _ticks(
        _("I would like best"),
        [(f"{day}-{part}", "") for day, _short in DAYS for part in taxonomy.PARTS_OF_DAY],
    )

    @classmethod
    def said(cls, answer: Mapping[str, Any]) -> str:
        """The days, each with its parts."""
        ticked = {*answer.get("can", []), *answer.get("likes", [])}
        days = []
        for day in WEEK:
            parts = [
                str(words).split(",")[0].casefold()
                for part, (_start, _end, words) in taxonomy.PARTS_OF_DAY.items()
                if f"{day}-{part}" in ticked
            ]
            if parts:
                days.append(f"{DAYS[day][1]} {', '.join(parts)}")
        return "; ".join(days)

    def kept(self) -> dict[str, Any]:
        """What somebody likes best they also can."""
        kept = super().kept()
        if kept.get("likes"):
            kept["can"] = sorted({*kept.get("can", []), *kept["likes"]})
        return kept

    def rows(self) -> Iterable[tuple[Any, list[tuple[str, bool, bool, str]]]]:
        """The week as a table: of each day the parts, with whether they are ticked and how they are read out."""
        can, likes = (set(self[name].value() or []) for name in ("can", "likes"))
        for day in WEEK:
            yield (
                DAYS[day][1],
                [
                    (f"{day}-{part}", f"{day}-{part}" in can, f"{day}-{part}" in likes, f"{LONG_DAYS[day]}, {words}")
                    for part, (_start, _end, words) in taxonomy.PARTS_OF_DAY.items()
                ],
            )

    def heads(self) -> list[tuple[str, str]]:
        """The parts of a day: word, and from when to when."""
        return [
            (str(words).partition(",")[0], str(words).partition(",")[2].strip())
            for _start, _end, words in taxonomy.PARTS_OF_DAY.values()
        ]


class Place(Question):
    name = "place"
    title = _("Online, or in a room?")
    in_short = _("Online or near you")
    why = _("Online groups here work with text on any phone. Groups in a room say where they meet.")

    place = _one(_("Online, or in a room?"), list(taxonomy.PLACES.items()))


class Language(Question):
    name = "language"
    title = _("Which languages do you speak, and what do you need?")
    in_short = _("Language and what you need")
    why = _("Groups in no language of yours are left out, and groups that lack what you need.")

    languages = _ticks(_("I speak"), [])
    needs = _ticks(_("I need"), list(taxonomy.NEEDS.items()))
    identities = _ticks(
        _("Some groups are only for some people. Is one of these yours?"),
        list(taxonomy.IDENTITIES.items()),
        hint=_("Only to show you groups that are just for people like you. No group is told."),
    )

    def __init__(self, *args: Any, languages: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["languages"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(languages)


class Comfort(Question):
    name = "comfort"
    title = _("What would make it easier to come?")
    in_short = _("Camera, size and company")
    why = _("Wishes, not conditions: they move groups up, and leave none out.")

    camera = _one(_("Cameras"), Camera.choices)
    size = _one(_("How many people"), [(code, words) for code, (_size, words) in taxonomy.SIZES.items()])
    structure = _one(_("How a meeting runs"), Structure.choices)
    leadership = _one(_("Who leads"), [("peer", _("Trained peers")), ("professional", _("A clinician, or both"))])
    company = _ticks(_("I would like to be among"), list(taxonomy.IDENTITIES.items()))


class Apart(Question):
    name = "apart"
    title = _("Is there somebody you must not meet?")
    in_short = _("Who must not meet you")
    why = _(
        "Only a coordinator reads this, and sees to it that you are never put into one group. The other person is told "
        "nothing, and neither is anybody else."
    )

    words = forms.CharField(
        label=_("Who, and what we need to know to recognise them"), required=False, max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )  # fmt: skip


QUESTIONS: tuple[type[Question], ...] = (Brings, Hopes, Worries, Times, Place, Language, Comfort, Apart)
NAMES = tuple(question.name for question in QUESTIONS)


def question_named(name: str) -> type[Question] | None:
    """The question with this name."""
    return next((question for question in QUESTIONS if question.name == name), None)


def after(name: str) -> type[Question] | None:
    """The question that follows."""
    following = NAMES.index(name) + 1
    return QUESTIONS[following] if following < len(QUESTIONS) else None


def before(name: str) -> type[Question] | None:
    """The question that came before."""
    at = NAMES.index(name)
    return QUESTIONS[at - 1] if at else None
