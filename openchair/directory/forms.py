"""What somebody looks for. Every choice stands in the address, so that a search can be kept or passed on."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openchair.directory.codes import language_name
from openchair.directory.kinds import kinds
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
    part = forms.ChoiceField(
        label=_("Time of day, where the group is"), choices=[("", ANY), *PARTS_OF_DAY], required=False
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    online = forms.BooleanField(label=_("I can join online"), required=False)
    soon = forms.BooleanField(label=_("On now, or in the next two hours"), required=False)

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "find-%s")
        super().__init__(*args, **kwargs)
        named = sorted(((tag, language_name(tag)) for tag in set(languages)), key=lambda pair: str(pair[1]))
        for name, choices in (("kind", kinds()), ("language", named)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", ANY), *choices]
