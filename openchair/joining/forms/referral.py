"""Forms of referrals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openchair.joining.models import Referral
from openchair.joining.services.referral import LONGEST_SIGNATURE, LONGEST_WORDS, bare


class ReferralForm(forms.Form):
    """What a clinician writes."""

    signed_as = forms.CharField(
        label=_("Who you are, as the person knows you"), max_length=LONGEST_SIGNATURE,
        help_text=_("Such as: Dr Vale, Riverside clinic."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Why you think a group would help"), max_length=LONGEST_WORDS, required=False,
        help_text=_("The person reads this first, and the coordinator only after the person says yes. No names."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    urgent = forms.BooleanField(label=_("It is urgent"), required=False)


class CodeForm(forms.Form):
    """A code typed from paper."""

    code = forms.CharField(
        label=_("Your code"), max_length=60, help_text=_("Twenty letters and figures, as they stand on your paper."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        """The signs alone."""
        return bare(self.cleaned_data["code"])


class AnswerForm(forms.Form):
    """A yes or no, and how much the clinician hears."""

    answer = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    tells = forms.ChoiceField(
        label=_("What may they hear of it?"), choices=Referral.Tells.choices, required=False,
        widget=forms.RadioSelect, help_text=_("Never which group, what is said there, or how you are."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A yes says how much."""
        data = super().clean() or {}
        if data.get("answer") == "yes" and not data.get("tells") and "tells" not in self.errors:
            self.add_error("tells", _("Choose one. Nothing is a good answer too."))
        return data
