"""What a coordinator says about a number to call."""

from functools import cache
from importlib.resources import files
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openchair.web import help as numbers
from openchair.web.help.models import Need

DIALLED = RegexValidator(r"^\+?[0-9]{2,20}$", _("Only digits, with a plus sign in front if there is one."))


@cache
def _world() -> dict[str, str]:
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    return dict(line.split("\t")[:2] for line in table.splitlines() if line and not line.startswith("#"))


def country_names() -> dict[str, str]:
    """Every country and its name, those of the list by the names they have there."""
    return _world() | {code: country.name for code, country in numbers.lines().countries.items()}


def _countries() -> list[tuple[str, str]]:
    return sorted(((code, gettext(name)) for code, name in country_names().items()), key=lambda pair: pair[1])


class CorrectionForm(forms.Form):
    """What a line says."""

    number = forms.CharField(label=_("Number, as people write it"), max_length=60)
    tel = forms.CharField(label=_("To call: only the digits"), max_length=21, required=False, validators=[DIALLED])
    sms = forms.CharField(label=_("To text: only the digits"), max_length=21, required=False, validators=[DIALLED])
    sms_body = forms.CharField(label=_("What to text, if a word is asked for"), max_length=60, required=False)
    name = forms.CharField(label=_("Who answers"), max_length=120, required=False)
    words = forms.CharField(label=_("In a few words: when, for whom, what it costs"), max_length=200, required=False)
    source = forms.URLField(
        label=_("Where it can be checked"), max_length=500, assume_scheme="https", help_text=_("A web address.")
    )

    def clean(self) -> dict[str, Any]:
        """One way to reach it at least."""
        said = super().clean() or {}
        if not said.get("tel") and not said.get("sms") and not self.errors:
            self.add_error("tel", _("Give a number to call or one to text."))
        return said


class LineForm(CorrectionForm):
    """A line that is not there yet."""

    country = forms.ChoiceField(label=_("Country"), choices=_countries)
    need = forms.ChoiceField(label=_("What it is for"), choices=Need.choices)
    field_order = ("country", "need")
