"""The questions at the door."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DoorForm(forms.Form):
    """What somebody says about tonight before coming in; only the place and the call are kept, sealed."""

    alone = forms.ChoiceField(choices=[("yes", _("I am alone")), ("no", _("Someone may hear or see"))], initial="yes")
    ear = forms.ChoiceField(choices=[("yes", _("They are on")), ("no", _("No, text only tonight"))], initial="no")
    come = forms.ChoiceField(
        choices=[("speak", _("I come to take part")), ("listen", _("I come to listen"))], initial="speak"
    )
    place = forms.CharField(max_length=300, required=False, label=_("The place"))
    call = forms.CharField(max_length=300, required=False, label=_("Who to call"))
    forget = forms.BooleanField(required=False, label=_("Take the sealed note back"))
