"""The channels of a client: their state, checking, letting go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import by_hand, connecting, rhythm, strategy
from clients.forms.clients import KeeperForm, PartForm
from clients.models import ENDS_SOON, Channel, Client, Contact
from clients.queries.channels import channel_line, channel_lines
from clients.queries.connect_links import whom_a_link_reaches
from clients.queries.decided import decided_otherwise
from clients.wording import connecting_sentence, error_sentence
from clients.words.fit import otherwise_words
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability

# So long its page says how its first figures come in, and after so long that they are late.
FIRST_HOUR, FIRST_MINUTES = timedelta(hours=1), timedelta(minutes=3)


@require_GET
@requires_member
def channels(request: HttpRequest, slug: str) -> HttpResponse:
    """All channels with their state in words."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    labels = connecting.network_labels()
    lines = channel_lines(member=member_of(request), client=client, labels=labels)
    otherwise = decided_otherwise(
        member=member_of(request), client=client, channels=[line.channel for line in lines]
    )
    context = {
        "client": client,
        "lines": lines,
        "otherwise": [(each, otherwise_words(each)) for each in otherwise],
        "may_connect": may_here(request, Capability.CONNECT_CHANNELS),
    }
    return render(request, "clients/channels.html", context)


@require_GET
@requires_member
def channel(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One channel: abilities, last check, what can be done."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = channel_of(request, client, public_id)
    now = database_now()
    reading = {
        "client": client,
        "channel": found,
        "may_enter": may_here(request, Capability.ENTER_FIGURES),
        "is_new": found.connected_at > now - FIRST_HOUR,
        "is_late": found.connected_at < now - FIRST_MINUTES,
        "now": now,
    }
    if getattr(request, "htmx", False):
        return render(request, "clients/channel_reading.html", reading)
    context = {
        **reading,
        "line": channel_line(channel=found, labels=connecting.network_labels()),
        "may_connect": may_here(request, Capability.CONNECT_CHANNELS),
        "part_form": PartForm(kind=client.kind, channel=found),
        "may_continue": by_hand.may_continue(found),
        "can_be_connected": found.network in connecting.networks_offered(),
        **_keeping(client, found),
        "contacts": _who_could_reconnect(request, found),
        "soon": now + ENDS_SOON,
    }
    return render(request, "clients/channel.html", context)


def _who_could_reconnect(request: HttpRequest, found: Channel) -> Sequence[Contact]:
    """The client's people whom a link reaches, where signing in again is of use."""
    is_for_nobody = (
        found.network not in connecting.networks_offered()
        if found.is_by_hand
        else found.disconnected_at is not None
    )
    if is_for_nobody or not may_here(request, Capability.CONNECT_CHANNELS):
        return ()
    return whom_a_link_reaches(member=member_of(request), client=found.client)


def _keeping(client: Client, found: Channel) -> dict[str, KeeperForm]:
    """Who publishes, where people do."""
    if not found.is_by_hand:
        return {}
    keepers = by_hand.who_may_publish(client)
    return {"keeper_form": KeeperForm(initial={"keeper": found.keeper_id}, keepers=keepers)}


@require_POST
@requires_member
def channel_part(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Sets the channel's part in the strategy and the rhythm that was promised."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    found = channel_of(request, client, public_id)
    form = PartForm(request.POST, kind=client.kind, channel=found)
    if form.is_valid():
        by, now = member_of(request), database_now()
        try:
            rhythm.give_part(by=by, channel=found, now=now, **form.values())
        except strategy.BehindError:
            words = _("Not saved: somebody else saved meanwhile. What stands here now is theirs; choose again if it is not right.")  # fmt: skip
            messages.error(request, words)
        else:
            messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Not saved: a number of posts a week lies between 1 and 70."))
    return redirect("clients:channel", slug=client.slug, public_id=found.public_id)


@require_POST
@requires_member
def check(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Asks the network now."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    found = channel_of(request, client, public_id)
    if found.disconnected_at is not None:
        messages.error(request, connecting_sentence("not_connected", {}))
    else:
        result = connecting.check(found, now=database_now())
        label = connecting.connector_label(found.network)
        if result.is_ok:
            messages.success(request, _("%(network)s answers. All is well.") % {"network": label})
        else:
            messages.error(request, error_sentence(result.problem, network=label))
    return redirect("clients:channel", slug=client.slug, public_id=found.public_id)


@require_http_methods(["GET", "POST"])
@requires_member
def disconnect(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Asks first, with the handle to be typed; then lets the channel go."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    found = channel_of(request, client, public_id)
    error = ""
    if request.method == "POST":
        if request.POST.get("typed", "").strip() == found.handle:
            return _let_go(request, client, found)
        error = _("Write %(handle)s to disconnect it.") % {"handle": found.handle}
    context = {"client": client, "channel": found, "error": error}
    status = 422 if error else 200
    return render(request, "clients/disconnect.html", context, status=status)


def _let_go(request: HttpRequest, client: Client, found: Channel) -> HttpResponse:
    try:
        connecting.disconnect(by=member_of(request), channel=found, now=database_now())
        messages.success(request, _("%(handle)s is disconnected.") % {"handle": found.handle})
    except connecting.ConnectingError as error:
        messages.error(request, connecting_sentence(error.code, error.params))
    return redirect("clients:channels", slug=client.slug)


def channel_of(request: HttpRequest, client: Client, public_id: UUID) -> Channel:
    """The channel of the address, if it is the client's; else 404."""
    seen = Channel.objects.visible_to(member_of(request)).with_end()
    mine = seen.select_related("gate", "client", "agency", "keeper__user")
    return get_object_or_404(mine, client_id=client.pk, public_id=public_id)
