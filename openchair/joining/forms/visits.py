"""Forms of visits: what a visitor decides, and how it was."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openchair.joining.fit import FIT


class DecisionForm(forms.Form):
    """What a visitor decides, and how the group was for them if they like to say."""

    fit = forms.TypedChoiceField(
        label=_("How was it for you?"), coerce=int, required=False, empty_value=None, widget=forms.RadioSelect,
        help_text=_("Only if you like. It stays with you, and helps to find groups of a kind that suits you."),
    )  # fmt: skip
    decision = forms.ChoiceField(
        label=_("Your answer"), choices=[("stay", ""), ("another", ""), ("not_now", ""), ("later", "")],
        error_messages={"required": _("Choose one of the answers."), "invalid_choice": _("Choose one of the answers.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fit"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(FIT.items())
