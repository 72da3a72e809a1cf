"""What lets us act on a network: sealed credentials, app registrations, attempts to connect.

Nothing here is readable without the sealing keys, and none of it is in the admin.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now

from clients.models.channels import Channel
from clients.models.clients import Client
from clients.models.contacts import Contact
from people.ids import uuid7
from people.models import Agency, Member

SEALED = r"^v1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Sets of credentials."""

    def visible_to(self, member: Member) -> CredentialQuerySet:
        """Nobody sees credentials, whatever their role."""
        return self.none()


class Credential(models.Model):
    """The sealed tokens of one channel."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    channel = models.OneToOneField(Channel, models.CASCADE, related_name="credential")
    access = models.TextField()
    refresh = models.TextField(blank=True)
    key_id = models.CharField(max_length=40)
    scopes = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    # One refresh in flight: until then somebody is at it or, with a problem, nobody need try.
    refresh_lease_until = models.DateTimeField(null=True, blank=True)
    refresh_problem = models.CharField(max_length=30, blank=True)

    objects: ClassVar[models.Manager[Credential]] = CredentialQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(access__regex=SEALED), name="credential_access_sealed"
            ),
            models.CheckConstraint(
                condition=models.Q(refresh="") | models.Q(refresh__regex=SEALED),
                name="credential_refresh_sealed",
            ),
            models.CheckConstraint(
                condition=models.Q(refresh_problem="")
                | models.Q(refresh_lease_until__isnull=False),
                name="credential_problem_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"credential of channel {self.channel_id}"


class AppRegistration(models.Model):
    """Our app as a host knows it; one per network and host, shared by all agencies."""

    network = models.SlugField(max_length=30)
    host = models.CharField(max_length=300)
    client_id = models.CharField(max_length=500)
    secret = models.TextField(blank=True)
    redirect_uri = models.URLField(max_length=500)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "network", "host", "redirect_uri", name="appregistration_once_per_host"
            ),
            models.CheckConstraint(
                condition=models.Q(secret="") | models.Q(secret__regex=SEALED),
                name="appregistration_secret_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} at {self.host}"


class ConnectAttemptQuerySet(models.QuerySet["ConnectAttempt"]):
    """Sets of attempts to connect."""

    def visible_to(self, member: Member) -> ConnectAttemptQuerySet:
        """Only the member who began may go on."""
        return self.filter(agency_id=member.agency_id, member_id=member.pk)


class ConnectAttempt(models.Model):
    """One walk to a network's sign-in page and back, or one sign-in by password; works once, for ten minutes."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    reconnects = models.ForeignKey(Channel, models.CASCADE, related_name="+", null=True, blank=True)
    # None where people sign in here, with a password made for us: no app of ours is involved.
    app = models.ForeignKey(
        AppRegistration, models.PROTECT, related_name="+", null=True, blank=True
    )
    network = models.SlugField(max_length=30)
    host = models.CharField(max_length=300)
    state_hash = models.CharField(max_length=64, unique=True)
    session_hash = models.CharField(max_length=64)
    verifier = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    # What came back, kept sealed until the person confirms the account.
    result = models.TextField(blank=True)
    profile = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[ConnectAttempt]] = ConnectAttemptQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verifier="") | models.Q(verifier__regex=SEALED),
                name="connectattempt_verifier_sealed",
            ),
            models.CheckConstraint(
                condition=models.Q(result="") | models.Q(result__regex=SEALED),
                name="connectattempt_result_sealed",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | models.Q(used_at__isnull=False),
                name="connectattempt_used_before_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} at {self.host}"


class ConnectLinkQuerySet(models.QuerySet["ConnectLink"]):
    """Sets of links to connect."""

    def visible_to(self, member: Member) -> ConnectLinkQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def open_at(self, now: datetime) -> ConnectLinkQuerySet:
        """Neither used nor taken back nor past their time."""
        return self.filter(used_at=None, ended_at=None, expires_at__gt=now)


class ConnectLink(models.Model):
    """A link by which a person of the client connects an account of one network, once. Only the hash of its token is kept.

    `channel` is one kept by hand that goes on connected, and then no other account is taken; without, it is a first connection.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="connect_links")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    network = models.SlugField(max_length=30)
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+", null=True, blank=True)
    # The walk is theirs: it is open while they may connect channels for the client.
    sent_by = models.ForeignKey(Member, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[ConnectLink]] = ConnectLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a pattern
                name="connectlink_token_hashed",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="connectlink_expires_after_it_is_made",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(ended_at=None),
                name="connectlink_used_or_ended",
            ),
            # Another mail to the same person ends the link of the one before.
            models.UniqueConstraint(
                fields=["contact", "network", "channel"],
                condition=models.Q(used_at=None, ended_at=None),
                nulls_distinct=False,
                name="connectlink_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} of {self.client}"


class Canary(models.Model):
    """A known value sealed by a key: the boot check opens it, so a wrong key is found at once."""

    key_id = models.CharField(max_length=40, unique=True)
    sealed = models.TextField()

    class Meta:
        verbose_name_plural = "canaries"

    def __str__(self) -> str:
        return self.key_id
