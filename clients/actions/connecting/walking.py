"""The walk to a network and back: start, finish what came back, confirm the account."""

from __future__ import annotations

import hashlib
import secrets as random
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from clients import hosts, secrets
from clients.access import role_on
from clients.actions.connecting.doors import (
    CALL_TIMEOUT_S,
    ConnectingError,
    WrongAccountError,
    as_registration,
    connector_label,
    connects,
    give_back,
    our_app,
    return_url,
)
from clients.actions.connecting.keeping import show_profile, store_credentials
from clients.actions.rotating import plant_canary
from clients.kinds import hat_of
from clients.models import Channel, Client, ConnectAttempt, Gate, Health
from clients.remote import abilities_as_json, limits_as_json
from networks import types
from networks.errors import HostError
from people import audit, sealing
from people.models import Member
from people.roles import Capability, may

LIFE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Where the person is about to go to sign in."""

    url: str
    host: hosts.ShownHost
    network: str


def start(
    *,
    by: Member,
    client: Client,
    network: str,
    typed_host: str,
    session: str,
    reconnects: Channel | None = None,
    now: datetime,
) -> Leaving:
    """Prepares one walk to the network's sign-in page: registers our app there on first use.

    Raises ConnectingError for an unknown network or a host we refuse, NetworkError when the host
    does not answer. ``session`` ties the walk to this browser.
    """
    connector = connects(network)
    if reconnects is not None and connector.needs_host:
        host = reconnects.host
    else:
        try:
            host = connector.normalise_host(typed_host)
        except HostError as error:
            raise ConnectingError(f"host_{error.kind.value}", host=error.host) from error
    app = our_app(connector, network, host)
    state, verifier = random.token_urlsafe(32), random.token_urlsafe(48)
    attempt = begun(
        by=by,
        client=client,
        network=network,
        host=host,
        state=state,
        session=session,
        reconnects=reconnects,
        now=now,
    )
    attempt.app = app
    attempt.verifier = sealing.seal(verifier, context=_place(attempt, "verifier"))
    attempt.save()
    redirect = connector.authorization(
        as_registration(app),
        redirect_uri=return_url(),
        state=state,
        code_verifier=verifier,
    )
    return Leaving(
        url=redirect.url, host=hosts.shown(redirect.url), network=connector_label(network)
    )


def begun(
    *,
    by: Member,
    client: Client,
    network: str,
    host: str,
    state: str,
    session: str,
    reconnects: Channel | None,
    now: datetime,
) -> ConnectAttempt:
    """An attempt that is not stored yet, tied to the member, the browser and the next ten minutes."""
    return ConnectAttempt(
        agency_id=client.agency_id,
        client=client,
        member=by,
        reconnects=reconnects,
        network=network,
        host=host,
        state_hash=_hash(state),
        session_hash=_hash(session),
        created_at=now,
        expires_at=now + LIFE,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _place(attempt: ConnectAttempt, field: str) -> tuple[str, ...]:
    return secrets.attempt_context(
        agency_id=attempt.agency_id, public_id=str(attempt.public_id), field=field
    )


def finish(
    *, by: Member, session: str, state: str, code: str, issuer: str = "", now: datetime
) -> ConnectAttempt:
    """Turns what came back from the network into credentials, kept sealed until confirmed.

    The state works once, for ten minutes, for the member, agency and browser that began. Raises
    ConnectingError(``ended``) for any other, WrongAccountError when a reconnection brought
    another account, NetworkError when the network does not play along.
    """
    attempt = _use(by=by, session=session, state=state, now=now)
    if not code:
        raise ConnectingError("denied", network=connector_label(attempt.network))
    if issuer and hosts.host_name(issuer.rstrip("/")) != hosts.host_name(attempt.host):
        raise ConnectingError("ended")
    connector = connects(attempt.network)
    assert attempt.app is not None, "who walks to a network has an app of ours there"
    credentials = connector.exchange(
        as_registration(attempt.app),
        code=code,
        code_verifier=sealing.unseal(attempt.verifier, context=_place(attempt, "verifier")),
        redirect_uri=return_url(),
        timeout_s=CALL_TIMEOUT_S,
    )
    keep_result(attempt, connector, credentials, now=now)
    return attempt


def keep_result(
    attempt: ConnectAttempt, connector: Any, credentials: types.Credentials, *, now: datetime
) -> None:
    """Asks whose the credentials are and keeps them sealed, for ten minutes, until somebody says yes.

    Raises WrongAccountError when a reconnection brought another account; then they are given back.
    """
    profile = connector.profile(credentials, timeout_s=CALL_TIMEOUT_S)
    wanted = attempt.reconnects
    if wanted is not None and not _is_the_same(profile, wanted):
        give_back(connector, attempt.app, credentials)
        raise WrongAccountError(got=profile.handle, wanted=wanted.handle)
    attempt.profile = {
        **_profile_as_json(profile),
        "abilities": abilities_as_json(connector.abilities(credentials, timeout_s=CALL_TIMEOUT_S)),
        "limits": limits_as_json(connector.limits_of(attempt.host, timeout_s=CALL_TIMEOUT_S)),
    }
    attempt.result = secrets.seal_credentials(credentials, context=_place(attempt, "result"))
    attempt.verifier = ""
    attempt.expires_at = now + LIFE
    attempt.save()


def names_the_same(handle: str, other: str) -> bool:
    """Whether two handles are one, with or without @ and capitals."""
    return handle.lstrip("@").casefold() == other.lstrip("@").casefold()


def _is_the_same(profile: types.Profile, wanted: Channel) -> bool:
    """Whether the account that signed in is the channel's; one kept by hand is known by its name alone."""
    if wanted.is_by_hand:
        return names_the_same(profile.handle, wanted.handle)
    return profile.remote_id == wanted.remote_id


def refuse(*, by: Member, session: str, state: str, now: datetime) -> ConnectAttempt:
    """The person said no at the network: the walk is over. Raises ConnectingError(``ended``)."""
    return _use(by=by, session=session, state=state, now=now)


def _use(*, by: Member, session: str, state: str, now: datetime) -> ConnectAttempt:
    """Takes the state, once. A second request with it finds nothing."""
    mine = ConnectAttempt.objects.visible_to(by).filter(
        state_hash=_hash(state), session_hash=_hash(session), used_at=None, expires_at__gt=now
    )
    attempt = mine.select_related("client", "app", "reconnects").first()
    if attempt is None or not mine.filter(pk=attempt.pk).update(used_at=now):
        raise ConnectingError("ended")
    _refuse_unless_still_allowed(by, attempt)
    attempt.used_at = now
    return attempt


def _profile_as_json(profile: types.Profile) -> dict[str, Any]:
    return {name: value for name, value in asdict(profile).items() if value is not None}


def attempt_to_confirm(
    *, by: Member, session: str, public_id: Any, now: datetime
) -> ConnectAttempt:
    """The walk that came back and waits for a yes. Raises ConnectingError(``ended``)."""
    attempt = (
        ConnectAttempt.objects.visible_to(by)
        .filter(
            public_id=public_id,
            session_hash=_hash(session),
            confirmed_at=None,
            used_at__isnull=False,
            expires_at__gt=now,
        )
        .exclude(result="")
        .select_related("client__agency", "app", "reconnects")
        .first()
    )
    if attempt is None:
        raise ConnectingError("ended")
    _refuse_unless_still_allowed(by, attempt)
    return attempt


def _refuse_unless_still_allowed(by: Member, attempt: ConnectAttempt) -> None:
    """Ten minutes are long enough to lose a role."""
    role = role_on(member=by, client=attempt.client)
    if role is None or not may(role, Capability.CONNECT_CHANNELS):
        raise ConnectingError("ended")


@transaction.atomic
def confirm(*, by: Member, session: str, public_id: Any, now: datetime) -> Channel:
    """Stores the account as a channel of the client, or its new credentials.

    Raises ConnectingError: ``ended`` when there is nothing to confirm, ``elsewhere`` when the
    account is another client's channel.
    """
    attempt = attempt_to_confirm(by=by, session=session, public_id=public_id, now=now)
    if not ConnectAttempt.objects.filter(pk=attempt.pk, confirmed_at=None).update(confirmed_at=now):
        raise ConnectingError("ended")
    credentials = secrets.open_credentials(attempt.result, context=_place(attempt, "result"))
    ConnectAttempt.objects.filter(pk=attempt.pk).update(result="", profile={})
    channel, verb = _channel_for(attempt, now)
    store_credentials(channel, credentials, now)
    Gate.objects.get_or_create(channel=channel, defaults={"agency_id": channel.agency_id})
    plant_canary()
    audit.record(
        actor=by,
        agency=attempt.client.agency,
        verb=verb,
        target=channel,
        data={"client": attempt.client.slug, "network": channel.network, "host": channel.host},
        now=now,
    )
    return channel


def _channel_for(attempt: ConnectAttempt, now: datetime) -> tuple[Channel, str]:
    """The channel of this account: the connected one, one that was let go, or a new one."""
    profile = attempt.profile
    rows = Channel.objects.select_for_update().filter(agency_id=attempt.agency_id)
    account = rows.filter(
        network=attempt.network, host=attempt.host, remote_id=profile["remote_id"]
    )
    channel = account.filter(disconnected_at=None).first()
    if channel is not None and channel.client_id != attempt.client_id:
        raise ConnectingError("elsewhere", handle=profile["handle"])
    channel = channel or account.filter(client_id=attempt.client_id).first()
    # One that was kept by hand until now goes on with its history.
    channel = channel or next(
        (
            row
            for row in rows.by_hand().filter(client_id=attempt.client_id, network=attempt.network)
            if names_the_same(row.handle, profile["handle"])
        ),
        None,
    )
    if attempt.reconnects_id is not None:
        if (
            channel is not None
            and channel.pk != attempt.reconnects_id
            and not channel.disconnected_at
        ):
            raise ConnectingError("elsewhere", handle=profile["handle"])
        channel = rows.get(pk=attempt.reconnects_id)  # finish saw that it is the same account
    if channel is not None:
        channel.host, channel.remote_id = attempt.host, profile["remote_id"]
    verb = "channel.reconnected" if channel else "channel.connected"
    channel = channel or Channel(
        agency_id=attempt.agency_id,
        client=attempt.client,
        network=attempt.network,
        host=attempt.host,
        remote_id=profile["remote_id"],
        hat=hat_of(attempt.client.kind, attempt.client.facts),
    )
    show_profile(channel, profile)
    channel.abilities = profile["abilities"]
    channel.limits = profile["limits"]
    channel.health, channel.problem = Health.OK, ""
    channel.disconnected_at = None
    channel.connected_at = channel.checked_at = now
    channel.save()
    return channel, verb
