"""Forms for signing in, signing up and one's own account."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openchair.core.time import now, zone_choices
from openchair.people import throttle
from openchair.people.models import Look, Person, ResetLink, Role, Suspension, Training
from openchair.people.names import LONGEST_NAME, check_name, normal_name
from openchair.people.passwords import LONGEST
from openchair.people.services import record_refusal

NAME_ATTRIBUTES = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


def password_field(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    """A password: nothing trimmed, pasting welcome."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class SignInForm(LoginForm):  # type: ignore[misc]
    """The name somebody chose, and their password."""

    password = password_field(_("Password"), "current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("The name you chose"),
            max_length=2 * LONGEST_NAME,
            help_text=_("Your sign-in name. Nobody in a group sees it."),
            widget=forms.TextInput(attrs=NAME_ATTRIBUTES),
        )
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        """The name in its one form."""
        return normal_name(self.cleaned_data["login"])


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    password = password_field(_("Your password"), "current-password")


class _OneCode:
    """Counts wrong codes, and lets each code through once on whichever node."""

    user: Person
    kind = throttle.SECOND_STEP

    def clean_code(self) -> str:
        """Refuse while too many were wrong; count a wrong one."""
        at, source = now(), throttle.source_of(context.request)
        name = str(self.user.pk)
        if throttle.waiting(self.kind, name=name, source=source, at=at) > timedelta():
            raise ValidationError(_("Too many codes did not fit. Wait a few minutes and try again."), code="wait")
        typed = "".join(str(self.cleaned_data["code"]).split())  # type: ignore[attr-defined]
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if not throttle.first_use(self.kind, f"{name}\n{typed}", at):
                raise ValidationError(_("That code was used already. Wait for the next one."), code="used")
        except ValidationError:
            throttle.failed(self.kind, name=name, source=source, at=at)
            record_refusal(person_id=self.user.pk, reason_code="second_step")
            raise
        throttle.succeeded(self.kind, name=name, source=source, at=at)
        return code


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class SecondStepForm(_OneCode, AuthenticateForm):  # type: ignore[misc]
    """The numbers in the code app, or a recovery code."""

    code = _code_field()


class SecondStepAgainForm(_OneCode, CodeAgainForm):  # type: ignore[misc]
    """A code once more, before something that matters."""

    code = _code_field()


class AddCodeAppForm(_OneCode, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a newly added app."""

    code = _code_field()


class NewPasswordForm(forms.Form):
    """A password chosen twice: without mail, a slip of the finger would lock somebody out."""

    password = password_field(
        _("Password"),
        "new-password",
        _("Fifteen signs or more, for example four words that do not belong together."),
    )
    again = password_field(_("The same password again"), "new-password")

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ. Type both again."))
        return data


class SignUpForm(NewPasswordForm):
    """A new account: a name, a password, and being old enough."""

    sign_in_name = forms.CharField(
        label=_("A name for signing in"),
        max_length=2 * LONGEST_NAME,
        help_text=_("Better not your real name. No group sees it: in each one you choose another name."),
        widget=forms.TextInput(attrs=NAME_ATTRIBUTES),
    )
    of_age = forms.BooleanField(
        label=_("I am 18 or older"), error_messages={"required": _("These groups are for adults.")}
    )
    field_order = ("sign_in_name", "password", "again", "of_age")

    def clean_sign_in_name(self) -> str:
        """The name in its one form, if it can be one."""
        name = normal_name(self.cleaned_data["sign_in_name"])
        check_name(name)
        return name


class SpareKeyForm(NewPasswordForm):
    """The code on paper, and a new password."""

    code = forms.CharField(
        label=_("Your spare key"),
        max_length=60,
        help_text=_("Twenty letters and digits that you kept when you joined."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ("code", "password", "again")


class ChangePasswordForm(NewPasswordForm):
    """The old password and a new one."""

    current = password_field(_("Your password now"), "current-password")
    field_order = ("current", "password", "again")


class SettingsForm(forms.Form):
    """How somebody likes the pages, and what a leader should know to make room for them."""

    language = forms.ChoiceField(label=_("Language of the pages"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    theme = forms.ChoiceField(label=_("Light or dark"), choices=Person.Theme.choices, widget=forms.RadioSelect)
    text_size = forms.ChoiceField(label=_("Size of the letters"), choices=Person.TextSize, widget=forms.RadioSelect)
    contrast = forms.ChoiceField(label=_("Contrast"), choices=Person.Contrast, widget=forms.RadioSelect)
    languages = forms.CharField(
        label=_("Languages you speak"), max_length=200, required=False, help_text=_("With commas between them.")
    )
    access_needs = forms.CharField(
        label=_("What helps you to take part"),
        max_length=1000,
        required=False,
        help_text=_(
            "For example larger letters, breaks, an interpreter. Sealed. In each group you choose whether those who"
            " lead may read it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices()  # type: ignore[attr-defined]

    def clean_languages(self) -> list[str]:
        """A list of names."""
        return [part.strip() for part in str(self.cleaned_data["languages"]).split(",") if part.strip()]


class IdentityForm(forms.Form):
    """Who somebody is; every line may stay empty."""

    legal_name = forms.CharField(label=_("Name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    birth_date = forms.CharField(
        label=_("Date of birth"), required=False, widget=forms.TextInput(attrs={"type": "date"}), max_length=10
    )


class EmergencyContactForm(forms.Form):
    """Whom to call for somebody."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    relation = forms.CharField(
        label=_("Who this is to you"), max_length=100, required=False, help_text=_("For example sister, friend.")
    )


class InvitationForm(forms.Form):
    """What an invitation carries."""

    role = forms.ChoiceField(label=_("Comes as"), required=False, widget=forms.RadioSelect)
    training = forms.ChoiceField(
        label=_("For a facilitator: trained as"), required=False, choices=[("", _("Somebody else")), *Training.choices]
    )
    group_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, roles: Iterable[Role], member: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [("", _("Member"))] if member else []
        self.fields["role"].choices = [*first, *((role.value, role.label) for role in roles)]  # type: ignore[attr-defined]
        self.fields["role"].required = not member

    def clean(self) -> dict[str, Any]:
        """A facilitator is trained as one thing or the other; nobody else is asked."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("role") == Role.FACILITATOR and not data.get("training"):
            self.add_error("training", _("Say how this facilitator is trained."))
        return data

    @property
    def carried(self) -> dict[str, Role | Training | UUID | str | None]:
        """What the service takes."""
        data = self.cleaned_data
        role = Role(data["role"]) if data["role"] else None
        return {
            "role": role,
            "training": data["training"] if role == Role.FACILITATOR else "",
            "group_id": data["group_id"],
        }


class FindPersonForm(forms.Form):
    """A sign-in name that somebody told the coordinator."""

    sign_in_name = forms.CharField(label=_("Sign-in name"), max_length=2 * LONGEST_NAME)


class GrantForm(forms.Form):
    """A role for somebody."""

    role = forms.ChoiceField(label=_("Role"))
    training = forms.ChoiceField(
        label=_("A facilitator is"), required=False, choices=[("", _("Not a facilitator")), *Training.choices]
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class IdentityCheckForm(forms.Form):
    """How somebody made sure who a person is."""

    checked_by = forms.ChoiceField(label=_("How did you make sure?"), choices=ResetLink.Check.choices)


class SuspensionForm(forms.Form):
    """Why and for how long."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Suspension.Reason.choices)
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=_("Empty: until somebody lifts it."),
    )


class RevealForm(forms.Form):
    """Why somebody opens what is sealed."""

    what = forms.ChoiceField(
        label=_("What"), choices=[("identity", _("Identity")), ("emergency_contact", _("Emergency contact"))]
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=Look.Reason.choices)
