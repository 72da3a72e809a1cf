"""System checks: what must not be true of an installation, said before it serves anybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from editorial import pace

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
BLUESKY_PARTS = ("the server of the accounts", "the directory", "the AppView")


@register(Tags.security)
def loopback_only(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The launcher's comforts and the sandbox network are for one's own machine only."""
    if urlsplit(settings.PUBLIC_ORIGIN).hostname in LOOPBACK:
        return []
    switches = {
        "LOCAL_RUN": settings.LOCAL_RUN,
        "DEMO": settings.DEMO,
        "SANDBOX_ORIGIN": settings.SANDBOX_ORIGIN,
        "DEBUG": settings.DEBUG,
    }
    return [
        Error(
            f"{name} is set, but PUBLIC_ORIGIN is {settings.PUBLIC_ORIGIN}.",
            hint=f"Unset {name}: it is for a run on one's own machine (localhost).",
            id=f"smm.E00{number}",
        )
        for number, (name, value) in enumerate(switches.items(), start=1)
        if value
    ]


@register()
def bluesky_named_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A network is its three places; with two of them accounts would be looked for on the public one."""
    if len(settings.BLUESKY_NETWORK) in (0, len(BLUESKY_PARTS)):
        return []
    return [
        Error(
            f"BLUESKY_NETWORK names {len(settings.BLUESKY_NETWORK)} addresses.",
            hint=f"It takes three with commas between them: {', '.join(BLUESKY_PARTS)}. Unset it for the public network.",
            id="smm.E011",
        )
    ]


@register(Tags.security)
def instance_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without a name of its own, a copied database could not tell that it is a copy."""
    if settings.INSTANCE_ID:
        return []
    return [
        Warning(
            "INSTANCE_ID is empty.",
            hint="Give each installation a name of its own, so that a restored copy is noticed.",
            id="smm.W001",
        )
    ]


@register()
def leases_outlive_calls(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A call that outlived its lease could be taken for dead, looked up too early and sent a second time."""
    if settings.PUBLISH_CALL_S > 0 and pace.lease().total_seconds() > pace.safety_s():
        return []
    return [
        Error(
            f"PUBLISH_LEASE_S ({settings.PUBLISH_LEASE_S:g}) must be more than PUBLISH_CALL_S "
            f"({settings.PUBLISH_CALL_S:g}, above 0) plus {pace.MARGIN_S:g} seconds.",
            hint="Unset both: the defaults fit together.",
            id="smm.E010",
        )
    ]
