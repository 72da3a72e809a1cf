"""How far each connected channel has been heard: the row is the queue."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models import Channel
from people.models import Agency


class Hearing(models.Model):
    """When a channel is asked next what people said, and from where it goes on. One row a channel.

    `cursor` is the network's own mark of the last thing it told; `problem` the code of why the last asking told nothing.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="hearing")
    next_at = models.DateTimeField(_("heard next"))
    cursor = models.TextField(blank=True)
    heard_at = models.DateTimeField(_("last heard"), null=True, blank=True)
    problem = models.CharField(_("last problem"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("hearing of a channel")
        verbose_name_plural = _("hearings of channels")
        indexes = [models.Index(fields=["next_at"], name="hearing_due")]

    def __str__(self) -> str:
        return str(self.channel)
