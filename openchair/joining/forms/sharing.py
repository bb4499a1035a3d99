"""The form of what somebody shows in a group."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openchair.groups.models import Kind
from openchair.joining.taxonomy import EXPERIENCE, all_experience, kind_of


class SharingForm(forms.Form):
    """Everything one may tick, by kind of group."""

    codes = forms.MultipleChoiceField(
        label=_("What I have lived through"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(all_experience().items())

    def by_kind(self) -> Iterator[tuple[Kind, list[Any]]]:
        """The ticks of each kind."""
        ticks = {str(tick.data["value"]): tick for tick in self["codes"]}
        for kind, words in EXPERIENCE.items():
            yield Kind(kind), [ticks[code] for code in words]

    def shows_others(self) -> bool:
        """Whether something of another kind is ticked, so that it does not stay folded away."""
        return any(kind_of(code) != self.kind for code in self["codes"].value() or [])
