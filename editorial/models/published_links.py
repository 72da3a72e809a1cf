"""The addresses that a post which is out sends its readers to: read from its words once, by a worker, and kept."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clients.models import Client
from editorial.models.publications import Publication
from people.models import Agency


class PublishedLinks(models.Model):
    """The addresses of one publication, as clients.models.LinkCheck has them: without tags, short links as what they lead to.

    The rows are the queue: a publication without one has not been read yet; a correction takes the row away.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="links")
    urls = ArrayField(models.TextField(), default=list)

    class Meta:
        verbose_name_plural = "published links"

    def __str__(self) -> str:
        return f"{self.publication_id}: {len(self.urls)}"
