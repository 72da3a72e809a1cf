"""A release: posts of one client that go out together at one moment, once somebody has said "go".

Without that word nothing of it leaves, whatever its time. A text may stand for a link that is known only then (the
placeholder of editorial/contents.py). Until it goes, an embargo hides its posts from everybody outside its circle.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import DateTimeField, Func, Q

from clients.models import Assignment, Client, Contact
from editorial.contents import PLACEHOLDER
from editorial.lifecycle import NO_GO, NO_LINK
from editorial.models.walltime import WallTimeField
from people import zones
from people.ids import uuid7
from people.models import Agency, Member
from people.roles import Role

# From so long before its moment somebody may say "go", and until so long after it.
GO_OPENS = timedelta(minutes=30)
GO_CLOSES = timedelta(minutes=15)

# For SQL that is about to let something out; `p` is the post and `r` the revision that goes.
JOIN_RELEASE = "LEFT JOIN editorial_release l ON l.id = p.release_id"
WANTS_LINK = f"strpos(r.content::text, '{PLACEHOLDER}') > 0"
RELEASE_CASES = f"""WHEN l.id IS NOT NULL AND l.go_at IS NULL THEN '{NO_GO}'
                WHEN l.link = '' AND {WANTS_LINK} THEN '{NO_LINK}'"""
LINK_SENT = f"CASE WHEN l.id IS NOT NULL AND {WANTS_LINK} THEN l.link ELSE '' END"


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Sets of releases."""

    def standing(self) -> ReleaseQuerySet:
        """Those that nobody has dissolved."""
        return self.filter(dissolved_at=None)

    def derived_before(self, edition: str) -> ReleaseQuerySet:
        """Those whose moment stands by older time zone data than this edition."""
        return self.standing().filter(zones_edition__lt=edition)

    def embargoed(self) -> ReleaseQuerySet:
        """Those nobody outside their circle may know of: no job ends that, the hour does, once there is a go."""
        gone = Q(
            go_at__isnull=False, due_at__lte=Func(function="smm_now", output_field=DateTimeField())
        )
        return self.standing().filter(is_embargoed=True).exclude(gone)

    def closed_to(self, member: Member) -> ReleaseQuerySet:
        """Those under embargo with this member outside the circle: owners, and managers of the client, are always in it."""
        found = self.embargoed().filter(agency_id=member.agency_id)
        if member.role == Role.OWNER:
            return found.none()
        named = Insider.objects.filter(member_id=member.pk).values("release_id")
        managed = Assignment.objects.filter(member_id=member.pk, role=Role.MANAGER)
        return found.exclude(pk__in=named).exclude(client__in=managed.values("client_id"))

    def closed_to_contact(self, contact: Contact) -> ReleaseQuerySet:
        """Those under embargo of this contact's client that leave the contact out."""
        named = Insider.objects.filter(contact_id=contact.pk).values("release_id")
        return self.embargoed().filter(client_id=contact.client_id).exclude(pk__in=named)

    def visible_to(self, member: Member) -> ReleaseQuerySet:
        """Those of the clients this member may see, without those under an embargo that leaves the member out."""
        mine = self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))
        if member.role == Role.OWNER:
            return mine
        return mine.exclude(pk__in=Release.objects.closed_to(member).values("pk"))


class Release(models.Model):
    """Posts of one client that go out together at `due_at`, which is derived from the client's wall time.

    `link` takes the place of the placeholder in their texts; `called_at` is when people were asked for the go.
    Dissolved, it has no posts any more, and its row tells that there was one.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="releases")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=120)
    wall_at = WallTimeField()
    time_zone = models.CharField(max_length=64)
    fold = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    zones_edition = models.CharField(
        max_length=16, blank=True, db_default="", default=zones.edition
    )
    link = models.URLField(max_length=2000, blank=True)
    is_embargoed = models.BooleanField(default=False)
    called_at = models.DateTimeField(null=True, blank=True)
    go_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    go_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    dissolved_by = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+"
    )
    dissolved_at = models.DateTimeField(null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("due_at", "id")
        indexes = [
            # The clock asks for those that wait for their go.
            models.Index(
                fields=["due_at"],
                condition=Q(go_at=None, called_at=None, dissolved_at=None),
                name="release_to_call",
            ),
            models.Index(
                fields=["zones_edition"],
                condition=Q(dissolved_at=None),
                name="release_by_zones_edition",
            ),
            # Every page asks which are under embargo: few, of all that ever were.
            models.Index(
                fields=["agency"],
                condition=Q(is_embargoed=True, dissolved_at=None),
                name="release_embargoed",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="release_has_a_name"),
            models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="release_fold_is_0_or_1"),
            models.CheckConstraint(
                condition=Q(go_at=None, go_by=None)
                | Q(go_at__isnull=False, go_by__isnull=False, dissolved_at=None),
                name="release_go_said_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(dissolved_at=None, dissolved_by=None)
                | Q(dissolved_at__isnull=False, dissolved_by__isnull=False),
                name="release_dissolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def go_opens_at(self) -> datetime:
        """From when on somebody may say "go"."""
        return self.due_at - GO_OPENS

    @property
    def go_closes_at(self) -> datetime:
        """Until when a "go" still lets its posts out; later a person gives it another moment."""
        return self.due_at + GO_CLOSES

    def is_secret(self, now: datetime) -> bool:
        """Whether only its circle may know of it at this instant."""
        is_gone = self.go_at is not None and self.due_at <= now
        return self.is_embargoed and self.dissolved_at is None and not is_gone


class Insider(models.Model):
    """Somebody who is let into an embargo: a member, or a contact of the client."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.CASCADE, related_name="insiders")
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "member", "contact"],
                nulls_distinct=False,
                name="insider_once",
            ),
            models.CheckConstraint(
                condition=Q(member=None, contact__isnull=False)
                | Q(member__isnull=False, contact=None),
                name="insider_is_one_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.member or self.contact)
