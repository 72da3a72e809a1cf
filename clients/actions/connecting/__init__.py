"""The one door to the networks: connecting a channel, opening it, checking it, letting it go.

Nothing else in the product loads credentials or a connector. Calls to a network are made outside
transactions; what they answered is written in one.
"""

from __future__ import annotations

from clients.actions.connecting.care import (
    CheckResult,
    check,
    disconnect,
    give_up_access,
    mark_reauth_needed,
    revoke_at_network,
    told_as,
    warn_of_ends,
)
from clients.actions.connecting.doors import (
    ConnectingError,
    Offered,
    WrongAccountError,
    connector_label,
    network_labels,
    networks_observed,
    networks_offered,
    observer,
    return_url,
    roles_of,
)
from clients.actions.connecting.opening import (
    NotConnectedError,
    OpenChannel,
    can,
    limits_of,
    metrics_by_hand,
    open_channel,
    open_channels,
    settle_s_of,
)
from clients.actions.connecting.refreshing import asked, renew_ahead
from clients.actions.connecting.signing_in import sign_in
from clients.actions.connecting.walking import (
    Leaving,
    attempt_to_confirm,
    confirm,
    finish,
    refuse,
    start,
)

__all__ = [
    "CheckResult",
    "ConnectingError",
    "Leaving",
    "NotConnectedError",
    "Offered",
    "OpenChannel",
    "WrongAccountError",
    "asked",
    "attempt_to_confirm",
    "can",
    "check",
    "confirm",
    "connector_label",
    "disconnect",
    "finish",
    "give_up_access",
    "limits_of",
    "mark_reauth_needed",
    "metrics_by_hand",
    "network_labels",
    "networks_observed",
    "networks_offered",
    "observer",
    "open_channel",
    "open_channels",
    "refuse",
    "renew_ahead",
    "return_url",
    "revoke_at_network",
    "roles_of",
    "settle_s_of",
    "sign_in",
    "start",
    "told_as",
    "warn_of_ends",
]
