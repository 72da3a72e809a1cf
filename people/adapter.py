"""What we change in allauth: no open sign-up, mails through our outbox, sealed second factors."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from people import mail, sealing
from people.clock import database_now
from people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: whoever works here was invited, see people/actions/inviting.py."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Writes allauth's own mails (reset, code, notifications) into the outbox.

        They are rendered now, because their context holds live objects, in the reader's language.
        """
        if template_prefix.endswith("unknown_account"):
            return  # a stranger's address is not written to because somebody typed it
        reader = context.get("user")
        if not isinstance(reader, User):
            reader = User.objects.filter(email=email.strip().lower()).first()
        language = reader.language if reader else settings.LANGUAGE_CODE
        whole = {
            "request": allauth_context.request,
            "email": email,
            "current_site": _Site(),
            **context,
        }
        with translation.override(language):
            message = self.render_mail(template_prefix, email, whole)
        mail.write(
            to=email,
            template="account",
            language=language,
            context={"subject": message.subject, "text": _plain(message)},
            agency=None,
            now=database_now(),
        )

    def format_email_subject(self, subject: str) -> str:
        """The subject alone, without a site's name in brackets."""
        return subject

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed attempts are counted per person; allauth adds the Host header, which who attacks may vary."""
        return str(credentials.get("email") or credentials.get("username") or "").strip().lower()


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed like every other secret."""

    def encrypt(self, text: str) -> str:
        """Seals a secret before it is stored."""
        return sealing.seal(text, context=sealing.MFA_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        """Opens a stored secret."""
        return sealing.unseal(encrypted_text, context=sealing.MFA_CONTEXT)


class _Site:
    """What allauth's mail templates expect of a site."""

    name = "Palinsesto"
    domain = settings.PUBLIC_ORIGIN.partition("://")[2]


def _plain(message: Any) -> str:
    """The text part of what allauth rendered."""
    return str(message.body).strip()
