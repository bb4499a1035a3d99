"""The questions at the door, before a sealed note is opened, and to the second person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openchair.rooms.models import BreakGlass, BreakGlassReview


class DoorForm(forms.Form):
    """What somebody says about tonight before coming in; only the place and the call are kept, sealed."""

    alone = forms.ChoiceField(choices=[("yes", _("I am alone")), ("no", _("Someone may hear or see"))], initial="yes")
    ear = forms.ChoiceField(choices=[("yes", _("They are on")), ("no", _("No, text only tonight"))], initial="no")
    come = forms.ChoiceField(
        choices=[
            ("speak", _("I come to take part")),
            ("write", _("I come to write")),
            ("read_out", _("I write, and a leader reads it out")),
            ("listen", _("I come to listen")),
        ],
        initial="speak",
    )
    place = forms.CharField(max_length=300, required=False, label=_("The place"))
    call = forms.CharField(max_length=300, required=False, label=_("Who to call"))
    forget = forms.BooleanField(required=False, label=_("Take the sealed note back"))


class OpenWhereForm(forms.Form):
    """Why a life is in danger: one of a few, and a sentence."""

    ground = forms.ChoiceField(
        label=_("What is the danger?"), choices=BreakGlass.Ground.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the one that comes nearest.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("In a sentence: what happened?"), min_length=10, max_length=1000,
        help_text=_("They read this later, and so does the second person. Leave out what others told you."),
        error_messages={"required": _("Write one sentence. It can be short.")},
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )  # fmt: skip


class ReviewForm(forms.Form):
    """What the second person found."""

    finding = forms.ChoiceField(
        label=_("Was it right to open it?"), choices=BreakGlassReview.Finding.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("In a few words: why?"), min_length=3, max_length=1000,
        help_text=_("Whoever opened it reads this, and so does the person it is about."),
        error_messages={"required": _("Write a few words.")},
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )  # fmt: skip


class HallCodeForm(forms.Form):
    """The code on the wall, as somebody types it."""

    code = forms.CharField(
        label=_("The code on the wall"), max_length=20,
        help_text=_("Six letters and digits. Small letters are fine."),
        error_messages={"required": _("Type the six letters and digits on the wall.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
