"""The pictures and videos of a client: what was uploaded, what was made of it, and which post shows it how.

An upload is a row in `received` until a worker has looked inside: the rows are the queue. Files are named by
our own ids and never change, so that a revision that names one is bound to its bytes.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from editorial.models.posts import Post, open_to
from people.ids import uuid7
from people.models import Agency, Member
from people.roles import Role


class AssetState(models.TextChoices):
    """How far the product has come with an upload."""

    RECEIVED = "received", _("Being prepared")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")


class AssetKind(models.TextChoices):
    """What an upload is, by its content."""

    PICTURE = "picture", _("Picture")
    VIDEO = "video", _("Video")


class RenditionPurpose(models.TextChoices):
    """What a rendition is for."""

    KEPT = "kept", _("Kept in full size")
    THUMB = "thumb", _("For lists")
    SCREEN = "screen", _("For screens")
    SEND = "send", _("For a network")


class CropFormat(models.TextChoices):
    """The shapes a picture can be cut to; empty is the picture as it is."""

    ORIGINAL = "", _("Original")
    SQUARE = "1:1", _("Square 1:1")
    PORTRAIT = "4:5", _("Portrait 4:5")
    WIDE = "16:9", _("Wide 16:9")
    LANDSCAPE = "1.91:1", _("Landscape 1.91:1")


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, member: Member) -> AssetQuerySet:
        """Pictures of the clients this member may see, but for those that only posts show which an embargo hides from them."""
        mine = self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))
        if member.role == Role.OWNER:
            return mine
        uses = PostAsset.objects.filter(asset=OuterRef("pk"))
        is_hidden = Exists(uses.filter(~open_to(member))) & ~Exists(uses.filter(open_to(member)))
        return mine.filter(~is_hidden)

    def in_library(self) -> AssetQuerySet:
        """Those that are not in the trash."""
        return self.filter(removed_at=None)


MOST_LABELS = 20
MOST_LABEL_CHARS = 40


class Asset(models.Model):
    """One uploaded picture or video of a client.

    `sha256` is of the bytes as they came and names the picture in revisions; `width`, `height`, `mime` and
    `n_bytes` are of the file that is kept (turned upright, without location data). `notes` are codes of what
    was changed, `reason` the code of a refusal. `rights_until` is the last day on which it may be published, by the
    client's clock; `look` is what it looks like (pictures/looks.py), of a video its poster; `motif` is the same for pictures of one
    library that look alike, and its own for any other (queries/motifs.py).
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="assets")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=AssetKind, default=AssetKind.PICTURE)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    n_frames = models.PositiveIntegerField(default=1)
    duration_ms = models.PositiveIntegerField(default=0)
    n_bytes = models.PositiveBigIntegerField()
    name = models.CharField(max_length=120)
    alt = models.CharField(max_length=1500, blank=True)
    labels = ArrayField(
        models.CharField(max_length=MOST_LABEL_CHARS), default=list, blank=True, size=MOST_LABELS
    )
    rights_until = models.DateField(null=True, blank=True)
    look = models.CharField(max_length=4096, blank=True)
    motif = models.UUIDField(default=uuid7, editable=False)
    state = models.CharField(max_length=10, choices=AssetState, default=AssetState.RECEIVED)
    reason = models.CharField(max_length=40, blank=True)
    reason_params = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    received_file = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    n_tries = models.PositiveSmallIntegerField(default=0)
    uploaded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "-uploaded_at"], name="asset_by_client"),
            GinIndex(fields=["labels"], name="asset_by_label"),
            models.Index(fields=["client", "motif"], name="asset_by_motif"),
            models.Index(fields=["id"], condition=Q(state="received"), name="asset_to_prepare"),
            models.Index(
                fields=["removed_at"], condition=Q(removed_at__isnull=False), name="asset_in_trash"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AssetState.values), name="asset_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="refused") | Q(reason=""), name="asset_reason_of_a_refusal"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(width__gt=0, height__gt=0),
                name="asset_ready_has_a_size",
            ),
            models.CheckConstraint(condition=Q(kind__in=AssetKind.values), name="asset_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="video", state="ready") | Q(duration_ms__gt=0),
                name="asset_ready_video_has_a_duration",
            ),
            # The same file twice in one library is one picture.
            models.UniqueConstraint(
                fields=["client", "sha256"],
                condition=Q(removed_at__isnull=True) & ~Q(state="refused"),
                name="asset_once_per_client",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_video(self) -> bool:
        """Whether it is a video."""
        return self.kind == AssetKind.VIDEO

    @property
    def is_animated(self) -> bool:
        """Whether it is a picture that moves: then it is sent as it is, uncut."""
        return self.n_frames > 1 and not self.is_video

    @property
    def duration_s(self) -> float | None:
        """How long a video plays; None for a picture."""
        return self.duration_ms / 1000 if self.is_video else None

    @property
    def clock(self) -> str:
        """The duration as players show it: 0:07, 12:34, 1:02:03."""
        minutes, seconds = divmod(round(self.duration_ms / 1000), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    @property
    def state_word(self) -> str | Promise:
        """The state as people read it."""
        return AssetState(self.state).label


class Rendition(models.Model):
    """One file made of an asset. `box` is what was cut out of the kept file: left, top, right, bottom in pixels."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="renditions")
    purpose = models.CharField(max_length=8, choices=RenditionPurpose)
    key = models.CharField(max_length=120, blank=True)
    box = models.JSONField(default=list, blank=True)
    file = models.CharField(max_length=200)
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    n_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "purpose", "key"], name="rendition_once_per_purpose"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=RenditionPurpose.values), name="rendition_purpose_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset} · {self.purpose} {self.key}".rstrip()


# On the channels that follow the post; and with those that single channels choose.
MOST_PICTURES = 4
MOST_IN_ALL = 8


class PostAsset(models.Model):
    """A picture in a post: its place, its alt text there, and how it is cut around a focus (percent).

    One that is not `is_shared` goes out only on the channels that choose it (Version.own); those come after the others.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="pictures")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=1500, blank=True)
    crop = models.CharField(max_length=6, choices=CropFormat, blank=True)
    focus_x = models.PositiveSmallIntegerField(default=50)
    focus_y = models.PositiveSmallIntegerField(default=50)
    is_shared = models.BooleanField(default=True, db_default=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["post", "position"],
                name="postasset_one_per_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["post", "asset"], name="postasset_once_per_post"),
            models.CheckConstraint(
                condition=Q(position__lt=MOST_PICTURES)
                | Q(is_shared=False, position__lt=MOST_IN_ALL),
                name="postasset_at_most_four",
            ),
            models.CheckConstraint(
                condition=Q(crop__in=CropFormat.values), name="postasset_crop_known"
            ),
            models.CheckConstraint(
                condition=Q(focus_x__lte=100, focus_y__lte=100), name="postasset_focus_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.position}"
