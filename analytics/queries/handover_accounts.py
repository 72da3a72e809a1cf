"""The accounts a client takes along, as plain rows: which they are and whose, and what their profiles said, version by version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from clients.models import Channel, ChannelCare, Credential, ProfileVersion
from clients.words.profiles import FIELDS
from people import cldr
from people.templatetags.ui import network_name

Row = list[object]
# How paper writes a day; in the files of the archive a day is a date that every spreadsheet reads.
DAY = "d MMM y"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the name of its file, its title, what to say when it is empty, its head and its rows."""

    name: str
    title: str
    empty: str
    head: list[str]
    rows: list[Row] = field(default_factory=list)


def accounts(channels: list[Channel], *, zone: str) -> Table:
    """Which account, whose it is on record, and how we could get in: never what opens it. Needs `care` joined."""
    open_still = set(
        Credential.objects.filter(channel__in=channels).values_list("channel_id", flat=True)
    )
    return Table(
        "accounts",
        _("Accounts and accesses"),
        _("There was no channel."),
        [
            _("Network"),
            _("Account"),
            _("Address"),
            _("Part"),
            _("Whose it is"),
            _("Access of the agency"),
        ],
        [
            [
                network_name(each.network),
                each.handle,
                each.url,
                str(each.get_part_display()),
                _owner(getattr(each, "care", None)),
                _access(each, is_open=each.pk in open_still, zone=zone),
            ]
            for each in channels
        ],
    )


def _owner(care: ChannelCare | None) -> str:
    if care is None or not care.owner:
        return _("not on record")
    words = str(care.get_owner_display())
    return f"{words}: {care.owner_note}" if care.owner_note else words


def _access(channel: Channel, *, is_open: bool, zone: str) -> str:
    if channel.disconnected_at:
        words = _("given back on %(day)s") % {"day": _day(channel.disconnected_at, zone)}
        return cldr.spoken(words)
    if channel.is_by_hand:
        return _("none: kept by hand")
    if is_open:
        words = _("a permission since %(day)s, still to be given back")
        return cldr.spoken(words % {"day": _day(channel.connected_at, zone)})
    return _("a permission that has ended")


def _day(at: datetime, zone: str) -> str:
    return cldr.instant(at, DAY, ZoneInfo(zone))


def profiles(channels: list[Channel], *, zone: str) -> Table:
    """What each profile should say, the newest version first: a row for every field that has words. One query."""
    versions = (
        ProfileVersion.objects.filter(channel__in=channels)
        .select_related("channel")
        .order_by("channel__network", "channel__handle", "channel_id", "-number")
    )
    rows: list[Row] = [
        [
            network_name(each.channel.network),
            each.channel.handle,
            each.number,
            each.created_at.astimezone(ZoneInfo(zone)).date(),
            str(label),
            getattr(each, name),
            f"{each.approved_by}, {cldr.day(each.approved_on, DAY)}" if each.approved_on else "",
            each.why,
        ]
        for each in versions
        for name, label in FIELDS.items()
        if getattr(each, name)
    ]
    head = [
        _("Network"), _("Account"), _("Version"), _("Since"), _("Field"), _("Text"), _("Approved by"), _("Why it changed"),
    ]  # fmt: skip
    return Table("profiles", _("What the profiles say"), _("Nothing was written down."), head, rows)
