"""Forms on the way into a group."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openchair.joining.taxonomy import STAGES
from openchair.matching.ranking.parts import Part
from openchair.matching.ranking.rank import MOST_HEAVIER


class WeighForm(forms.Form):
    """Which parts of the ranking count most for somebody."""

    most = forms.MultipleChoiceField(
        label=_("What counts most for you?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (Part.THEMES.value, _("That it is about what brings me")),
            (Part.GOALS.value, _("That it works on what I hope for")),
            (Part.SCHEDULE.value, _("That it meets when I like")),
            (Part.TRAVEL.value, _("Online, or in a room")),
            (Part.FORMAT.value, _("How it runs, and who leads")),
            (Part.COMFORT.value, _("The company")),
            (Part.WAIT.value, _("That I can start soon")),
        ],
        help_text=_("Up to three. They count double."),
    )

    def clean_most(self) -> list[str]:
        """Three at most: what counts most is not everything."""
        most: list[str] = self.cleaned_data["most"]
        if len(most) > MOST_HEAVIER:
            raise forms.ValidationError(_("Choose three at most, so that they can count more than the others."))
        return most


class StageForm(forms.Form):
    """Where somebody is with what brought them."""

    stage = forms.ChoiceField(
        label=_("Where are you with it just now?"),
        choices=[(str(number), words) for number, words in enumerate(STAGES)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five, or leave the page: nobody minds.")},
    )
