"""Before there is a contract: what can be seen of a prospect without asking anybody, and what we offer."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from clients.looks import Read, from_json
from clients.models.clients import Client
from clients.models.contacts import Contact
from clients.models.matters import Matter, MatterQuerySet
from clients.work import Basis, Currency
from people.models import Member

# What a contract takes over from an offer as it stands.
TERMS = (
    "currency", "basis", "hours", "quotas", "rounds", "ad_spend", "starts_on", "ends_on",
)  # fmt: skip


class Answers(models.TextChoices):
    """Whether an account answers its public, as far as one sees."""

    YES = "yes", _("Answers")
    SOMETIMES = "sometimes", _("Answers sometimes")
    NO = "no", _("Does not answer")


class SightingQuerySet(MatterQuerySet):
    """Sets of looks at public accounts."""

    def asked(self, now: datetime) -> SightingQuerySet:
        """Those that the program is to read, and that nobody is reading."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.filter(free, asked_at__isnull=False)


class Sighting(Matter):
    """What anybody can see of one account on one day, with no access at all: counted by a person, read by the program, or both.

    What a person typed is in the fields of the form and only people change it; what the program read is in `found`
    (clients/looks.py). `host` and `name` are what its network is asked with, `asked_at` stands while the reading is under way,
    `problem` is why it failed, a code of clients/words/competitors.py.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="sightings", editable=False)
    network = models.SlugField(_("network"), max_length=30)
    address = models.CharField(_("account"), max_length=300)
    seen_on = models.DateField(_("seen on"))
    followers = models.PositiveIntegerField(_("followers"), null=True, blank=True)
    posts = models.PositiveIntegerField(_("posts in the last 30 days"), null=True, blank=True)
    last_post_on = models.DateField(_("last post"), null=True, blank=True)
    formats = models.CharField(_("formats"), max_length=160, blank=True)
    answers = models.CharField(
        _("answers its public"), max_length=9, choices=Answers, blank=True, default=""
    )
    gaps = models.TextField(
        _("what the profile lacks"),
        max_length=1000,
        blank=True,
        help_text=_("Bio, link, picture, hours, pinned posts: what a visitor looks for in vain."),
    )
    host = models.CharField(max_length=300, blank=True, default="", db_default="", editable=False)
    name = models.CharField(max_length=255, blank=True, default="", db_default="", editable=False)
    asked_at = models.DateTimeField(_("reading asked for"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    read_at = models.DateTimeField(_("read"), null=True, blank=True, editable=False)
    problem = models.CharField(
        _("last problem"), max_length=60, blank=True, default="", db_default="", editable=False
    )
    found = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True, editable=False
    )

    objects: ClassVar[models.Manager[Sighting]] = SightingQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at a public account")
        verbose_name_plural = _("looks at public accounts")
        ordering = ("network", "address", "-seen_on", "id")
        constraints = [
            models.UniqueConstraint(
                "client", "network", "address", "seen_on", name="sighting_once_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(network="") & ~Q(address=""), name="sighting_names_an_account"
            ),
            models.CheckConstraint(
                condition=Q(last_post_on=None) | Q(last_post_on__lte=F("seen_on")),
                name="sighting_saw_no_later_post",
                violation_error_message=_(
                    "The last post cannot be later than the day it was seen."
                ),
            ),
            models.CheckConstraint(
                condition=Q(answers__in=["", *Answers.values]), name="sighting_answers_known"
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None) | ~Q(name=""), name="sighting_asked_of_an_account"
            ),
            models.CheckConstraint(
                condition=Q(read_at=None, found={}) | Q(read_at__isnull=False) & ~Q(found={}),
                name="sighting_read_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(asked_at__isnull=False), name="sighting_asked"
            )
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def read(self) -> Read | None:
        """What the program read; None where only a person looked."""
        return from_json(self.found)

    @property
    def known_followers(self) -> int | None:
        """What a person counted, else what was read."""
        read = self.read
        return self.followers if self.followers is not None or not read else read.figures.followers

    @property
    def known_last_post_on(self) -> date | None:
        """The day of the last post: as a person noted it, else as it was read."""
        read = self.read
        return self.last_post_on or (read.last_post_on if read else None)

    @property
    def days_silent(self) -> int | None:
        """How many days lay between the last post and the look."""
        last = self.known_last_post_on
        return max(0, (self.seen_on - last).days) if last else None


# An offer is spoken of so long before it ends, and after that nobody answered.
ENDS_SOON = timedelta(days=7)
ENDED_LATELY = timedelta(days=30)


class OfferState(models.TextChoices):
    """Where an offer stands."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class OfferQuerySet(MatterQuerySet):
    """Sets of offers."""

    def shown_to(self, contact: Contact) -> OfferQuerySet:
        """Those the contact may read: sent, or decided after that."""
        return self.filter(client_id=contact.client_id).exclude(
            state__in=[OfferState.DRAFT, OfferState.WITHDRAWN]
        )

    def ending(self, on: date) -> OfferQuerySet:
        """Sent, without an answer, and over within a week or since a month at most, the first to end first."""
        span = (on - ENDED_LATELY, on + ENDS_SOON)
        return self.filter(state=OfferState.SENT, valid_until__range=span).order_by(
            "valid_until", "pk"
        )

    def waiting_for(self, contact: Contact, on: date) -> OfferQuerySet:
        """Those that the contact's side can still answer on that day."""
        return self.filter(client_id=contact.client_id, state=OfferState.SENT, valid_until__gte=on)


class Offer(Matter):
    """What we would do, how much of it and for how much. Once sent it is never changed: another one takes its place."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="offers", editable=False)
    words = models.TextField(
        _("what we would do"),
        max_length=4000,
        help_text=_("In the client's words: what for, and how one sees that it worked."),
    )
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.EUR)
    basis = models.CharField(_("basis"), max_length=7, choices=Basis, default=Basis.MONTHLY)
    hours = models.DecimalField(
        _("hours included"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    quotas = models.JSONField(
        _("quotas of the offer"), default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    rounds = models.PositiveSmallIntegerField(_("rounds of changes"), null=True, blank=True)
    ad_spend = models.DecimalField(
        _("for ads"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("What may be spent on boosted posts and ads, beside the price."),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"))
    state = models.CharField(
        _("state"), max_length=9, choices=OfferState, default=OfferState.DRAFT, editable=False
    )
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(_("made"), editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    # Whose word it was; `recorded_by` is the colleague who heard it, where it was not said in the portal.
    decided_name = models.CharField(_("who decided"), max_length=300, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # `content_hash` of what was read when the answer was given; empty before.
    seen_hash = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False
    )
    # How many drafts its plan laid into the calendar.
    n_planned = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)

    objects: ClassVar[models.Manager[Offer]] = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="offer_price_not_negative"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="offer_ends_after_it_starts",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OfferState.values, basis__in=Basis.values)
                & Q(currency__in=Currency.values),
                name="offer_words_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(sent_at__isnull=False),
                name="offer_decided_once_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "declined"], decided_at__isnull=False)
                & ~Q(decided_name="")
                | Q(state__in=["draft", "sent", "withdrawn"], decided_at=None),
                name="offer_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price} {self.currency}"

    @property
    def content_hash(self) -> str:
        """64 hex digits of everything the page of the offer says."""
        said = {name: getattr(self, name) for name in (*TERMS, "words", "price", "valid_until")}
        said["price"] = f"{self.price:.2f}"
        for name in ("hours", "ad_spend"):
            said[name] = None if said[name] is None else f"{said[name]:.2f}"
        raw = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(raw.encode()).hexdigest()

    def is_open_on(self, day: date) -> bool:
        """Whether it can still be accepted on a day."""
        return self.state == OfferState.SENT and day <= self.valid_until
