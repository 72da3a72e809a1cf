"""Short links of our own: a code that leads to one address, and how often it was followed on each day.

No person can be told from them: a click is a number added to a day, nothing else is kept.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from clients.models import Channel, Client
from editorial.models.posts import Post
from people.models import Agency


def short_address(code: str) -> str:
    """The address of a code in full, as it stands in a post."""
    path = reverse("editorial:short_link", args=["x"])
    return str(settings.PUBLIC_ORIGIN) + path.removesuffix("x") + code


class ShortLink(models.Model):
    """The short address of a post's link on one channel.

    While the post is a draft, `target` follows it; from the moment a revision holds the code (`fixed_at`) it leads there for ever.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="short_links")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    target = models.TextField(max_length=2400)
    created_at = models.DateTimeField()
    fixed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["post", "channel"], name="short_link_of_post")]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__startswith="https://") | Q(target__startswith="http://"),
                name="short_link_leads_to_a_page",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class LinkClicks(models.Model):
    """How often people followed a short link on one day, in the client's time zone."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(ShortLink, on_delete=models.CASCADE, related_name="clicks")
    day = models.DateField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "day"], name="clicks_once_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.link} · {self.day}: {self.n}"
