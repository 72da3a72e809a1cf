"""Signing in here with a password that was made for us, on networks that have no page to send people to.

It ends like the walk to a network: the account is shown, and nothing is stored until the person says yes.
"""

from __future__ import annotations

import secrets as random
from datetime import datetime

from clients.actions.connecting.doors import (
    CALL_TIMEOUT_S,
    ConnectingError,
    by_password,
    connector_label,
)
from clients.actions.connecting.walking import begun, keep_result
from clients.models import Channel, Client, ConnectAttempt
from networks.errors import NetworkError
from networks.types import Secret
from people.models import Member

# What a connector may say of the account or the password; clients/wording.py has the sentences.
_SAID = {
    "not_app_password": "not_app_password",
    "wrong_password": "wrong_password",
    "handle_unknown": "handle_unknown",
    "no_server": "handle_unknown",
}


def sign_in(
    *,
    by: Member,
    client: Client,
    network: str,
    account: str,
    password: Secret,
    session: str,
    reconnects: Channel | None = None,
    now: datetime,
) -> ConnectAttempt:
    """Signs in and keeps what came back sealed until it is confirmed. The password itself is kept nowhere.

    Raises ConnectingError for an account or password that the network does not take, WrongAccountError when a
    reconnection brought another account, NetworkError when the network does not play along.
    """
    connector = by_password(network)
    # One kept by hand is known by its name only.
    is_known = reconnects is not None and not reconnects.is_by_hand
    typed = reconnects.remote_id if reconnects is not None and is_known else account
    try:
        credentials = connector.sign_in(typed, password, timeout_s=CALL_TIMEOUT_S)
    except NetworkError as error:
        if error.code in _SAID:
            label = connector_label(network)
            raise ConnectingError(_SAID[error.code], network=label, handle=account) from error
        raise
    attempt = begun(
        by=by,
        client=client,
        network=network,
        host=credentials.host,
        state=random.token_urlsafe(32),
        session=session,
        reconnects=reconnects,
        now=now,
    )
    attempt.used_at = now
    keep_result(attempt, connector, credentials, now=now)
    return attempt
