"""Channels without a connection: adding one, saying who publishes there, going on by hand where a connection ended."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clients.actions import connecting, gates
from clients.kinds import hat_of
from clients.models import Channel, Client, Gate, Health
from clients.queries.team import who_may
from networks.addresses import account_of
from networks.known import KNOWN
from people import audit
from people.models import Member
from people.roles import Capability


class ByHandError(Exception):
    """The channel cannot be kept so; the text is for the person who tried, `field` its place in the form."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def offered() -> dict[str, str]:
    """slug -> name of the networks a channel can be kept on by hand."""
    return {slug: known.label for slug, known in KNOWN.items()}


def who_may_publish(client: Client) -> QuerySet[Member]:
    """The members who may publish by hand for the client, by name."""
    return who_may(Capability.PUBLISH_BY_HAND, client=client).order_by("user__name", "pk")


@transaction.atomic
def add_channel(
    *,
    by: Member,
    client: Client,
    network: str,
    account: str,
    name: str = "",
    keeper: Member | None = None,
    now: datetime,
) -> Channel:
    """A channel that people publish on; `account` is its address or its name there.

    Raises ByHandError for what is no account of that network, and for one that is a channel of the agency already.
    """
    if network not in KNOWN:
        raise ByHandError(_("This network is not known here."))
    found = account_of(network, account)
    if found is None:
        raise ByHandError(
            _(
                "This is no address of a profile on %(network)s. Open the profile and copy its address."
            )
            % {"network": KNOWN[network].label},
            field="account",
        )
    taken = _same_account(client, network, found.handle)
    if taken is not None:
        raise ByHandError(_refusal(taken, client), field="account")
    host = urlsplit(found.url)
    try:
        with transaction.atomic():
            channel = Channel.objects.create(
                agency_id=client.agency_id,
                client=client,
                network=network,
                host=f"{host.scheme}://{host.netloc}" if found.url else "",
                remote_id=found.id[:255],
                handle=(found.handle if KNOWN[network].profile or not name else name)[:255],
                name=name or client.name,
                url=found.url,
                hat=hat_of(client.kind, client.facts),
                health=Health.BY_HAND,
                keeper=keeper,
                connected_at=now,
            )
    except IntegrityError as error:
        if "channel_connected_once" not in str(error):
            raise
        raise ByHandError(
            _("%(handle)s is already a channel of the agency.") % {"handle": found.handle},
            field="account",
        ) from error
    Gate.objects.create(agency_id=client.agency_id, channel=channel)
    _record(by, "channel.added_by_hand", channel, now, keeper=str(keeper or ""))
    return channel


def may_continue(channel: Channel) -> bool:
    """Whether its connection ended, and people can go on without one: posts of its network are known by their address."""
    return channel.network in KNOWN and channel.health in (Health.RECONNECT, Health.DISCONNECTED)


@transaction.atomic
def continue_by_hand(*, by: Member, channel: Channel, now: datetime) -> Channel:
    """From now on people publish on a channel whose connection ended; its history goes on.

    What is planned there becomes theirs at its hour. The rights that are left are given back. Raises ByHandError where
    may_continue is false, and where another channel is that account by now.
    """
    row = (
        Channel.objects.select_for_update(of=("self",))
        .select_related("agency", "client")
        .get(pk=channel.pk)
    )
    if not may_continue(row):
        raise ByHandError(_("Only a channel whose connection ended goes on by hand."))
    taken = _same_account(row.client, row.network, row.handle, besides=row)
    if taken is not None:
        raise ByHandError(_refusal(taken, row.client))
    connecting.give_up_access(row, now=now)
    row.health, row.disconnected_at, row.problem = Health.BY_HAND, None, ""
    row.connected_at = (
        now  # what a check or a refresh that is under way answers is not about this any more
    )
    row.save(update_fields=["health", "disconnected_at", "problem", "connected_at"])
    gates.open_gates(row.pk, now=now)
    _record(by, "channel.continued_by_hand", row, now)
    return row


def _same_account(
    client: Client, network: str, handle: str, *, besides: Channel | None = None
) -> Channel | None:
    """A channel of the agency with that name on that network, connected or by hand."""
    living = Channel.objects.connected().filter(agency_id=client.agency_id, network=network)
    if besides is not None:
        living = living.exclude(pk=besides.pk)
    names = {handle.casefold(), handle.lstrip("@").casefold()}
    for channel in living.select_related("client"):
        if {channel.handle.casefold(), channel.handle.lstrip("@").casefold()} & names:
            return channel
    return None


def _refusal(taken: Channel, client: Client) -> str:
    if taken.client_id == client.pk:
        return _("%(handle)s is a channel of this client already.") % {"handle": taken.handle}
    return _("%(handle)s is already a channel of another client of the agency.") % {
        "handle": taken.handle
    }


@transaction.atomic
def set_keeper(*, by: Member, channel: Channel, keeper: Member | None, now: datetime) -> Channel:
    """Says who publishes on the channel and is told when a post is due; None: everybody who may.

    Raises ByHandError for somebody who may not publish there.
    """
    row = (
        Channel.objects.select_for_update(of=("self",))
        .select_related("agency", "client")
        .get(pk=channel.pk)
    )
    if keeper is not None and not who_may_publish(row.client).filter(pk=keeper.pk).exists():
        raise ByHandError(_("This person may not publish for this client."), field="keeper")
    if row.keeper_id != (keeper.pk if keeper else None):
        row.keeper = keeper
        row.save(update_fields=["keeper"])
        _record(by, "channel.keeper_changed", row, now, keeper=str(keeper or ""))
    return row


def _record(by: Member, verb: str, channel: Channel, now: datetime, **data: str) -> None:
    audit.record(
        actor=by,
        agency=channel.agency,
        verb=verb,
        target=channel,
        data={"client": channel.client.slug, "network": channel.network, **data},
        now=now,
    )
