"""Forms of the waiting list, its board, offers and what a group says of itself."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openchair.groups.models import Kind
from openchair.joining.models import GroupProfile, Structure
from openchair.joining.services.allocation import MOST_SECONDS, SECONDS
from openchair.joining.services.profile import FIELDS
from openchair.joining.taxonomy import GOALS, IDENTITIES, NEEDS, all_experience

DAYS_TO_ANSWER = 7
LARGEST_SEED = 2_000_000_000


class FriendForm(forms.Form):
    """The code of a friend."""

    code = forms.CharField(
        label=_("Your friend’s code"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class RunForm(forms.Form):
    """How places are worked out."""

    fairness = forms.BooleanField(label=_("First as many as possible of those who waited over 90 days"), required=False)
    bands = forms.BooleanField(
        label=_("Mix each group: at most three in five new seats for people at the same point"), required=False
    )
    most_new = forms.IntegerField(
        label=_("At most so many new people in each group at once"), required=False, min_value=1, max_value=40,
        help_text=_("Empty: as many as there are seats."),
    )  # fmt: skip
    seconds = forms.FloatField(
        label=_("Seconds to search, at most"), initial=SECONDS, min_value=1, max_value=MOST_SECONDS
    )
    seed = forms.IntegerField(
        label=_("Seed"), initial=0, min_value=0, max_value=LARGEST_SEED,
        help_text=_("The same number gives the same places; another may find others that are as good."),
    )  # fmt: skip

    def options(self) -> dict[str, Any]:
        """As the service takes them."""
        data = self.cleaned_data
        return {
            "fairness": data["fairness"],
            "seconds": data["seconds"],
            "seed": data["seed"],
            "rules": {"bands": data["bands"], "most_new": data["most_new"]},
        }


class SendForm(forms.Form):
    """Until when people can answer."""

    until = forms.DateField(
        label=_("People can answer until the evening of"), widget=forms.DateInput(attrs={"type": "date"})
    )

    @staticmethod
    def usual(at: datetime) -> dict[str, Any]:
        """A week from now."""
        return {"until": (timezone.localtime(at) + timedelta(days=DAYS_TO_ANSWER)).date()}

    def moment(self) -> datetime:
        """The evening of that day, on the coordinator's clock."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["until"], time(20)))


class MoveForm(forms.Form):
    """Another group of a proposal, or the list."""

    group = forms.ChoiceField(label=_("Seat"), required=False)

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("stays on the list")), *groups]  # type: ignore[attr-defined]


class ApartForm(forms.Form):
    """Two people who must not meet."""

    one = forms.CharField(label=_("Name one of them signs in with"), max_length=80)
    other = forms.CharField(label=_("Name the other signs in with"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


def _ticks(label: Any, choices: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=hint
    )


class GroupProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a group offers and whom it suits."""

    themes = _ticks(_("What it is about"), [*Kind.choices, *all_experience().items()])
    goals = _ticks(_("What people work on there"), list(GOALS.items()))
    access = _ticks(_("What it offers"), list(NEEDS.items()))
    only_for = _ticks(_("Only for"), list(IDENTITIES.items()), _("Leave it empty for a group that everybody may join."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        structure = self.fields["structure"]
        assert isinstance(structure, forms.ChoiceField)
        structure.choices = [("", _("Not said")), *Structure.choices]

    class Meta:
        model = GroupProfile
        fields = FIELDS
        labels = {
            "structure": _("How a meeting runs"),
            "camera": _("Cameras"),
            "takes_waiting": _("Takes people from the waiting list"),
            "wants_spread": _("Wants people at different points"),
            "minimum": _("People it needs to begin"),
            "reserved": _("Seats kept for urgent referrals"),
            "youngest": _("Youngest age"),
            "oldest": _("Oldest age"),
        }
