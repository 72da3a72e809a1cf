"""After publication: the pages that correct or remove what is out, and what a person decides when one stands still."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import client_or_404
from clients.actions import connecting
from clients.models import Approval, Client
from editorial.actions import amending, deciding_remedies
from editorial.actions.drafting import BeingSentError, EditConflictError
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.reviewing import ReviewRefusedError
from editorial.forms.amending import ChannelsForm, CorrectForm, RemoveForm
from editorial.models import Amendment, Delivery, Post
from editorial.remedies import AmendmentKind
from editorial.views.deciding import url_of
from editorial.views.reading import post_or_404
from editorial.words.remedies import prospect
from networks.roles import Amends, Removes
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability
from people.templatetags.ui import network_name


@require_http_methods(["GET", "POST"])
@requires_member
def correct(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Other words for what is out."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    post = post_or_404(request, client, public_id)
    deliveries = amending.standing_on_networks(post)
    form = CorrectForm(request.POST or None, post=post, deliveries=deliveries)
    if request.method == "GET" or not form.is_valid():
        return _page(request, client, post, form, AmendmentKind.CORRECT)
    try:
        amending.correct(
            post=post,
            member=member_of(request),
            edit_number=form.cleaned_data["edit_number"],
            words=form.words,
            channels=form.cleaned_data["channels"],
            why=form.cleaned_data["why"],
            now=database_now(),
        )
    except EditConflictError as conflict:
        form.data = _with(request.POST, edit_number=str(conflict.theirs.edit_number))
        form.add_error(
            None,
            _(
                "%(who)s saved this post meanwhile. Your words are below; look at the post's page, then send them again."
            )
            % {"who": conflict.theirs.edited_by},
        )
    except (ScheduleRefusedError, ReviewRefusedError, BeingSentError) as refusal:
        _put(form, refusal)
    else:
        _say_asked(request, client)
        return redirect(url_of(client, post))
    return _page(request, client, post, form, AmendmentKind.CORRECT)


def _with(data: QueryDict, **values: str) -> QueryDict:
    changed = data.copy()
    for name, value in values.items():
        changed[name] = value
    return changed


def _say_asked(request: HttpRequest, client: Client) -> None:
    words = {
        Approval.CLIENT: _("The client is asked for their ok; then it is corrected."),
        Approval.INTERNAL: _("Colleagues are asked for their ok; then it is corrected."),
    }.get(Approval(client.approval), _("It is being corrected: see below how it goes."))
    messages.success(request, words)


@require_http_methods(["GET", "POST"])
@requires_member
def remove(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take what is out away."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    post = post_or_404(request, client, public_id)
    form = RemoveForm(request.POST or None, deliveries=amending.standing_on_networks(post))
    if request.method == "GET" or not form.is_valid():
        return _page(request, client, post, form, AmendmentKind.REMOVE)
    channels = form.cleaned_data["channels"]
    try:
        amending.remove(
            post=post,
            member=member_of(request),
            channels=channels,
            why=form.cleaned_data["why"],
            now=database_now(),
        )
    except (ScheduleRefusedError, BeingSentError) as refusal:
        _put(form, refusal)
        return _page(request, client, post, form, AmendmentKind.REMOVE)
    words = ngettext(
        "It is being removed from %(n)s channel: see below how it goes.",
        "It is being removed from %(n)s channels: see below how it goes.",
        len(channels),
    )
    messages.success(request, words % {"n": len(channels)})
    return redirect(url_of(client, post))


def _put(form: ChannelsForm, refusal: Exception) -> None:
    if not isinstance(refusal, ScheduleRefusedError):
        form.add_error(None, str(refusal))
        return
    for sentence in refusal.sentences:
        form.add_error(refusal.field if refusal.field in form.fields else None, sentence)


def _page(
    request: HttpRequest, client: Client, post: Post, form: ChannelsForm, kind: AmendmentKind
) -> HttpResponse:
    """The page says of each channel what will happen there before anybody presses the button."""
    role = Removes if kind == AmendmentKind.REMOVE else Amends
    context = {
        "client": client,
        "post": post,
        "form": form,
        "rows": [
            {
                "delivery": delivery,
                "value": str(delivery.channel_id),
                "url": delivery.publication.url if hasattr(delivery, "publication") else "",
                "words": prospect(
                    kind=kind,
                    health=delivery.channel.health,
                    can=connecting.can(delivery.channel, role),
                    network=network_name(delivery.channel.network),
                ),
            }
            for delivery in form.deliveries
        ],
        "has_scheduled": kind == AmendmentKind.CORRECT
        and post.deliveries.filter(state="scheduled").exists(),
    }
    page = "remove" if kind == AmendmentKind.REMOVE else "correct"
    return render(request, f"editorial/{page}.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires_member
def take_back(request: HttpRequest, slug: str, public_id: UUID, amendment_id: UUID) -> HttpResponse:
    """Take back a correction that waits for its approval."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    post = post_or_404(request, client, public_id)
    amendment = get_object_or_404(post.amendments.all(), public_id=amendment_id)
    try:
        amending.take_back(amendment=amendment, member=member_of(request), now=database_now())
    except ScheduleRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back: the post stays as it is out."))
    return redirect(url_of(client, post))


@require_POST
@requires_member
def decide(
    request: HttpRequest, slug: str, public_id: UUID, delivery_id: UUID, amendment_id: UUID
) -> HttpResponse:
    """Say that it was done by hand, have it tried again, or leave it."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    post = post_or_404(request, client, public_id)
    delivery = get_object_or_404(Delivery.objects.filter(post=post), public_id=delivery_id)
    amendment = get_object_or_404(post.amendments.all(), public_id=amendment_id)
    try:
        _do(request, delivery, amendment)
    except (deciding_remedies.NotWaitingError, ScheduleRefusedError) as error:
        messages.error(request, str(error))
    return redirect(f"{url_of(client, post)}#delivery-{delivery_id}")


def _do(request: HttpRequest, delivery: Delivery, amendment: Amendment) -> None:
    of = {
        "delivery": delivery,
        "amendment": amendment,
        "member": member_of(request),
        "now": database_now(),
    }
    match request.POST.get("deed"):
        case "done":
            deciding_remedies.done_by_hand(**of)  # type: ignore[arg-type]
            messages.success(request, _("Noted: it is done."))
        case "again":
            deciding_remedies.try_again(**of)  # type: ignore[arg-type]
            messages.success(request, _("It is tried again now."))
        case "leave":
            deciding_remedies.leave(**of)  # type: ignore[arg-type]
            messages.success(request, _("Left as it is."))
