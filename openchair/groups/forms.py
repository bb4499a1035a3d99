"""Forms of groups."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from openchair.groups.models import AbsenceNotice, Group, Part
from openchair.groups.services.founding import FIELDS


class AbsenceForm(forms.Form):
    """What the group may be told about an absence."""

    tell = forms.ChoiceField(
        label=_("What may the group be told?"),
        choices=AbsenceNotice.Tell.choices,
        widget=forms.RadioSelect,
        initial=AbsenceNotice.Tell.AWAY,
    )
    words = forms.CharField(
        label=_("Your words, if you like"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Own words need words."""
        data = super().clean() or {}
        if data.get("tell") == AbsenceNotice.Tell.WORDS and not data.get("words", "").strip():
            self.add_error("words", _("Write what the group may be told, or choose another answer."))
        return data


class DecisionForm(forms.Form):
    """What a visitor decides after a visit."""

    decision = forms.ChoiceField(choices=[("stay", ""), ("another", ""), ("not_now", "")])


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a coordinator says about a group."""

    class Meta:
        model = Group
        fields = FIELDS
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "purpose": _("As its members would say it to somebody new. Anybody may read this."),
            "word_retention_days": _("From 0 to 365. Then the key is destroyed and nobody can read them."),
            "place": _("For groups that meet in a room. Leave it empty online."),
            "access_notes": _("Steps, lift, captions, quiet room: what people need to know before they come."),
        }

    def clean_time_zone(self) -> str:
        """A zone that exists."""
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone. Write it like Europe/Lisbon."))
        return zone


class SeriesForm(forms.Form):
    """A weekly time."""

    weekday = forms.TypedChoiceField(label=_("Day"), choices=list(WEEKDAYS.items()), coerce=int)
    starts_local = forms.TimeField(label=_("Starts at"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=240, initial=75)
    every_weeks = forms.IntegerField(label=_("Every how many weeks"), min_value=1, max_value=8, initial=1)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))


class ExtraMeetingForm(forms.Form):
    """One meeting outside the week."""

    starts_at = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip
    extra_minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=240, initial=75)


class SeatForm(forms.Form):
    """Who gets a place in the group, and how."""

    sign_in_name = forms.CharField(
        label=_("Sign-in name"), max_length=80, help_text=_("The name the person chose for signing in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    pseudonym = forms.CharField(label=_("Name in this group"), max_length=40)
    part = forms.ChoiceField(
        label=_("Part"),
        choices=[(part, part.label) for part in (Part.MEMBER, Part.FACILITATOR, Part.CO_FACILITATOR)],
    )


def posted(value: Any, zone: Any) -> datetime:
    """A moment that a form gave without a zone, in the group's zone."""
    moment: datetime = value
    return moment.replace(tzinfo=zone)
