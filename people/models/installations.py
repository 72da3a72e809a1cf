"""The one row that says to which installation this database belongs, and whether it may act outward."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.users import User


class Installation(models.Model):
    """This installation (people/installation.py says how it is used).

    `generation` only grows while it runs, once a minute; beside the data lies a file with the highest ever reached, so that a
    database put back from a backup is found out. `since` is the last minute the database knew of when it was paused.
    """

    class Why(models.TextChoices):
        """What was found out when it was paused."""

        RESTORED = "restored", _("The database was put back from a backup")
        COPIED = "copied", _("This is a copy of another installation")
        BY_HAND = "by_hand", _("Somebody paused it by hand")

    id = models.SmallIntegerField(primary_key=True, default=1)
    mark = models.UUIDField(default=uuid.uuid4, editable=False)
    instance_id = models.CharField(_("instance"), max_length=100, blank=True)
    generation = models.BigIntegerField(_("generation"), default=1)
    seen_at = models.DateTimeField(_("last known to run"))
    why = models.CharField(_("why it is paused"), max_length=10, choices=Why, blank=True)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    since = models.DateTimeField(_("unknown since"), null=True, blank=True)
    resumed_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("let go by"),
        null=True,
        blank=True,
        related_name="+",
    )
    resumed_at = models.DateTimeField(_("let go again"), null=True, blank=True)

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installation")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="installation_is_one"),
            models.CheckConstraint(
                condition=Q(paused_at=None, why="", since=None)
                | (Q(paused_at__isnull=False, since__isnull=False) & ~Q(why="")),
                name="installation_paused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.instance_id or "Palinsesto"
