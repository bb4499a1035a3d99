"""Forms of groups."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused
from openchair.core.time import zone_choices
from openchair.groups.models import LONGEST_PRONOUNS, LONGEST_PSEUDONYM, AbsenceNotice, Group, Part
from openchair.groups.services.absence import LONGEST_WORDS
from openchair.groups.services.founding import FIELDS
from openchair.groups.services.leaving import LONGEST_FAREWELL
from openchair.groups.wall_time import moment
from openchair.people.models import Look


def add_problem(form: forms.BaseForm, problem: ValidationError | Refused) -> None:
    """Say at its field, or above the form, what a service refused."""
    if isinstance(problem, Refused):
        form.add_error(None, str(problem.words))
        return
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, said in problem.message_dict.items():
        form.add_error(name if name in form.fields else None, said)


class AbsenceForm(forms.Form):
    """What the group may be told about an absence."""

    tell = forms.ChoiceField(
        label=_("What may the group be told?"),
        choices=AbsenceNotice.Tell.choices,
        widget=forms.RadioSelect,
        initial=AbsenceNotice.Tell.AWAY,
    )
    words = forms.CharField(
        label=_("Your words, if you chose that"), required=False, max_length=LONGEST_WORDS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Own words need words."""
        data = super().clean() or {}
        if data.get("tell") == AbsenceNotice.Tell.WORDS and not data.get("words", "").strip():
            self.add_error("words", _("Write what the group may be told, or choose another answer."))
        return data


class MyselfForm(forms.Form):
    """How somebody would like to be met in one group."""

    pronouns = forms.CharField(
        label=_("Pronouns"), max_length=LONGEST_PRONOUNS, required=False,
        help_text=_("Stand beside your name in this group, and in no other. May stay empty."),
    )  # fmt: skip
    shows_needs = forms.BooleanField(
        label=_("Those who lead may read what helps me to take part, and which languages I speak"), required=False
    )


class LeavingForm(forms.Form):
    """A good-bye to the group, and whether to stay in touch."""

    farewell = forms.CharField(
        label=_("A good-bye to the group"), required=False, max_length=LONGEST_FAREWELL,
        help_text=_("Only if you like. Those who are in it today can read it for 14 days; then it is gone."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    stays_in_touch = forms.BooleanField(label=_("Keep this group on my list, as one I was part of"), required=False)


def _languages() -> list[tuple[str, str]]:
    """The languages of the installation first, then all others by their own names."""
    own = [code for code, _name in settings.LANGUAGES]
    rest = sorted((code for code, info in LANG_INFO.items() if "name_local" in info and code not in own))
    names = {code: str(LANG_INFO[code]["name_local"]) for code in (*own, *rest)}
    return [(code, name[:1].upper() + name[1:]) for code, name in names.items()]


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a coordinator says about a group."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        initial=settings.TIME_ZONE,
        help_text=_("Its meetings keep their wall time in this zone, also when the clocks change."),
    )

    class Meta:
        model = Group
        fields = FIELDS
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "purpose": _("As its members would say it to somebody new. Anybody may read this."),
            "mode": _("Every page of the group says which it is."),
            "seats": _("For members and visitors. Those who lead sit beside them."),
            "word_retention_days": _("From 0 to 365. Then the key is destroyed and nobody can read them."),
            "place": _("For groups that meet in a room. Leave it empty online."),
            "access_notes": _("Steps, lift, captions, quiet room: what people need to know before they come."),
        }


class SeriesForm(forms.Form):
    """A weekly time."""

    weekday = forms.TypedChoiceField(label=_("Day"), choices=list(WEEKDAYS.items()), coerce=int)
    starts_local = forms.TimeField(
        label=_("Starts at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("On the group's clock, such as 19:00."),
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=15, max_value=240, initial=75)
    every_weeks = forms.IntegerField(
        label=_("Every how many weeks"), min_value=1, max_value=8, initial=1, help_text=_("1 is every week.")
    )
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ExtraMeetingForm(forms.Form):
    """One meeting outside the week; the moment is on the group's clock."""

    zone = "UTC"
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Starts at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=15, max_value=240, initial=75)

    def clean(self) -> dict[str, Any]:
        """The moment that day and time mean there."""
        data = super().clean() or {}
        if self.errors:
            return data
        starts_at: datetime = moment(data["day"], data["time"], self.zone)
        return {"starts_at": starts_at, "minutes": data["minutes"]}


class SeatForm(forms.Form):
    """Who gets a place in the group, and how."""

    sign_in_name = forms.CharField(
        label=_("Sign-in name"), max_length=80, help_text=_("The name the person chose for signing in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    pseudonym = forms.CharField(
        label=_("Name in this group"), max_length=LONGEST_PSEUDONYM,
        help_text=_("What the others call them. Not the name they sign in with."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    part = forms.ChoiceField(
        label=_("Part"),
        choices=[(part, part.label) for part in (Part.MEMBER, Part.FACILITATOR, Part.CO_FACILITATOR)],
    )


class WhoForm(forms.Form):
    """Why somebody asks which person a seat is."""

    reason = forms.ChoiceField(
        label=_("Why do you need to know?"), choices=Look.Reason.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason that fits.")},
    )  # fmt: skip
