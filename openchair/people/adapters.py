"""What allauth asks us: no mail, no addresses, sealed secrets, our words."""

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from openchair.core.time import now
from openchair.people import services
from openchair.people.devices import device_words
from openchair.people.models import Person
from openchair.people.policies import is_suspended
from openchair.people.queries import is_staff
from openchair.people.sessions import DEVICE
from openchair.people.throttle import source_of
from openchair.vault.services import open_sealed, sealer

SEALED_AS = {"table": "mfa_authenticator", "row": "", "field": "data"}


def nobody(person: Any) -> str:
    """How allauth calls a person in its texts: it does not."""
    return ""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts without e-mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("That name and that password do not go together. Look at both again."),
        "incorrect_password": _("That is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether anybody may make an account."""
        return bool(settings.SIGN_UP_OPEN)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No toasts: pages say themselves what happened."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: what happened to an account stands in its own record."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The network, never the address."""
        return source_of(request)

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        """After the right password: a suspended account is told so, and nobody else learns it."""
        if is_suspended(user, now()):
            clear_login(request)
            return render(request, "people/resting.html", status=403)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Keep which kind of device it is, for the person's own list, and write down the sign-in."""
        request.session[DEVICE] = device_words(request.headers.get("User-Agent", ""))
        services.record_sign_in(person=user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not within five minutes after the sign-in itself."""
        records = get_authentication_records(context.request, context.request.user)
        latest = max((record["at"] for record in records), default=0)
        return time.time() - float(latest) >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second steps, with their secrets under the person's own key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code did not fit, or was used already. Wait for the next one and try again."),
        "cannot_delete_authenticator": _(
            "Your role, or your short password, needs the second step. Add another one before you remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret of the person who is signed in under their own key."""
        person = context.request.user
        return base64.b64encode(sealer(person.key_id).seal(text.encode(), **SEALED_AS)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret; its header names the key."""
        return open_sealed(base64.b64decode(encrypted_text), **SEALED_AS).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever needs a second step keeps at least one (AUTH-1, AUTH-4)."""
        person = authenticator.user
        if not settings.SECOND_FACTOR_REQUIRED or not (person.short_password or is_staff(person)):
            return True
        others = Authenticator.objects.filter(user=person).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def get_totp_label(self, user: Person) -> str:
        """What stands in the code app: the name for signing in."""
        return user.sign_in_name

    def get_totp_issuer(self) -> str:
        """Whose code it is."""
        return str(settings.ORGANISATION)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: what happened to an account stands in its own record."""
