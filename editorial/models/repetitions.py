"""Whether a post that is out says again what an earlier one said: found out once, by a worker, and kept."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from clients.models import Client
from editorial.models.publications import Publication
from people.models import Agency


class Repetition(models.Model):
    """What is known of one publication's words: its sketch, by which others find it (editorial/originality.py), and the earlier
    one most like it with how alike (0 to 1), or none.

    The rows are the queue: a publication without one has not been remembered yet, and nobody has looked for what a row
    repeats until `looked_at`.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    publication = models.OneToOneField(
        Publication, on_delete=models.CASCADE, related_name="repetition"
    )
    earlier = models.ForeignKey(
        Publication, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField()
    sketch = ArrayField(models.IntegerField(), default=list)
    alike = models.FloatField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            GinIndex(fields=["sketch"], name="repetition_by_sketch"),
            models.Index(fields=["id"], condition=Q(looked_at=None), name="repetition_to_look_for"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(earlier=None, alike=0)
                | Q(earlier__isnull=False, alike__gt=0, alike__lte=1),
                name="repetition_names_what_it_repeats",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.alike:.2f}"
