"""The person who signs in, whichever agencies they work for."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


def validate_zone(value: str) -> None:
    """Refuses what is not a city zone of the tz database, such as ``EST5`` or ``Berlin``."""
    is_city = "/" in value and not value.startswith(("Etc/", "posix/", "right/", "SystemV/"))
    if value != "UTC" and not (is_city and value in zoneinfo.available_timezones()):
        raise ValidationError(
            _("Choose a city zone, such as Europe/Rome, so that summer time is right.")
        )


class Language(models.TextChoices):
    """A language of the screens; each is named in itself."""

    ITALIAN = "it", "Italiano"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    """The colours of the screens; empty follows the machine."""

    SYSTEM = "", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    """How much air there is between rows."""

    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address; the address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new user; without a password nobody can sign in with one."""
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person of support who may use the admin."""
        fields = {"name": "", **fields, "is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person; signs in by e-mail address, has no username."""

    email = models.EmailField(
        _("e-mail"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("Somebody with this e-mail address is already here.")},
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    # Clients read it; empty for who does not want to be called.
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="", db_default="")
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ITALIAN
    )
    theme = models.CharField(
        _("colours"), max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True
    )
    density = models.CharField(
        _("density"), max_length=11, choices=Density, default=Density.COMFORTABLE
    )
    # Empty follows the agency; whoever works elsewhere reads their own time beside the client's.
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        default="",
        db_default="",
        validators=[validate_zone],
    )
    # By the person's own clock (Member.time_zone): e-mails that can wait are sent when they end.
    quiet_from = models.TimeField(_("no e-mails from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)
    has_shortcuts = models.BooleanField(_("shortcuts of a single key"), default=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may use the admin"), default=False)
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_lower"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="user_language_known"
            ),
            models.CheckConstraint(
                condition=models.Q(theme__in=Theme.values), name="user_theme_known"
            ),
            models.CheckConstraint(
                condition=models.Q(density__in=Density.values), name="user_density_known"
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False)
                & ~models.Q(quiet_from=models.F("quiet_until")),
                name="user_quiet_hours_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """What Django's admin shows."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """The first word of the name."""
        return (self.name or self.email).split(" ")[0]
