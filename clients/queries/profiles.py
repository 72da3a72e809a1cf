"""The profiles of a client as their screen shows them, and which of all clients are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from clients.models import (
    Channel,
    ChannelCare,
    Client,
    Contact,
    Part,
    ProfileTask,
    ProfileVersion,
    Status,
)
from clients.models.profiles import task_words
from clients.words.profiles import Difference, differences, owner_warning
from people.models import Member
from people.prepared import prepared

# So many channels are named at once; those that are settled make room.
MOST_DUE = 50


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """A channel's profile: its care (None: nobody began), the newest version, what its network shows otherwise."""

    channel: Channel
    care: ChannelCare | None
    version: ProfileVersion | None
    n_versions: int
    differences: list[Difference]
    tasks: list[ProfileTask]
    warning: str
    is_due: bool

    @property
    def is_asleep(self) -> bool:
        """Whether it sleeps, for a reason or by its part alone."""
        return self.channel.part == Part.DORMANT

    @property
    def closing_done(self) -> list[str]:
        """The points of closing it for good that are done."""
        return list(self.care.closing_done) if self.care else []


@dataclass(frozen=True, slots=True)
class Due:
    """Something of a profile whose day has come: a review (`what` is empty) or a change."""

    channel: Channel
    on: date
    what: str


def profile_lines(*, member: Member, client: Client, today: date) -> list[ProfileLine]:
    """All channels that stand. Four queries."""
    channels = (
        Channel.objects.visible_to(member)
        .connected()
        .filter(client_id=client.pk)
        .select_related("care", "client", "agency")
        .prefetch_related(
            Prefetch("profile_versions", ProfileVersion.objects.order_by("-number")),
            Prefetch("profile_tasks", ProfileTask.objects.filter(done_at=None)),
        )
        .order_by("network", "handle")
    )
    return [profile_line(channel, today=today) for channel in channels]


def profile_line(channel: Channel, *, today: date) -> ProfileLine:
    """One channel, with what profile_lines has loaded."""
    care: ChannelCare | None = getattr(channel, "care", None)
    versions = list(channel.profile_versions.all())
    tasks = [task for task in channel.profile_tasks.all() if task.done_at is None]
    newest = versions[0] if versions else None
    return ProfileLine(
        channel=channel,
        care=care,
        version=newest,
        n_versions=len(versions),
        differences=differences(newest, care.stands if care else {}),
        tasks=tasks,
        warning=owner_warning(care.owner if care else ""),
        is_due=bool(care and care.review_on and care.review_on <= today),
    )


def waiting_for(contact: Contact) -> list[ProfileVersion]:
    """The newest version of each channel that stands, where this contact's client has not answered to it yet. One query."""
    newest = (
        ProfileVersion.objects.filter(
            client_id=contact.client_id, channel__in=Channel.objects.connected()
        )
        .select_related("channel")
        .order_by("channel__network", "channel__handle", "channel_id", "-number")
        .distinct("channel__network", "channel__handle", "channel_id")
    )
    return [each for each in newest if not each.approved_by and not each.wish]


def due(*, member: Member, client: Client | None = None, today: date) -> list[Due]:
    """Reviews and changes whose day has come, the oldest first. One query: every Today asks."""
    waiting: list[Due] = []
    for channel in _due(member=member, client=client, today=today):
        care: ChannelCare | None = getattr(channel, "care", None)
        if care is not None and care.review_on and care.review_on <= today:
            waiting.append(Due(channel, care.review_on, ""))
        changes: list[dict[str, str]] = getattr(channel, "changes", [])
        waiting += [
            Due(channel, date.fromisoformat(each["on"]), task_words(each["what"]))
            for each in changes
        ]
    return sorted(waiting, key=lambda each: each.on)


@prepared()
def _due(*, member: Member, client: Client | None, today: date) -> QuerySet[Channel]:
    tasks = ProfileTask.objects.filter(channel=OuterRef("pk"), done_at=None, on__lte=today)
    found: QuerySet[Channel] = (
        Channel.objects.visible_to(member)
        .connected()
        .exclude(client__status=Status.ARCHIVED)
        .annotate(
            changes=ArraySubquery(tasks.order_by("on").values(row=JSONObject(on="on", what="what")))
        )
        .filter(Q(care__review_on__lte=today) | Exists(tasks))
        .select_related("client", "care")
    )
    if client is not None:
        found = found.filter(client_id=client.pk)
    return found[:MOST_DUE]
