"""What somebody looks for. Every choice stands in the address, so that a search can be kept or passed on."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openchair.core.errors import InputProblem
from openchair.core.time import zone_choices
from openchair.directory.access import NEEDS
from openchair.directory.codes import language_name
from openchair.directory.fetching import check_address
from openchair.directory.kinds import kinds
from openchair.directory.models import Rhythm
from openchair.directory.places import RANGE_CHOICES, USUAL_RANGE
from openchair.groups.models import Format, Mode

LONGEST_SEARCH = 100
DAYS = (
    ("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")), ("4", _("Friday")),
    ("5", _("Saturday")), ("6", _("Sunday")),
)  # fmt: skip
PARTS_OF_DAY = (
    ("morning", _("Morning, 5 to 12")),
    ("afternoon", _("Afternoon, 12 to 17")),
    ("evening", _("Evening, 17 to 22")),
    ("night", _("Night, 22 to 5")),
)
ANY = pgettext_lazy("no matter which", "Any")


class FindForm(forms.Form):
    """The search and its filters; an unknown value in an address is named at its field and filters nothing."""

    words = forms.CharField(
        label=_("Words in the name, place or notes"),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("What people share"), required=False)
    mode = forms.ChoiceField(label=_("Peer group or therapy"), choices=[("", ANY), *Mode.choices], required=False)
    format = forms.ChoiceField(label=_("How it meets"), choices=[("", ANY), *Format.choices], required=False)
    day = forms.ChoiceField(label=_("Day"), choices=[("", ANY), *DAYS], required=False)
    part = forms.ChoiceField(label=_("Time of day"), choices=[("", ANY), *PARTS_OF_DAY], required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    online = forms.BooleanField(label=_("I can join online"), required=False)
    soon = forms.BooleanField(label=_("On now, or in the next two hours"), required=False)
    access = forms.MultipleChoiceField(
        label=_("What I need to take part"),
        choices=tuple(NEEDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    near = forms.CharField(
        label=_("Near a town or place"),
        max_length=LONGEST_SEARCH,
        required=False,
        help_text=_("A name that groups here give, or coordinates such as 53.80, -1.55."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    within = forms.ChoiceField(label=_("How far"), choices=RANGE_CHOICES, initial=str(USUAL_RANGE), required=False)
    zone = forms.ChoiceField(
        label=_("My clock"),
        required=False,
        help_text=_("Day and time of day are meant on it; for rooms that people go to, on the clock of the place."),
    )
    map = forms.BooleanField(required=False)

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "find-%s")
        super().__init__(*args, **kwargs)
        named = sorted(((tag, language_name(tag)) for tag in set(languages)), key=lambda pair: str(pair[1]))
        here = [("", _("As this place has it"))]
        for name, choices in (
            ("kind", [("", ANY), *kinds()]), ("language", [("", ANY), *named]), ("zone", [*here, *zone_choices()]),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


NOTHING: Mapping[str, Any] = MappingProxyType({})
FORMS = (
    ("auto", _("Find out by itself")),
    ("meeting-guide", _("Meeting Guide")),
    ("bmlt", _("BMLT")),
    ("hsds", _("Open Referral (HSDS)")),
    ("oiaa", _("Online Intergroup (OIAA)")),
    ("csv", _("A table (CSV)")),
)


class WebAddress(forms.CharField):
    """Where a list lies: http or https, and nothing else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=2000, widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **kwargs
        )

    def clean(self, value: Any) -> str:
        """The address, or a problem in words."""
        address: str = super().clean(value)
        if address:
            try:
                check_address(address)
            except InputProblem:
                raise ValidationError(
                    _("Write a whole address that begins with https:// or http://, without a name or password in it.")
                ) from None
        return address


class FeedForm(forms.Form):
    """A list on the web, and how to read it."""

    source = forms.RegexField(
        label=_("Name of the list"),
        regex=r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$",
        max_length=80,
        help_text=_("People see it beside every group. Letters, digits, dots and dashes, such as example.org."),
        error_messages={"invalid": _("Use letters, digits, dots and dashes, without spaces.")},
    )
    address = WebAddress(label=_("Address of the list"))
    form = forms.ChoiceField(label=_("Format"), choices=FORMS, initial="auto")
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("For the groups that name none themselves."), choices=zone_choices
    )
    kind = forms.ChoiceField(label=_("What people share"), required=False, help_text=_("If it is the same in all."))
    every_hours = forms.TypedChoiceField(
        label=_("How often to look"), choices=Rhythm.choices, coerce=int, initial=Rhythm.DAILY
    )
    formats_address = WebAddress(
        label=_("Address of the formats (BMLT only)"),
        required=False,
        help_text=_("What the short keys of this server mean."),
    )
    bodies_address = WebAddress(
        label=_("Address of the service bodies (BMLT only)"), required=False, help_text=_("The areas in words.")
    )

    def __init__(self, data: QueryDict | None, *, initial: Mapping[str, Any] = NOTHING) -> None:
        super().__init__(data, initial={"time_zone": settings.TIME_ZONE} | dict(initial))
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", pgettext_lazy("no kind", "Not said")), *kinds()]
