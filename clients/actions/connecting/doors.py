"""Where a network's connector and our app on its hosts come from; the errors of connecting."""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

from clients import secrets
from clients.models import AppRegistration
from networks import registry, types
from networks.errors import HostError, NetworkError
from networks.roles import (
    Connects,
    ConnectsByPassword,
    Listens,
    Measures,
    Observes,
    Publishes,
    Removes,
    Replies,
)

log = logging.getLogger(__name__)

CALL_TIMEOUT_S = 15.0


class ConnectingError(Exception):
    """Connecting cannot go on; ``code`` says why, clients/wording.py has the sentences."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class WrongAccountError(ConnectingError):
    """Reconnecting came back with another account. Nothing was changed."""

    def __init__(self, *, got: str, wanted: str) -> None:
        super().__init__("wrong_account", got=got, wanted=wanted)


class Offered(NamedTuple):
    """How a network is connected: whether a server must be typed, or where the password for us is made."""

    label: str
    needs_host: bool = False
    password_page: str = ""


def networks_offered() -> dict[str, Offered]:
    """slug -> how, of what can be connected here."""
    offered = {}
    for slug, label in registry.labels().items():
        connector = registry.connector(slug)
        if isinstance(connector, ConnectsByPassword):
            offered[slug] = Offered(label, password_page=connector.password_page)
        elif isinstance(connector, Connects) and (connector.needs_host or _own_host(connector)):
            offered[slug] = Offered(label, needs_host=connector.needs_host)
    return offered


def _own_host(connector: Connects) -> str:
    try:
        return connector.normalise_host("")
    except HostError:
        return ""


def observer(network: str) -> Observes | None:
    """The connector of a network that shows public profiles to strangers, as it is set up here; None for others."""
    connector = registry.connector(network) if network in registry.NETWORKS else None
    if not isinstance(connector, Observes):
        return None
    lacks_host = isinstance(connector, Connects) and not (
        connector.needs_host or _own_host(connector)
    )
    return None if lacks_host else connector


def networks_observed() -> list[str]:
    """The networks whose public profiles the program reads here, without anybody's consent."""
    return [slug for slug in network_labels() if observer(slug) is not None]


_ROLES: dict[str, Any] = {
    "publishes": Publishes,
    "removes": Removes,
    "measures": Measures,
    "listens": Listens,
    "replies": Replies,
}


def roles_of(network: str) -> tuple[str, ...]:
    """What the program does on a network that can be connected here; nothing where a person does it all by hand."""
    if network not in networks_offered():
        return ()
    connector = registry.connector(network)
    return tuple(name for name, role in _ROLES.items() if isinstance(connector, role))


def return_url() -> str:
    """Where networks send people back to: one address, registered with every app."""
    return str(settings.PUBLIC_ORIGIN + reverse("clients:connect_return"))


def network_labels() -> dict[str, str]:
    """slug -> the network's own name, of all we know."""
    return registry.names()


def connector_label(network: str) -> str:
    """The network's own name."""
    return registry.names().get(network, network)


def connects(network: str) -> Any:
    """The connector of a network with a sign-in page of its own. Raises ConnectingError."""
    connector = joined(network)
    if not isinstance(connector, Connects):
        raise ConnectingError("unknown_network")
    return connector


def by_password(network: str) -> Any:
    """The connector of a network where people sign in with a password made for us. Raises ConnectingError."""
    connector = joined(network)
    if not isinstance(connector, ConnectsByPassword):
        raise ConnectingError("unknown_network")
    return connector


def joined(network: str) -> Any:
    """The connector of a network that can be connected, in whichever way. Raises ConnectingError."""
    try:
        connector = registry.connector(network)
    except KeyError:
        raise ConnectingError("unknown_network") from None
    if not isinstance(connector, Connects | ConnectsByPassword):
        raise ConnectingError("unknown_network")
    return connector


def our_app(connector: Connects, network: str, host: str) -> AppRegistration:
    """Our registration on the host; made once, then shared by everybody here."""
    uri = return_url()
    kept = AppRegistration.objects.filter(network=network, host=host, redirect_uri=uri).first()
    if kept is not None:
        return kept
    made = connector.register_app(host, redirect_uri=uri, timeout_s=CALL_TIMEOUT_S)
    place = secrets.app_context(network=network, host=host, redirect_uri=uri)
    kept, _is_new = AppRegistration.objects.get_or_create(
        network=network,
        host=host,
        redirect_uri=uri,
        defaults={
            "client_id": made.client_id,
            "secret": secrets.seal_secret(made.client_secret, context=place),
        },
    )
    return kept


def as_registration(app: AppRegistration) -> types.AppRegistration:
    """Our registration as connectors take it, its secret opened."""
    place = secrets.app_context(network=app.network, host=app.host, redirect_uri=app.redirect_uri)
    secret = secrets.open_secret(app.secret, context=place)
    return types.AppRegistration(app.host, app.client_id, secret or types.Secret(""))


def give_back(connector: Any, app: AppRegistration | None, credentials: types.Credentials) -> None:
    """Best effort: the right that nobody wanted."""
    try:
        revoke(connector, app, credentials)
    except NetworkError as error:
        log.warning("could not give back access at %s: %s", credentials.host, error)


def revoke(connector: Any, app: AppRegistration | None, credentials: types.Credentials) -> None:
    """Gives the right back, in the way in which it was given. Raises NetworkError."""
    if isinstance(connector, ConnectsByPassword):
        connector.sign_out(credentials, timeout_s=CALL_TIMEOUT_S)
    elif app is not None:
        connector.revoke(as_registration(app), credentials, timeout_s=CALL_TIMEOUT_S)
