"""What a line of the table of access says of an address, and the short ways to write one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from people.roles import Capability
from tests import make
from tests.architecture.sides import Side

Where = Literal["client", "agency", "member", "signed_in", "public", "loopback"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One address: where the capability is asked for, and which methods it takes.

    ``client``: the role on the client counts, its agency's other people get 404. ``agency``: the
    agency-wide role counts. ``member``: any member. ``signed_in``: any account. ``public``: anyone.
    ``loopback``: 404 outside a local run. ``data`` is what a POST sends on one side.
    """

    where: Where
    capability: Capability | None = None
    # What a POST asks for, where that is more than looking does.
    to_write: Capability | None = None
    methods: tuple[str, ...] = ("GET",)
    query: str = ""
    data: Callable[[Side], dict[str, Any]] = field(default=lambda side: {})
    # For addresses that name no object of an agency: another agency's side is one's own.
    names_an_object: bool = True
    # What the address answers to those who may, besides 2xx, 3xx and 422.
    also: tuple[int, ...] = ()


def today_of(side: Side) -> str:
    return make.today(side.client).isoformat()


def on_client(capability: Capability, *methods: str, **more: Any) -> Rule:
    return Rule(where="client", capability=capability, methods=methods or ("GET",), **more)


def in_agency(capability: Capability, *methods: str, **more: Any) -> Rule:
    return Rule(where="agency", capability=capability, methods=methods or ("GET",), **more)
