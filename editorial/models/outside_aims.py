"""What a post is for that was made before us or outside, as the file says that brought it in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Audience, Client, Goal
from clients.objectives import Objective
from editorial.models.planning import Pillar
from editorial.models.publications import Publication
from people.models import Agency


class OutsideAim(models.Model):
    """The aim of a publication without a post of ours; a post says its own. What nobody said stays empty."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    publication = models.OneToOneField(Publication, models.CASCADE, related_name="aim")
    objective = models.CharField(_("objective"), max_length=10, choices=Objective, blank=True)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="+")
    pillar = models.ForeignKey(Pillar, models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager[OutsideAim]] = models.Manager()

    class Meta:
        verbose_name = _("aim of a post made outside")
        verbose_name_plural = _("aims of posts made outside")
        constraints = [
            models.CheckConstraint(
                condition=Q(objective="") | Q(objective__in=Objective.values),
                name="outsideaim_objective_known",
            ),
            models.CheckConstraint(
                condition=~Q(objective="", goal=None, pillar=None, audience=None),
                name="outsideaim_says_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.publication_id)
