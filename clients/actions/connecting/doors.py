"""Where a network's connector and our app on its hosts come from; the errors of connecting."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.urls import reverse

from clients import secrets
from clients.models import AppRegistration
from networks import registry, types
from networks.errors import HostError, NetworkError
from networks.roles import Connects

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


def networks_offered() -> dict[str, tuple[str, bool]]:
    """slug -> (label, whether a server must be typed) of what can be connected here."""
    offered = {}
    for slug, label in registry.labels().items():
        connector = registry.connector(slug)
        if not isinstance(connector, Connects):
            continue
        if not connector.needs_host and not _own_host(connector):
            continue
        offered[slug] = (label, connector.needs_host)
    return offered


def _own_host(connector: Connects) -> str:
    try:
        return connector.normalise_host("")
    except HostError:
        return ""


def return_url() -> str:
    """Where networks send people back to: one address, registered with every app."""
    return str(settings.PUBLIC_ORIGIN + reverse("clients:connect_return"))


def network_labels() -> dict[str, str]:
    """slug -> the network's own name, of all we know."""
    return registry.labels()


def connector_label(network: str) -> str:
    """The network's own name."""
    return registry.labels().get(network, network)


def connects(network: str) -> Any:
    """The connector of a network that can be connected. Raises ConnectingError."""
    try:
        connector = registry.connector(network)
    except KeyError:
        raise ConnectingError("unknown_network") from None
    if not isinstance(connector, Connects):
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


def give_back(connector: Connects, app: AppRegistration, credentials: types.Credentials) -> None:
    """Best effort: the right that nobody wanted."""
    try:
        connector.revoke(as_registration(app), credentials, timeout_s=CALL_TIMEOUT_S)
    except NetworkError as error:
        log.warning("could not give back access at %s: %s", app.host, error)
