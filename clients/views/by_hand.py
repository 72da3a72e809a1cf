"""Channels that people publish on: adding one, going on with one whose connection ended, and who does it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import client_or_404
from clients.actions import by_hand
from clients.forms.clients import ByHandForm, KeeperForm
from clients.queries.fitting import decided
from clients.views.channels import channel_of
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_http_methods(["GET", "POST"])
@requires_member
def add(request: HttpRequest, slug: str, network: str) -> HttpResponse:
    """Which account of that network."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    label = by_hand.offered().get(network)
    if label is None:
        raise Http404
    keepers = by_hand.who_may_publish(client)
    form = ByHandForm(request.POST if request.method == "POST" else None, keepers=keepers)
    if form.is_valid():
        try:
            channel = by_hand.add_channel(
                by=member_of(request),
                client=client,
                network=network,
                account=form.cleaned_data["account"],
                name=form.cleaned_data["name"].strip(),
                keeper=form.cleaned_data["keeper"],
                now=database_now(),
            )
        except by_hand.ByHandError as error:
            form.add_error(error.field or None, str(error))
        else:
            words = _("%(handle)s is added. Its posts are published by hand.")
            messages.success(request, words % {"handle": channel.handle})
            return redirect("clients:channel", slug=client.slug, public_id=channel.public_id)
    context = {
        "client": client,
        "network": network,
        "label": label,
        "form": form,
        "decided": decided(member=member_of(request), client=client).get(network),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "clients/by_hand.html", context, status=status)


@require_POST
@requires_member
def keeper(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Sets who publishes there."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    channel = channel_of(request, client, public_id)
    form = KeeperForm(request.POST, keepers=by_hand.who_may_publish(client))
    if form.is_valid():
        by_hand.set_keeper(
            by=member_of(request),
            channel=channel,
            keeper=form.cleaned_data["keeper"],
            now=database_now(),
        )
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("This person may not publish for this client."))
    return redirect("clients:channel", slug=client.slug, public_id=channel.public_id)


@require_POST
@requires_member
def go_on(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """People publish from now on, where the connection ended."""
    client = client_or_404(request, slug, Capability.CONNECT_CHANNELS)
    channel = channel_of(request, client, public_id)
    try:
        by_hand.continue_by_hand(by=member_of(request), channel=channel, now=database_now())
    except by_hand.ByHandError as error:
        messages.error(request, str(error))
    else:
        words = _("%(handle)s goes on by hand. Say below who publishes there.")
        messages.success(request, words % {"handle": channel.handle})
    return redirect("clients:channel", slug=client.slug, public_id=channel.public_id)
