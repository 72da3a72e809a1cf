"""Acts on a written post: schedule, publish now, cancel, settle a delivery that waits for a person."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from clients.access import client_or_404, may_here
from clients.models import Client, Health
from editorial.actions import (
    cancelling,
    checking_parts,
    deciding,
    deciding_parts,
    holding,
    putting_back,
    reconciling,
    scheduling,
)
from editorial.actions.drafting import BeingSentError
from editorial.actions.putting_back import Before
from editorial.actions.refusals import RepeatError, ScheduleRefusedError
from editorial.forms.editor import SettleForm
from editorial.forms.moments import ScheduleForm
from editorial.lifecycle import DeliveryState, PostStage
from editorial.models import Delivery, Post
from editorial.views.reading import post_or_404, post_page
from people.access import LackingError, member_of, requires_member
from people.clock import database_now
from people.roles import Capability
from people.templatetags.times import in_zone
from people.toasts import undo


def url_of(client: Client, post: Post, name: str = "editorial:post") -> str:
    """The address of a post's page, or of one of its acts."""
    return reverse(name, kwargs={"slug": client.slug, "public_id": post.public_id})


@require_POST
@requires_member
def schedule(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Plan the post, or move it, to a time of the client."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    post = post_or_404(request, client, public_id)
    form = ScheduleForm(request.POST, zone=client.time_zone)
    if not form.is_valid() or form.wall_at is None:
        return post_page(request, client, post, schedule_form=form, status=422)
    try:
        with transaction.atomic():
            now = database_now()
            was = putting_back.before(post=post, now=now)
            planned = scheduling.schedule(
                post=post,
                member=member_of(request),
                wall_at=form.wall_at,
                fold=form.cleaned_data["fold"],
                is_repeat_ok=form.cleaned_data["is_repeat_ok"],
                now=now,
            )
    except ScheduleRefusedError as refusal:
        form.put_refusal(refusal)
        return post_page(request, client, post, schedule_form=form, status=422)
    except BeingSentError as error:
        messages.error(request, str(error))
    else:
        say_scheduled(request, client, planned[0], was)
    return redirect(url_of(client, post))


def back_to(
    client: Client,
    post: Post,
    was: Before,
    name: str = "editorial:cancel",
    *,
    needs: tuple[Capability, ...] = (),
    **known: tuple[int, ...],
) -> str:
    """The way back of a toast, at that address: to how the post stood, for who may what is needed; `known` as in `putting_back.done`."""
    post.refresh_from_db(fields=["stage"])
    token = putting_back.done(was, post=post, needs=needs, **known).token
    return undo(url=f"{url_of(client, post, name)}?{urlencode({'was': token})}", seconds=10)


def was_before(request: HttpRequest, post: Post) -> Before | None:
    """How the post stood before the act that a toast's way back takes back; None from a plain button."""
    return putting_back.read(request.GET.get("was", ""), post=post, now=database_now())


def put_back(request: HttpRequest, client: Client, post: Post, was: Before) -> HttpResponse:
    """Let the post stand as it stood, and say how that is."""
    for needed in was.needs or ([Capability.SCHEDULE_POSTS] if was.waiting else []):
        if not may_here(request, Capability(needed)):
            raise LackingError(Capability(needed))
    try:
        stands = putting_back.put_back(
            post=post, was=was, member=member_of(request), now=database_now()
        )
    except putting_back.ChangedMeanwhileError as error:
        messages.error(request, str(error))
    else:
        if was.needs:
            _say_as_it_was(request, stands)
        else:
            _say_put_back(request, client, stands)
    return redirect(url_of(client, post))


def _say_put_back(request: HttpRequest, client: Client, stands: putting_back.PutBack) -> None:
    coming = [each for each in stands.waiting if each.state == DeliveryState.SCHEDULED]
    if stands.n_too_late:
        _say_too_late(request, stands.n_too_late)
    elif coming:
        words = _("Taken back: it is scheduled as before, %(when)s.")
        messages.success(request, words % {"when": _plain(in_zone(coming[0].due_at, client))})
    elif stands.waiting:
        messages.success(request, _("Taken back: the post is as it was, and waits for somebody."))
    else:
        words = _("Taken back: nothing goes out. The post is as it was: %(stage)s.")
        messages.success(request, words % {"stage": PostStage(stands.stage).label})


def _say_as_it_was(request: HttpRequest, stands: putting_back.PutBack) -> None:
    """After a question or an answer was taken back; the client's mails left by then, or did not."""
    if stands.n_too_late:
        _say_too_late(request, stands.n_too_late)
        return
    said = [
        _("Taken back. The post is as it was: %(stage)s.")
        % {"stage": PostStage(stands.stage).label}
    ]
    if stands.n_called_off:
        said.append(_("The e-mail to the client did not leave."))
    elif stands.was_client_told:
        said.append(_("The e-mail to the client had left already: tell them."))
    messages.success(request, " ".join(said))


def say_scheduled(request: HttpRequest, client: Client, delivery: Delivery, was: Before) -> None:
    """The toast after scheduling, with the time in the client's zone and a way back."""
    when = in_zone(delivery.due_at, client)
    words = (
        _("Scheduled: %(when)s a person is asked to publish it.")
        if _is_all_by_hand(delivery.post)
        else _("Scheduled: it goes out %(when)s.")
    )
    messages.success(
        request,
        words % {"when": _plain(when)},
        extra_tags=back_to(client, delivery.post, was),
    )


def _is_all_by_hand(post: Post) -> bool:
    """Whether nothing of what is planned goes out by itself."""
    return not (
        post.deliveries.filter(state=DeliveryState.SCHEDULED)
        .exclude(channel__health=Health.BY_HAND)
        .exists()
    )


def _plain(html: str) -> str:
    """The words of a `<time>` element, for places that show text."""
    return html.partition(">")[2].partition("<")[0]


@require_POST
@requires_member
def publish_now(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Publish in ten seconds, in which it can be taken back."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    post = post_or_404(request, client, public_id)
    try:
        with transaction.atomic():
            now = database_now()
            was = putting_back.before(post=post, now=now)
            scheduling.publish_now(
                post=post,
                member=member_of(request),
                is_repeat_ok=bool(request.POST.get("is_repeat_ok")),
                now=now,
            )
    except ScheduleRefusedError as refusal:
        context = {"sentences": refusal.sentences, "is_repeat": isinstance(refusal, RepeatError)}
        return post_page(request, client, post, refusal=context, status=422)
    except BeingSentError as error:
        messages.error(request, str(error))
    else:
        say_leaving(request, client, post, was)
    return redirect(url_of(client, post))


def say_leaving(
    request: HttpRequest, client: Client, post: Post, was: Before | None = None
) -> None:
    """The toast of what goes out in ten seconds; taken back it stands as it did, or does not go out."""
    messages.success(
        request,
        _("In 10 seconds a person is asked to publish it.")
        if _is_all_by_hand(post)
        else _("It goes out in 10 seconds."),
        extra_tags=back_to(client, post, was)
        if was
        else undo(url=url_of(client, post, "editorial:cancel"), seconds=10),
    )


@require_POST
@requires_member
def cancel(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take back what has not left yet: from the toast of a slip to how it stood before."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    post = post_or_404(request, client, public_id)
    if was := was_before(request, post):
        return put_back(request, client, post, was)
    with transaction.atomic():
        now = database_now()
        stood = putting_back.before(post=post, now=now)
        done = cancelling.cancel(post=post, member=member_of(request), now=now)
    if done.n_too_late:
        _say_too_late(request, done.n_too_late)
    elif done.n_cancelled:
        post.refresh_from_db(fields=["stage"])
        is_kept = post.stage == PostStage.APPROVED
        messages.success(
            request,
            _("Taken back: nothing goes out. The approval stands.")
            if is_kept
            else _("Taken back: nothing goes out. The post is a draft again."),
            extra_tags=back_to(client, post, stood),
        )
    else:
        messages.info(request, _("There was nothing left to take back."))
    return redirect(url_of(client, post))


def _say_too_late(request: HttpRequest, n: int) -> None:
    words = ngettext(
        "Too late for %(n)s channel: it had already left. See below how it went.",
        "Too late for %(n)s channels: they had already left. See below how it went.",
        n,
    )
    messages.warning(request, words % {"n": n})


@require_POST
@requires_member
def settle(request: HttpRequest, slug: str, public_id: UUID, delivery_id: UUID) -> HttpResponse:
    """Say that it is out and where, send it again, let it go, or look at the network now."""
    client = client_or_404(request, slug, Capability.SCHEDULE_POSTS)
    post = post_or_404(request, client, public_id)
    delivery = get_object_or_404(Delivery.objects.filter(post=post), public_id=delivery_id)
    form = SettleForm(request.POST, prefix=f"d-{delivery_id.hex}")
    if not form.is_valid():
        return post_page(request, client, post, settle=(delivery_id, form), status=422)
    try:
        _do(request, client, delivery, form)
    except ScheduleRefusedError as refusal:
        for sentence in refusal.sentences:
            form.add_error(refusal.field if refusal.field in form.fields else None, sentence)
        return post_page(request, client, post, settle=(delivery_id, form), status=422)
    except (deciding.NotWaitingError, holding.NotHeldError) as error:
        messages.error(request, str(error))
    return redirect(f"{url_of(client, post)}#delivery-{delivery_id}")


def _do(request: HttpRequest, client: Client, delivery: Delivery, form: SettleForm) -> None:
    member, now = member_of(request), database_now()
    match form.cleaned_data["deed"]:
        case "confirm":
            url = form.cleaned_data["url"].strip()
            deciding.confirm_published(delivery=delivery, member=member, url=url, now=now)
            messages.success(request, _("Noted: it is published."))
        case "again":
            has_looked = form.cleaned_data["has_looked"]
            deciding.send_again(delivery=delivery, member=member, has_looked=has_looked, now=now)
            say_leaving(request, client, delivery.post)
        case "drop":
            deciding.drop(delivery=delivery, member=member, now=now)
            messages.success(
                request, _("Let go: it does not go out. You can schedule the post again.")
            )
        case "release":
            holding.release(delivery=delivery, member=member, now=now)
            messages.success(request, _("Released: it goes out at its time."))
        case "note_gone":
            deciding.note_gone(delivery=delivery, member=member, now=now)
            messages.success(request, _("Noted: it is off the list of things to settle."))
        case "look":
            reconciling.look_up_now(delivery=delivery, now=now)
            _say_what_was_seen(request, delivery)
        case deed:
            _do_with_rest(request, delivery, form, deed)


def _do_with_rest(request: HttpRequest, delivery: Delivery, form: SettleForm, deed: str) -> None:
    """Acts on the later parts of a post that is out."""
    member, now = member_of(request), database_now()
    match deed:
        case "confirm_rest":
            url = form.cleaned_data["url"].strip()
            deciding_parts.confirm_part(delivery=delivery, member=member, url=url, now=now)
            messages.success(
                request, _("Noted: that part is published. What comes after it follows.")
            )
        case "again_rest":
            has_looked = form.cleaned_data["has_looked"]
            deciding_parts.publish_rest(
                delivery=delivery, member=member, has_looked=has_looked, now=now
            )
            messages.success(request, _("The rest goes out now."))
        case "leave_rest":
            deciding_parts.leave_rest(delivery=delivery, member=member, now=now)
            messages.success(request, _("Left so: the post stays as it is."))
        case "look_rest":
            checking_parts.look_up_parts_now(delivery=delivery, now=now)
            messages.info(request, _("We looked. See below how it stands."))


def _say_what_was_seen(request: HttpRequest, delivery: Delivery) -> None:
    delivery.refresh_from_db(fields=["state"])
    if delivery.state == DeliveryState.PUBLISHED:
        messages.success(request, _("Found: it is published."))
    elif delivery.state == DeliveryState.UNKNOWN:
        messages.info(request, _("We looked: it is not clear yet. We keep looking."))
    else:
        messages.info(request, _("We looked. See below how it stands."))
