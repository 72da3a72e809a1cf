"""Publishing by hand: the errands, the sheet one works from on a phone, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import connecting
from clients.models import Client
from editorial.actions import by_hand, by_hand_back
from editorial.actions.deciding import NotWaitingError
from editorial.actions.fitting import file_for
from editorial.actions.handing_over import MISSED_AFTER
from editorial.actions.refusals import ScheduleRefusedError
from editorial.contents import pictures_in
from editorial.forms.by_hand import DoneForm, NotDoneForm
from editorial.forms.moments import MomentForm, ScheduleForm
from editorial.lifecycle import DeliveryState, WhyNot
from editorial.models import Delivery
from editorial.pictures.rules import Refusal
from editorial.queries import by_hand as errands_of
from editorial.views.library import answer_with
from editorial.wording import explain
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability
from people.templatetags.ui import network_name
from people.toasts import undo

S = DeliveryState


@require_GET
@requires_member
def all_by_hand(request: HttpRequest) -> HttpResponse:
    """What is to be published by hand: now, in the next days, and what was done."""
    member, now = member_of(request), database_now()
    context = {
        "errands": errands_of.errands(member=member, now=now),
        "now": now.astimezone(ZoneInfo(member.agency.time_zone)),
        "zone": member.agency.time_zone,
    }
    return render(request, "editorial/all_by_hand.html", context)


@dataclass(frozen=True, slots=True)
class _Forms:
    """The three forms of the page; the one that was sent comes bound."""

    done: DoneForm
    not_done: NotDoneForm
    later: ScheduleForm


def _forms(
    client: Client,
    *,
    done: DoneForm | None = None,
    not_done: NotDoneForm | None = None,
    later: ScheduleForm | None = None,
) -> _Forms:
    return _Forms(
        done or DoneForm(prefix="done"),
        not_done or NotDoneForm(prefix="not"),
        later or ScheduleForm(zone=client.time_zone, initial=MomentForm.values_of(None, 0)),
    )


@require_http_methods(["GET", "POST"])
@requires_member
def task(request: HttpRequest, slug: str, public_id: UUID, delivery_id: UUID) -> HttpResponse:
    """The sheet of one delivery; sending it says that the post is out, and where."""
    capability = Capability.PUBLISH_BY_HAND if request.method == "POST" else Capability.VIEW_CLIENT
    client = client_or_404(request, slug, capability)
    delivery = _delivery_or_404(request, client, public_id, delivery_id)
    if request.method == "GET":
        return _page(request, client, delivery, _forms(client))
    form = DoneForm(request.POST, prefix="done")
    if form.is_valid():
        try:
            by_hand.done(
                delivery=delivery,
                member=member_of(request),
                url=form.cleaned_data["url"],
                has_no_address=form.cleaned_data["has_no_address"],
                published_at=form.published_at(client),
                now=database_now(),
            )
        except ScheduleRefusedError as refusal:
            _put(form, refusal)
        except NotWaitingError as error:
            messages.error(request, str(error))
            return redirect("editorial:post", client.slug, public_id)
        else:
            messages.success(request, _("Noted: it is published."))
            return redirect(request.path)
    return _page(request, client, delivery, _forms(client, done=form), status=422)


def _put(form: DoneForm, refusal: ScheduleRefusedError) -> None:
    for sentence in refusal.sentences:
        form.add_error(refusal.field if refusal.field in form.fields else None, sentence)


@require_POST
@requires_member
def not_done(request: HttpRequest, slug: str, public_id: UUID, delivery_id: UUID) -> HttpResponse:
    """It could not be published, and why."""
    client = client_or_404(request, slug, Capability.PUBLISH_BY_HAND)
    delivery = _delivery_or_404(request, client, public_id, delivery_id)
    now = database_now()
    if was := by_hand_back.read(request.GET.get("was", ""), delivery=delivery, now=now):
        return _put_back(request, client, delivery, was)
    form = NotDoneForm(request.POST, prefix="not")
    if not form.is_valid():
        return _page(request, client, delivery, _forms(client, not_done=form), status=422)
    try:
        with transaction.atomic():
            was = by_hand_back.before(delivery=delivery, now=now)
            by_hand.not_done(
                delivery=delivery,
                member=member_of(request),
                why=WhyNot(form.cleaned_data["why"]),
                words=form.cleaned_data["words"].strip(),
                now=now,
            )
    except NotWaitingError as error:
        messages.error(request, str(error))
    else:
        words = _("Noted. Whoever schedules for this client is told why.")
        messages.success(request, words, extra_tags=_way_back(request, was))
    return redirect("editorial:by_hand", client.slug, public_id, delivery_id)


@require_POST
@requires_member
def later(request: HttpRequest, slug: str, public_id: UUID, delivery_id: UUID) -> HttpResponse:
    """Another time for this channel alone."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    delivery = _delivery_or_404(request, client, public_id, delivery_id)
    now = database_now()
    if was := by_hand_back.read(request.GET.get("was", ""), delivery=delivery, now=now):
        return _put_back(request, client, delivery, was)
    form = ScheduleForm(request.POST, zone=client.time_zone)
    if not form.is_valid() or form.wall_at is None:
        return _page(request, client, delivery, _forms(client, later=form), status=422)
    try:
        with transaction.atomic():
            was = by_hand_back.before(delivery=delivery, now=now)
            by_hand.postpone(
                delivery=delivery,
                member=member_of(request),
                wall_at=form.wall_at,
                fold=form.cleaned_data["fold"],
                now=now,
            )
    except ScheduleRefusedError as refusal:
        form.put_refusal(refusal)
        return _page(request, client, delivery, _forms(client, later=form), status=422)
    except NotWaitingError as error:
        messages.error(request, str(error))
    else:
        words = _("Moved. A person is asked again at the new time.")
        messages.success(request, words, extra_tags=_way_back(request, was))
    return redirect("editorial:by_hand", client.slug, public_id, delivery_id)


def _way_back(request: HttpRequest, was: by_hand_back.Stood) -> str:
    """The same address takes the act back, for whoever may do it."""
    return undo(url=f"{request.path}?{urlencode({'was': was.token})}")


def _put_back(
    request: HttpRequest, client: Client, delivery: Delivery, was: by_hand_back.Stood
) -> HttpResponse:
    try:
        by_hand_back.put_back(
            delivery=delivery, was=was, member=member_of(request), now=database_now()
        )
    except by_hand_back.OverError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back: it is as it was."))
    return redirect("editorial:by_hand", client.slug, delivery.post.public_id, delivery.public_id)


@require_GET
@requires_member
def picture(
    request: HttpRequest, slug: str, public_id: UUID, delivery_id: UUID, position: int
) -> HttpResponse:
    """A picture of the delivery as its network takes it, to be saved; 404 when it is no longer what was approved."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    delivery = _delivery_or_404(request, client, public_id, delivery_id)
    pictures = pictures_in(delivery.revision.content, delivery.channel_id)
    if position >= len(pictures):
        raise Http404
    limits = connecting.limits_of(delivery.channel)
    try:
        rendition = file_for(
            pictures[position], client_id=client.pk, limits=limits, now=database_now()
        )
    except Refusal as refusal:
        raise Http404 from refusal
    name = f"{client.slug}-{delivery.due_at:%Y%m%d}-{position + 1}.x"
    response = cast(HttpResponse, answer_with(rendition, name=name))
    response["Content-Disposition"] = response["Content-Disposition"].replace(
        "inline", "attachment"
    )
    return response


def _delivery_or_404(
    request: HttpRequest, client: Client, public_id: UUID, delivery_id: UUID
) -> Delivery:
    """A delivery that is, or was, a person's to publish."""
    found = get_object_or_404(
        Delivery.objects.visible_to(member_of(request))
        .filter(client=client, post__public_id=public_id)
        .select_related("client", "channel__keeper__user", "post", "revision", "publication"),
        public_id=delivery_id,
    )
    if not (found.channel.is_by_hand or (found.proof or {}).get("by_hand")):
        raise Http404
    return found


def _page(
    request: HttpRequest, client: Client, delivery: Delivery, forms: _Forms, *, status: int = 200
) -> HttpResponse:
    now = database_now()
    delivery.refresh_from_db(fields=["state", "reason", "due_at", "proof"])
    is_open = delivery.state in (S.SCHEDULED, S.BY_HAND, S.MISSED)
    network = network_name(delivery.channel.network)
    context = {
        "client": client,
        "post": delivery.post,
        "delivery": delivery,
        "network": network,
        "sheet": errands_of.sheet_of(delivery),
        "forms": forms,
        "is_open": is_open,
        "is_missed": delivery.state == S.MISSED,
        "is_early": delivery.state == S.SCHEDULED,
        "until": delivery.due_at + MISSED_AFTER,
        "explanation": explain(
            state=delivery.state, reason=delivery.reason, network=network, is_by_hand=True
        ),
        "acts": delivery.hand_acts.select_related("member__user"),
        "may_publish": may_here(request, Capability.PUBLISH_BY_HAND),
        "may_schedule": may_here(request, Capability.SCHEDULE_POSTS),
        "now": now.astimezone(ZoneInfo(client.time_zone)),
    }
    return render(request, "editorial/by_hand.html", context, status=status)
