"""A post that exists on a network, ours or made outside; readings and conversations hang on it."""

from __future__ import annotations

from django.db import models

from clients.models import Channel, Client
from editorial.contents import short_title
from editorial.lifecycle import PublicationSource
from editorial.models.deliveries import Delivery
from people.ids import uuid7
from people.models import Agency, Member


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, member: Member) -> PublicationQuerySet:
        """Publications of the clients this member may see."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Publication(models.Model):
    """One remote post is one row; `delivery` is empty when it was made outside.

    `source` says how we know of it: from the network, from the person who published it, or from an import;
    `entered_by` is that person. `form` is what a post made outside is made of, a word of networks.known: empty where nobody
    told, and for posts of ours, whose revision says it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="publications")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="publications")
    delivery = models.OneToOneField(
        Delivery, on_delete=models.PROTECT, null=True, blank=True, related_name="publication"
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    remote_id = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    published_at = models.DateTimeField()
    text = models.TextField(blank=True)
    form = models.CharField(max_length=20, blank=True, default="", db_default="")
    removed_at = models.DateTimeField(null=True, blank=True)
    # Only what the network itself told us of is measured there: an address shows another name of the post than its API.
    source = models.CharField(
        max_length=10,
        choices=PublicationSource,
        default=PublicationSource.NETWORK,
        db_default=PublicationSource.NETWORK.value,
    )
    entered_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "-published_at"], name="publication_by_client"),
            models.Index(fields=["channel", "-published_at"], name="publication_by_channel"),
            models.Index(fields=["published_at"], name="publication_by_age"),
            models.Index(
                fields=["agency", "-published_at"],
                condition=models.Q(delivery__isnull=True),
                name="publication_made_outside",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source__in=PublicationSource.values),
                name="publication_source_known",
            ),
            models.CheckConstraint(
                condition=models.Q(source="network") | models.Q(entered_by__isnull=False),
                name="publication_by_hand_has_an_author",
            ),
            models.UniqueConstraint(
                fields=["channel", "remote_id"], name="publication_once_per_channel"
            ),
        ]

    def __str__(self) -> str:
        return short_title(self.text) or self.remote_id
