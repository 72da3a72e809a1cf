"""Care of a connection: checking it, saying that it must be renewed, letting it go."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients import secrets
from clients.actions.connecting.doors import (
    CALL_TIMEOUT_S,
    ConnectingError,
    connector_label,
    joined,
    revoke,
)
from clients.actions.connecting.keeping import show_profile
from clients.actions.connecting.opening import NotConnectedError, OpenChannel, open_channel
from clients.actions.connecting.refreshing import asked
from clients.models import (
    ENDS_SOON,
    AppRegistration,
    Channel,
    ChannelCare,
    Credential,
    Health,
)
from clients.queries.team import who_may
from clients.remote import abilities_as_json, limits_as_json
from networks import types
from networks.errors import ErrorKind, NetworkError
from networks.roles import Connects
from people import audit, cldr, outbox
from people.models import Member
from people.notices import Mailing, notify
from people.roles import Capability

REVOKE_ATTEMPTS = 8
# What of a profile is looked at again by people.
_SHOWN = ("name", "bio", "links", "avatar_url", "cover_url")
# Within so long the posts that the end of a connection stops are counted: the e-mail names them.
GATHER = timedelta(seconds=30)
# How long before a connection ends people are told: when it can be planned, when it should be done, when it must.
WARN_AHEAD = (ENDS_SOON, timedelta(days=7), timedelta(days=2))


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What a check found: the error's kind, or empty when all is well."""

    problem: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether the network answered as it should."""
        return not self.problem


def check(channel: Channel, *, now: datetime) -> CheckResult:
    """Asks the network who we are, what we may do and what the limits are, and keeps the answer.

    Dead credentials make the channel wait to be reconnected; any other error is only noted, so
    that a bad hour of the network disconnects nobody. A channel that was thought dead and answers
    is well again.
    """
    try:
        opened = open_channel(channel, even_if_doubtful=True)
    except NotConnectedError:
        return _doubt(channel, ErrorKind.AUTH_EXPIRED.value, now)
    try:
        told = _ask(opened)
    except NetworkError as error:
        if error.kind is ErrorKind.AUTH_EXPIRED:
            return _doubt(channel, error.kind.value, now)
        fresh = Channel.objects.filter(pk=channel.pk, disconnected_at=None)
        fresh.update(problem=error.kind.value, checked_at=now)
        return CheckResult(problem=error.kind.value)
    return _keep(channel, told, now)


def _ask(opened: OpenChannel) -> dict[str, Any]:
    connector = opened.connector

    def both(credentials: types.Credentials) -> tuple[types.Profile, list[types.Ability]]:
        profile = connector.profile(credentials, timeout_s=CALL_TIMEOUT_S)
        return profile, connector.abilities(credentials, timeout_s=CALL_TIMEOUT_S)

    profile, abilities = asked(opened, both)
    limits = connector.limits_of(opened.credentials.host, timeout_s=CALL_TIMEOUT_S)
    return {
        "profile": {k: v for k, v in asdict(profile).items() if v is not None},
        "abilities": abilities_as_json(abilities),
        "limits": limits_as_json(limits),
    }


@transaction.atomic
def _keep(channel: Channel, told: dict[str, Any], now: datetime) -> CheckResult:
    row = (
        Channel.objects.select_for_update(of=("self",))
        .select_related("agency")
        .filter(pk=channel.pk, disconnected_at=None, connected_at=channel.connected_at)
        .first()
    )
    if row is None:
        return CheckResult()  # let go or renewed while we asked: the answer is not about this
    was_doubtful = row.health == Health.RECONNECT
    show_profile(row, told["profile"])
    row.abilities, row.limits = told["abilities"], told["limits"]
    row.health, row.problem, row.checked_at = Health.OK, "", now
    row.save()
    _keep_what_stands(row, told["profile"], now)
    if was_doubtful:
        audit.record(actor=None, agency=row.agency, verb="channel.well_again", target=row, now=now)
    return CheckResult()


def _keep_what_stands(channel: Channel, profile: dict[str, Any], now: datetime) -> None:
    """What the profile shows, to be set beside what it should say."""
    stands = {name: profile[name] for name in _SHOWN if name in profile}
    whose = {"agency_id": channel.agency_id, "client_id": channel.client_id}
    ChannelCare.objects.update_or_create(
        channel=channel,
        defaults={"stands": stands, "looked_at": now},
        create_defaults={**whose, "stands": stands, "looked_at": now},
    )


def _doubt(channel: Channel, problem: str, now: datetime) -> CheckResult:
    Channel.objects.filter(pk=channel.pk).update(checked_at=now)
    mark_reauth_needed(channel.pk, now=now, problem=problem)
    return CheckResult(problem=problem)


@transaction.atomic
def mark_reauth_needed(
    channel_id: int, *, now: datetime, problem: str = ErrorKind.AUTH_EXPIRED.value
) -> bool:
    """The network no longer accepts our credentials: people must reconnect. Said once.

    Returns whether this is news; a channel that waits already, or was let go, stays as it is.
    """
    is_news = Channel.objects.filter(pk=channel_id, health=Health.OK).update(
        health=Health.RECONNECT, problem=problem[:60], checked_at=now
    )
    if not is_news:
        return False
    channel = Channel.objects.select_related("client", "agency").get(pk=channel_id)
    audit.record(
        actor=None,
        agency=channel.agency,
        verb="channel.reconnect_needed",
        target=channel,
        data={"problem": problem},
        now=now,
    )
    notify(
        members=_who_may_reconnect(channel),
        kind="channel.reconnect_needed",
        text=format_lazy(
            _("{network} no longer lets us work for {client} as {handle}. Reconnect the channel."),
            network=connector_label(channel.network),
            client=channel.client.name,
            handle=channel.handle,
        ),
        url=reverse("clients:channel", args=[channel.client.slug, channel.public_id]),
        once_key=told_as(channel),
        is_mailed=True,
        mailing=Mailing(after=GATHER, notes_opening=True),
        now=now,
    )
    return True


def told_as(channel: Channel) -> str:
    """The key of the notice that this connection must be renewed: whoever knows what waits for it renews its words."""
    return f"channel.reconnect:{channel.pk}:{channel.connected_at.timestamp():.0f}"


def warn_of_ends(*, now: datetime) -> int:
    """Tells who may reconnect a channel that its connection ends, at each of `WARN_AHEAD` once; returns how many heard.

    Only where nothing but a person can renew it; pairs that renew themselves are no news.
    """
    ending = Channel.objects.with_end().filter(
        Q(ends_at__gt=now), Q(ends_at__lte=now + WARN_AHEAD[0])
    )
    n_told = 0
    for channel in ending.exclude(client__status="archived").select_related("client"):
        ends_at: datetime = channel.ends_at  # type: ignore[attr-defined]
        days = min(ahead for ahead in WARN_AHEAD if ends_at <= now + ahead).days
        n_told += notify(
            members=_who_may_reconnect(channel),
            kind="channel.ends",
            text=_said(
                format_lazy(
                    _(
                        "{network} lets us work for {client} as {handle} until {day}. Reconnect the channel before then."
                    ),
                    network=connector_label(channel.network),
                    client=channel.client.name,
                    handle=channel.handle,
                    day=_day(ends_at.astimezone(ZoneInfo(channel.client.time_zone))),
                )
            ),
            url=reverse("clients:channel", args=[channel.client.slug, channel.public_id]),
            once_key=f"channel.ends:{channel.pk}:{ends_at.timestamp():.0f}:{days}",
            is_mailed=True,
            now=now,
        )
    return n_told


def _day(local: datetime) -> Any:
    """The day in the language of whoever reads it."""
    return lazy(cldr.day, str)(local.date(), "d MMMM y")


def _said(words: Any) -> Any:
    """A sentence with a day in it, in the language of whoever reads it."""
    return lazy(lambda: cldr.spoken(str(words)), str)()


def _who_may_reconnect(channel: Channel) -> QuerySet[Member]:
    return who_may(Capability.CONNECT_CHANNELS, client=channel.client)


@transaction.atomic
def disconnect(*, by: Member, channel: Channel, now: datetime) -> Channel:
    """Lets a channel go: tokens are deleted here and given back at the network later.

    History stays. Raises ConnectingError(``not_connected``) when it was let go already.
    """
    row = (
        Channel.objects.select_for_update(of=("self",))
        .select_related("agency", "client")
        .get(pk=channel.pk)
    )
    if row.disconnected_at is not None:
        raise ConnectingError("not_connected")
    give_up_access(row, now=now)
    row.health, row.disconnected_at = Health.DISCONNECTED, now
    row.save(update_fields=["health", "disconnected_at"])
    audit.record(
        actor=by,
        agency=row.agency,
        verb="channel.disconnected",
        target=row,
        data={"client": row.client.slug, "network": row.network, "host": row.host},
        now=now,
    )
    return row


def give_up_access(channel: Channel, *, now: datetime) -> None:
    """Deletes what opens the channel, in the caller's transaction; the network is told later."""
    _leave_for_revoking(channel, now)
    Credential.objects.filter(channel=channel).delete()


def _leave_for_revoking(channel: Channel, now: datetime) -> None:
    try:
        credentials = open_channel(channel, even_if_doubtful=True).credentials
    except NotConnectedError:
        return  # nothing that opens, nothing to give back
    place = secrets.revocation_context(agency_id=channel.agency_id)
    payload = {
        "network": channel.network,
        "host": channel.host,
        "sealed": secrets.seal_credentials(credentials, context=place),
    }
    outbox.add(kind="revoke_access", payload=payload, agency=channel.agency, now=now)


def revoke_at_network(item: outbox.Item) -> None:
    """Handler of the outbox kind ``revoke_access``: gives the right back. Twice is harmless.

    Dead credentials are what we want; a network that does not answer is asked eight times.
    """
    network, host = item.payload["network"], item.payload["host"]
    place = secrets.revocation_context(agency_id=item.agency_id)
    credentials = secrets.open_credentials(item.payload["sealed"], context=place)
    connector = joined(network)
    app = AppRegistration.objects.filter(network=network, host=host).order_by("-pk").first()
    if app is None and isinstance(connector, Connects):
        raise outbox.GiveUpError(f"no app of ours at {host}")
    try:
        revoke(connector, app, credentials)
    except NetworkError as error:
        if error.kind is ErrorKind.AUTH_EXPIRED:
            return
        if item.n_attempts >= REVOKE_ATTEMPTS:
            raise outbox.GiveUpError(str(error)) from error
        raise
