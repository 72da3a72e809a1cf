"""The rest of what a client takes along, as plain rows: others that were watched, meetings, habits, the voice in full, dates and commitments,
what people said, and the library."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from analytics.queries.handover_accounts import Row, Table
from clients.manner import Manner
from clients.matters import sections_of
from clients.models import (
    Audience,
    Client,
    Competitor,
    CompetitorReading,
    Decision,
    Habit,
    Meeting,
    Task,
    Voice,
)
from clients.packs import packs_of
from community.models import Utterance
from editorial.models import Asset, Rendition, RenditionPurpose
from editorial.words.recurrences import weekday_name
from people import cldr
from people.templatetags.ui import network_name


def voice_in_full(manner: Manner) -> list[Row]:
    """What of the voice stands beside what is said and avoided: topics left out, emoji, hashtags, registers, rule packs."""
    rows: list[Row] = [
        [
            _("Topics left out"),
            "; ".join(
                f"{each.name} ({', '.join(each.triggers)})" if each.triggers else each.name
                for each in manner.topics
            ),
        ],
        [_("Emoji"), _some(manner.emoji_most, " ".join(manner.emoji_only))],
        [_("Hashtags"), _some(manner.tags_most, "")],
        [_("Hashtags always there"), " ".join(f"#{each}" for each in manner.tags_always)],
        [_("Hashtags never there"), " ".join(f"#{each}" for each in manner.tags_never)],
    ]
    for each in manner.registers:
        said = [each.address, each.note, _some(each.emoji_most, "")]
        label = _("Register on %(network)s") % {"network": network_name(each.network)}
        rows.append([label, "; ".join(words for words in said if words)])
    rows += [
        [_("Rule pack"), f"{pack.name}: {pack.source} ({cldr.day(pack.as_of, 'd MMM y')})"]
        for pack in packs_of(manner.packs)
    ]
    return [row for row in rows if row[1]]


def _some(most: int | None, only: str) -> str:
    words = "" if most is None else _("at most %(n)s") % {"n": most}
    return "; ".join(each for each in (words, only) if each)


def more_of(client: Client) -> list[Table]:
    """A table for each, some ten queries however much there is."""
    voice = Voice.objects.filter(client=client).first()
    head = [_("Question"), _("Answer")]
    rows = voice_in_full(voice.manner) if voice is not None else []
    return [
        Table("voice", _("The voice in full"), _("Nothing was written down."), head, rows),
        _habits(client),
        *_matters(client),
        _rivals(client),
        _meetings(client),
        _decisions(client),
        _tasks(client),
        _talks(client),
        _library(client),
    ]


def _habits(client: Client) -> Table:
    """Each audience with its catchment, and where it is when."""
    rows: list[Row] = []
    habits: dict[int, list[Habit]] = {}
    for habit in Habit.objects.filter(client=client).order_by("network", "id"):
        habits.setdefault(habit.audience_id, []).append(habit)
    for each in Audience.objects.filter(client=client, archived_at=None).order_by("name", "id"):
        known: Row = [each.name, each.place, each.size, each.season, each.source]
        rows += [[*known, *_when(habit)] for habit in habits.get(each.pk, [])] or [
            [*known, "", "", ""]
        ]
    head = [
        _("Audience"), _("Catchment area"), _("People"), _("Season"), _("Source"), _("Network"), _("Days"), _("Hours"),
    ]  # fmt: skip
    return Table("audiences", _("Audiences, where and when"), _("None was named."), head, rows)


def _when(habit: Habit) -> Row:
    hours = [f"{at:%H:%M}" for at in (habit.starts, habit.ends) if at is not None]
    days = ", ".join(weekday_name(day) for day in habit.weekdays)
    return [network_name(habit.network), days, "–".join(hours)]


def _matters(client: Client) -> list[Table]:
    """What the client has by its kind, each sort with its own columns: programme, sponsors, work packages, deliverables, works."""
    tables = []
    for section in sections_of(client.kind):
        fields = [section.model._meta.get_field(name) for name in section.fields]
        head = [str(field.verbose_name) for field in fields]  # type: ignore[union-attr]
        every: Any = section.model.objects
        rows: list[Row] = [
            [_cell(getattr(each, name)) for name in section.fields]
            for each in every.filter(client=client)
        ]
        tables.append(
            Table(section.name, str(section.title), _("Nothing was written down."), head, rows)
        )
    return tables


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value if value is None or hasattr(value, "year") else str(value)


def _rivals(client: Client) -> Table:
    last: dict[int, CompetitorReading] = {}
    for reading in CompetitorReading.objects.filter(client=client).order_by("day_on"):
        last[reading.profile_id] = reading
    rows: list[Row] = []
    found = Competitor.objects.filter(client=client).prefetch_related("profiles").order_by("name")
    for each in found:
        for profile in each.profiles.all():
            read = last.get(profile.pk)
            told = [read.day_on, read.followers, read.n_posts] if read else [None, None, None]
            where = [network_name(profile.network), profile.handle, profile.url]
            rows.append([each.name, each.note, *where, *told])
    head = [
        _("Name"), _("Why"), _("Network"), _("Account"), _("Address"), _("Last seen"), _("Followers"), _("Posts"),
    ]  # fmt: skip
    return Table("others", _("Others that were watched"), _("Nobody was watched."), head, rows)


def _meetings(client: Client) -> Table:
    """Minutes of what was held: who was there and what was noted. Points of our own Monday are ours."""
    zone = ZoneInfo(client.time_zone)
    held = Meeting.objects.filter(client=client, kind="call", ended_at__isnull=False)
    rows: list[Row] = [
        [each.starts_at.astimezone(zone).date(), each.people, each.notes]
        for each in held.order_by("starts_at", "id")
    ]
    head = [_("Day"), _("Who took part"), _("Notes")]
    return Table("meetings", _("Calls and their notes"), _("None was held."), head, rows)


def _decisions(client: Client) -> Table:
    zone = ZoneInfo(client.time_zone)
    rows: list[Row] = [
        [
            each.decided_at.astimezone(zone).date(),
            each.text,
            _("yes") if each.is_of_strategy else "",
        ]
        for each in Decision.objects.filter(client=client).order_by("decided_at", "id")
    ]
    head = [_("Day"), _("Decision"), _("Of the strategy")]
    return Table("decisions", _("What was decided"), _("Nothing was written down."), head, rows)


def _tasks(client: Client) -> Table:
    rows: list[Row] = [
        [each.text, str(each.get_side_display()), each.due_on]
        for each in Task.objects.open().filter(client=client).order_by("due_on", "id")
    ]
    head = [_("Task"), _("Whose"), _("By which day")]
    return Table("tasks", _("What is still to be done"), _("Nothing is open."), head, rows)


def _talks(client: Client) -> Table:
    """What people said and what was answered, in the order in which it was said, conversation by conversation."""
    zone = ZoneInfo(client.time_zone)
    said = (
        Utterance.objects.filter(client=client)
        .select_related("conversation", "channel")
        .order_by("conversation_id", "said_at", "id")
    )
    rows: list[Row] = []
    for each in said.iterator(chunk_size=2000):
        at, talk = each.said_at.astimezone(zone), each.conversation
        who = each.channel.handle if each.is_own else talk.person_handle or talk.person_name
        rows.append(
            [
                talk.pk, at.date(), f"{at:%H:%M}", network_name(each.channel.network), each.channel.handle,
                str(talk.get_kind_display()), who, each.text, each.url,
            ]
        )  # fmt: skip
    head = [
        _("Conversation"), _("Day"), _("Hour"), _("Network"), _("Account"), _("How"), _("Who"), _("Text"), _("Address"),
    ]  # fmt: skip
    return Table("conversations", _("What people said"), _("Nobody said anything."), head, rows)


# The archive takes originals along up to so many bytes; what no longer fits is named as such.
MOST_ORIGINALS = 2_000_000_000


def originals(client: Client) -> list[tuple[Asset, Rendition, str]]:
    """Each file of the library with its kept file and its name in the archive, the newest first; the name is empty where there is no
    more room for it."""
    kept = (
        Rendition.objects.filter(
            asset__client=client, asset__removed_at=None, purpose=RenditionPurpose.KEPT
        )
        .select_related("asset")
        .order_by("-asset__uploaded_at", "-asset_id")
    )
    found, room = [], MOST_ORIGINALS
    for each in kept:
        fits = each.n_bytes <= room
        room -= each.n_bytes if fits else 0
        ending = each.file.rpartition(".")[2]
        stem = each.asset.name.rpartition(".")[0] or each.asset.name
        plain = "".join(c if c.isalnum() or c in " -_." else "_" for c in stem).strip(" .")[:80]
        name = f"library/{each.asset_id}-{plain or 'file'}.{ending}" if fits else ""
        found.append((each.asset, each, name))
    return found


def _library(client: Client) -> Table:
    zone = ZoneInfo(client.time_zone)
    rows: list[Row] = [
        [
            asset.name,
            asset.alt,
            ", ".join(asset.labels),
            asset.uploaded_at.astimezone(zone).date(),
            asset.rights_until,
            name or _("not in the archive, there was no more room"),
        ]
        for asset, _kept, name in originals(client)
    ]
    head = [_("Name"), _("Alt text"), _("Labels"), _("Since"), _("Rights until"), _("File")]
    return Table("library", _("The library"), _("It is empty."), head, rows)
