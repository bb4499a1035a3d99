"""Forms of agreements."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openchair.agreements.catalogue import LONGEST_TEXT, LONGEST_WHY, Clause, catalogue, clauses_for
from openchair.agreements.queries import reading_age
from openchair.agreements.reading import EASY_AGE, hard_sentences
from openchair.groups.models import LONGEST_PSEUDONYM, Group, Meeting
from openchair.groups.words import when

OWN_POINTS = 3


class SignForm(forms.Form):
    """Signing for a seat one has."""

    read = forms.BooleanField(
        label=_("I have read it and will keep to it"),
        error_messages={"required": _("Needed to come in. You can read it again first.")},
    )


class FirstSignForm(SignForm):
    """Signing for the first time: with a name for this group, and how many meetings the visit is for."""

    pseudonym = forms.CharField(
        label=_("What shall the others call you?"), max_length=LONGEST_PSEUDONYM,
        help_text=_("Not your real name, and not the one you sign in with. It is yours in this group only."),
        error_messages={"required": _("Choose a name for this group.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    meetings = forms.TypedChoiceField(
        label=_("How many meetings is your visit for?"), coerce=int, required=False, empty_value=None, initial=1,
        widget=forms.RadioSelect,
        help_text=_("A day after the last of them your chair is free again, unless you say that you stay."),
    )  # fmt: skip
    field_order = ("pseudonym", "meetings", "read")

    def __init__(
        self, *args: Any, sign_in_name: str, coming: Sequence[Meeting] = (), zone: str = "UTC", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sign_in_name = sign_in_name
        field = self.fields["meetings"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            (number, ngettext("One: {when}", "Two: the last on {when}", number).format(when=when(each.starts_at, zone)))
            for number, each in enumerate(coming, start=1)
        ]

    def clean_meetings(self) -> int:
        """One, where nothing was chosen."""
        return int(self.cleaned_data["meetings"] or 1)

    def clean_pseudonym(self) -> str:
        """The sign-in name must not become known: it is half of what opens the account."""
        name = str(self.cleaned_data["pseudonym"])
        if "".join(name.casefold().split()) == "".join(self.sign_in_name.casefold().split()):
            raise ValidationError(_("You sign in with this name. Choose another, so that nobody here can try it."))
        return name


class RulesForm(forms.Form):
    """What a group chooses, and up to three points of its own."""

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        for optional in catalogue(group.language)["optional"]:
            choices: list[Any] = [("", _("Leave this point out"))]
            choices += [(choice["id"], f"{choice['text']} {choice['why']}") for choice in optional["choices"]]
            self.fields[optional["id"]] = forms.ChoiceField(
                label=optional["title"], choices=choices, required=False, widget=forms.RadioSelect
            )
        for number in range(1, OWN_POINTS + 1):
            self.fields[f"own_{number}"] = forms.CharField(
                label=_("A point of your own, number %(number)s") % {"number": number}, required=False,
                max_length=LONGEST_TEXT, widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"own_{number}_why"] = forms.CharField(
                label=_("Why, in a sentence"), required=False, max_length=LONGEST_WHY,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    def chosen_fields(self) -> list[forms.BoundField]:
        """The optional points."""
        return [field for field in self if not field.name.startswith("own_")]

    def own_fields(self) -> list[forms.BoundField]:
        """The group's own points, each followed by its reason."""
        return [field for field in self if field.name.startswith("own_")]

    def clean(self) -> dict[str, Any]:
        """A reason without a point says nothing."""
        data = super().clean() or {}
        for number in range(1, OWN_POINTS + 1):
            if data.get(f"own_{number}_why") and not data.get(f"own_{number}"):
                self.add_error(f"own_{number}", _("Write the point, or take its reason away."))
        return data

    def clauses(self) -> list[Clause]:
        """The points as they would be published."""
        chosen = {key: str(value) for key, value in self.cleaned_data.items() if value}
        points = clauses_for(self.group, chosen)
        for number in range(1, OWN_POINTS + 1):
            if text := chosen.get(f"own_{number}"):
                why = chosen.get(f"own_{number}_why", "")
                points.append({"id": f"own_{number}", "text": text, "why": why, "chosen": True})
        return points

    def reading(self) -> tuple[int | None, list[str]]:
        """The reading age of the group's own points and the sentences that ask for more; English only."""
        if not self.group.language.startswith("en"):
            return None, []
        own = [f"{point['text']} {point['why']}" for point in self.clauses() if point["id"].startswith("own_")]
        ages = [age for age in map(reading_age, own) if age is not None]
        sentences = [sentence for words in own for sentence in hard_sentences(words)]
        age = max(ages, default=None)
        return age, sentences if age is not None and age > EASY_AGE else []

    @staticmethod
    def from_clauses(clauses: list[Clause]) -> dict[str, str]:
        """The answers that lead to these points."""
        answers: dict[str, str] = {}
        for clause in clauses:
            if clause["id"].startswith("own_"):
                answers |= {clause["id"]: clause["text"], f"{clause['id']}_why": clause.get("why", "")}
            elif "choice" in clause:
                answers[clause["id"]] = clause["choice"]
        return answers
