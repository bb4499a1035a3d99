"""Forms of agreements."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openchair.agreements.catalogue import Clause, catalogue, clauses_for
from openchair.agreements.reading import hard_sentences
from openchair.groups.models import Group

OWN_POINTS = 3


class SignForm(forms.Form):
    """Signing for a seat one has."""

    read = forms.BooleanField(
        label=_("I have read it and will keep to it"),
        error_messages={"required": _("Needed to come in. You can read it again first.")},
    )


class FirstSignForm(SignForm):
    """Signing for the first time: with a name for this group."""

    pseudonym = forms.CharField(
        label=_("What shall the others call you?"), max_length=40,
        help_text=_("Only this group sees it. Please not your full name. In another group you can have another one."),
        error_messages={"required": _("Choose a name for this group.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    field_order = ("pseudonym", "read")


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
                label=_("A point of your own"), required=False, max_length=200,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"own_{number}_why"] = forms.CharField(
                label=_("And why, in a sentence"), required=False, max_length=300,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

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

    def hard(self) -> list[str]:
        """Sentences of the group's own points that are hard to read."""
        own = [clause for clause in self.clauses() if clause["id"].startswith("own_")]
        return [sentence for clause in own for sentence in hard_sentences(f"{clause['text']} {clause['why']}")]

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
