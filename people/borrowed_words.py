"""Sentences that belong to Django and allauth, named here so that our catalogue may say them our way.

Our translations come before those of the packages. They use other words than ours in places, or are behind the English
text; what is not named here is said as the packages say it.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop, ngettext_lazy

SENTENCES = (
    gettext_noop("Email"),
    gettext_noop("Log out"),
    gettext_noop("New Password (again)"),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Too many failed login attempts. Try again later."),
)
TOO_SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
