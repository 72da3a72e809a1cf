"""Writing: a new post, an edit that overwrites nobody, a copy, the archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import connecting
from clients.models import Channel, Client
from editorial.actions import drafting, scheduling
from editorial.actions.drafting import BeingSentError, EditConflictError, VersionInput
from editorial.actions.scheduling import ScheduleRefusedError
from editorial.comparing import compare_words
from editorial.forms import EditorForm, MomentForm
from editorial.lifecycle import CAN_STILL_CHANGE, DeliveryState
from editorial.models import Post
from editorial.picture_forms import DEED as ARRANGING
from editorial.picture_forms import PicturesForm, arranged
from editorial.queries import review_queue
from editorial.views.deciding import say_leaving, say_scheduled, url_of
from editorial.views.reading import post_or_404
from editorial.views.reviewing import voided_words
from editorial.views.uploads import take
from editorial.views.visual import pictures_of, visual_context
from editorial.when import instant_of
from networks.limits import Limits, counter_rules, length
from networks.types import Draft
from people.access import LackingError, member_of, requires_member
from people.clock import database_now
from people.ids import uuid7
from people.roles import Capability
from people.templatetags.ui import network_name
from people.toasts import undo

DEEDS = ("save", "schedule", "now")


@require_http_methods(["GET", "POST"])
@requires_member
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new post. Sent twice it is made once: its key is the post's public id."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    channels = _channels(request, client, None)
    if request.method != "POST":
        values = {"key": uuid7(), "day": parse_day(request.GET.get("day", ""))}
        pictures = _pictures(request, client, None, None)
        form = EditorForm(
            channels=channels, pictures=pictures, zone=client.time_zone, initial=values
        )
        return _editor(request, client, form)
    data, refused = _with_files(request, client)
    pictures = _pictures(request, client, None, data)
    form = EditorForm(data, channels=channels, pictures=pictures, zone=client.time_zone)
    if _is_arranging(request) or refused:
        return _arranging(request, client, form, refused)
    is_valid = form.is_valid()
    key = form.cleaned_data.get("key") or uuid7()
    made = _own_post(request, client, key)
    if made is not None:
        return redirect(url_of(client, made))
    deed = _deed(request)
    if not is_valid:
        return _editor(request, client, form, status=422)
    try:
        with transaction.atomic():
            post = _create(request, client, form, key)
            planned = _decide(request, post, form, deed)
    except ScheduleRefusedError as refusal:
        form.put_refusal(refusal)
        return _editor(request, client, form, status=422)
    except IntegrityError:
        made = _own_post(request, client, key)
        if made is None:
            raise
        return redirect(url_of(client, made))
    return _done(request, client, post, form, deed, planned)


def parse_day(raw: str) -> date | None:
    """The day a calendar's empty place asks for; None for anything else."""
    try:
        return parse_date(raw)
    except ValueError:
        return None


def _own_post(request: HttpRequest, client: Client, key: UUID) -> Post | None:
    return Post.objects.visible_to(member_of(request)).filter(client=client, public_id=key).first()


def _create(request: HttpRequest, client: Client, form: EditorForm, key: UUID) -> Post:
    # A key that is somebody else's post is refused by the database without saying whose it is.
    is_taken = Post.objects.filter(public_id=key).exclude(client=client).exists()
    return drafting.create_post(
        member=member_of(request),
        client=client,
        public_id=uuid7() if is_taken else key,
        text=form.cleaned_data["text"],
        title=form.cleaned_data["title"],
        versions=form.versions,
        pictures=form.pictures.pictures,
        wall_at=form.wall_at,
        fold=form.cleaned_data.get("fold") or 0,
        now=database_now(),
    )


def _with_files(request: HttpRequest, client: Client) -> tuple[QueryDict, list[str]]:
    """What was posted, with the pictures arranged and the new ones among them; and why files were refused."""
    taken = take(request, client)
    deed = request.POST.get("deed", "")
    return arranged(request.POST, deed=deed, added=taken.assets), taken.refused


def _pictures(
    request: HttpRequest, client: Client, post: Post | None, data: QueryDict | None
) -> PicturesForm:
    return PicturesForm(data, client=client, member=member_of(request), post=post)


def _is_arranging(request: HttpRequest) -> bool:
    """Whether the button only arranges pictures: nothing is saved by it."""
    return request.POST.get("deed", "").startswith(ARRANGING)


def _arranging(
    request: HttpRequest,
    client: Client,
    form: EditorForm,
    refused: list[str],
    post: Post | None = None,
) -> HttpResponse:
    form.be_quiet()
    status = 422 if refused else 200
    return _editor(request, client, form, post=post, refused=refused, status=status)


def _deed(request: HttpRequest) -> str:
    """Which button it was; refuses those that only some roles have."""
    deed = request.POST.get("deed", "save")
    if deed not in DEEDS:
        deed = "save"
    if deed != "save" and not may_here(request, Capability.SCHEDULE_POSTS):
        raise LackingError(Capability.SCHEDULE_POSTS)
    return deed


def _decide(request: HttpRequest, post: Post, form: EditorForm, deed: str) -> list[Any]:
    """Schedule or publish what was just saved, in the same transaction: both happen or neither."""
    now = database_now()
    is_repeat_ok = form.cleaned_data["is_repeat_ok"]
    if deed == "now":
        return list(
            scheduling.publish_now(
                post=post, member=member_of(request), is_repeat_ok=is_repeat_ok, now=now
            )
        )
    if deed == "schedule":
        wall_at = post.wall_at
        if wall_at is None:
            raise ScheduleRefusedError(_("Choose the day and the time."), field="day")
        fold = form.cleaned_data.get("fold") if "fold" in form.fields else post.fold
        return list(
            scheduling.schedule(
                post=post,
                member=member_of(request),
                wall_at=wall_at,
                fold=fold,
                is_repeat_ok=is_repeat_ok,
                now=now,
            )
        )
    return []


def _done(
    request: HttpRequest,
    client: Client,
    post: Post,
    form: EditorForm,
    deed: str,
    planned: list[Any],
) -> HttpResponse:
    if form.n_removed:
        words = ngettext(
            "Removed %(n)s character that cannot be published.",
            "Removed %(n)s characters that cannot be published.",
            form.n_removed,
        )
        messages.warning(request, words % {"n": form.n_removed})
    if deed == "schedule":
        say_scheduled(request, client, planned[0])
    elif deed == "now":
        say_leaving(request, client, post)
    elif voided := review_queue.voided_by_edit(post=post):
        messages.warning(request, voided_words(post, voided))
    elif post.deliveries.filter(state=DeliveryState.BLOCKED, reason="edited").exists():
        messages.warning(
            request, _("Saved. What was scheduled is on hold until it is scheduled again.")
        )
    else:
        messages.success(request, _("Draft saved."))
    return redirect(url_of(client, post))


@require_http_methods(["GET", "POST"])
@requires_member
def edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Change a post; who saves second sees both texts instead of overwriting the first."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    if request.method != "POST":
        return _editor(request, client, _edit_form(request, client, post), post=post)
    data, refused = _with_files(request, client)
    form = _edit_form(request, client, post, data)
    if _is_arranging(request) or refused:
        return _arranging(request, client, form, refused, post)
    deed = _deed(request)
    if not form.is_valid():
        return _editor(request, client, form, post=post, status=422)
    try:
        with transaction.atomic():
            saved = _save(request, post, form)
            planned = _decide(request, saved, form, deed)
    except EditConflictError as conflict:
        if _says_the_same(form, conflict.theirs):
            return redirect(url_of(client, post))
        return _conflict(request, client, conflict.theirs, form)
    except ScheduleRefusedError as refusal:
        form.put_refusal(refusal)
        return _editor(request, client, form, post=post, status=422)
    except BeingSentError as error:
        form.add_error(None, str(error))
        return _editor(request, client, form, post=post, status=409)
    return _done(request, client, saved, form, deed, planned)


def _edit_form(request: HttpRequest, client: Client, post: Post, data: Any = None) -> EditorForm:
    values = {
        "text": post.text,
        "title": post.title,
        "edit_number": post.edit_number,
        **MomentForm.values_of(post.wall_at, post.fold),
    }
    return EditorForm(
        data,
        channels=_channels(request, client, post),
        pictures=_pictures(request, client, post, data),
        zone=client.time_zone,
        post=post,
        # A scheduled post is moved on its own page: saving words must not look as if it moved it.
        has_fixed_time=post.deliveries.filter(state=DeliveryState.SCHEDULED).exists(),
        initial=values,
    )


def _save(request: HttpRequest, post: Post, form: EditorForm) -> Post:
    has_time = "day" in form.fields
    return drafting.edit_post(
        post=post,
        member=member_of(request),
        edit_number=form.cleaned_data["edit_number"] or 0,
        text=form.cleaned_data["text"],
        title=form.cleaned_data["title"],
        versions=form.versions,
        pictures=form.pictures.pictures,
        wall_at=form.wall_at if has_time else post.wall_at,
        fold=(form.cleaned_data.get("fold") or 0) if has_time else post.fold,
        now=database_now(),
    )


def _says_the_same(form: EditorForm, theirs: Post) -> bool:
    """Whether the first save was this very form, sent twice."""
    mine = {(v.channel.pk, v.text, v.spoiler, v.visibility) for v in form.versions}
    kept = {(v.channel_id, v.text, v.spoiler, v.visibility) for v in theirs.versions.all()}
    return (
        form.cleaned_data["text"] == theirs.text
        and form.cleaned_data["title"] == theirs.title
        and mine == kept
        and form.pictures.pictures == pictures_of(theirs)
        and ("day" not in form.fields or form.wall_at == theirs.wall_at)
    )


def _conflict(request: HttpRequest, client: Client, theirs: Post, form: EditorForm) -> HttpResponse:
    """Both texts side by side; saving again is then an edit of theirs, made knowingly."""
    data = arranged(request.POST, deed="", added=())
    data["edit_number"] = str(theirs.edit_number)
    kept = {v.channel_id: v.text for v in theirs.versions.all()}
    pairs: list[tuple[Channel | None, str, str]] = [(None, theirs.text, form.cleaned_data["text"])]
    pairs += [(v.channel, kept.get(v.channel.pk, ""), v.text) for v in form.versions]
    context = {
        "theirs": theirs,
        "differences": [
            (channel, *compare_words(their_text, my_text))
            for channel, their_text, my_text in pairs
            if their_text != my_text
        ],
    }
    again = _edit_form(request, client, theirs, data)
    again.is_valid()
    return _editor(request, client, again, post=theirs, conflict=context, status=409)


def _channels(
    request: HttpRequest, client: Client, post: Post | None
) -> list[tuple[Channel, Limits]]:
    """The client's connected channels, and those the post is for already."""
    mine = (
        Channel.objects.visible_to(member_of(request))
        .filter(client=client)
        .select_related("client")
    )
    used = [v.channel_id for v in post.versions.all()] if post else []
    found = mine.filter(disconnected_at=None) | mine.filter(pk__in=used)
    return [(channel, connecting.limits_of(channel)) for channel in found]


def _editor(
    request: HttpRequest,
    client: Client,
    form: EditorForm,
    *,
    post: Post | None = None,
    conflict: dict[str, Any] | None = None,
    refused: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    base = str(form["text"].value() or "")
    context = {
        "client": client,
        "post": post,
        "form": form,
        "channels": [_channel_context(each, base, form) for each in form.channel_forms],
        "conflict": conflict,
        "refused": refused,
        **visual_context(request, client, form),
        "planned_at": instant_of(post.wall_at, post.time_zone, post.fold)
        if post and post.wall_at
        else None,
        "may_schedule": may_here(request, Capability.SCHEDULE_POSTS),
        "may_connect": may_here(request, Capability.CONNECT_CHANNELS),
    }
    return render(request, "editorial/editor.html", context, status=status)


def _channel_context(form: Any, base: str, whole: EditorForm) -> dict[str, Any]:
    network = form.channel.network
    is_alone = sum(each.channel.network == network for each in whole.channel_forms) == 1
    text = form.own_text or base
    spoiler = str(form["spoiler"].value() or "")
    rules = counter_rules(form.limits)
    return {
        "form": form,
        "channel": form.channel,
        "name": network_name(network) if is_alone else form.channel.handle,
        "id": form.channel.public_id.hex,
        "is_on": bool(form["is_on"].value()),
        "text": text,
        "spoiler": spoiler,
        "used": length(Draft(text=text, spoiler=spoiler), form.limits),
        "limit": rules["max_chars"],
        "rules": {"method": rules["rule"], "url_chars": rules["url_chars"]},
        "counts_spoiler": rules["counts_spoiler"],
    }


@require_POST
@requires_member
def copy(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A new draft with the same words and channels, without a time."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    made = drafting.create_post(
        member=member_of(request),
        client=client,
        text=post.text,
        title=post.title,
        language=post.language,
        versions=[
            VersionInput(channel=v.channel, text=v.text, spoiler=v.spoiler, visibility=v.visibility)
            for v in post.versions.all()
            if v.channel.disconnected_at is None
        ],
        pictures=pictures_of(post),
        now=database_now(),
    )
    messages.success(request, _("This is the copy: a draft without a time."))
    return redirect(url_of(client, made, "editorial:edit"))


@require_POST
@requires_member
def archive(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Put the post away; what waits is cancelled."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    waits = post.deliveries.filter(state__in=CAN_STILL_CHANGE).exists()
    if waits and not may_here(request, Capability.SCHEDULE_POSTS):
        raise LackingError(Capability.SCHEDULE_POSTS)
    try:
        drafting.archive_post(post=post, member=member_of(request), now=database_now())
    except BeingSentError as error:
        messages.error(request, str(error))
    else:
        way_back = undo(url=url_of(client, post, "editorial:restore"), seconds=10)
        messages.success(request, _("Archived: nothing of it goes out."), extra_tags=way_back)
    return redirect(url_of(client, post))


@require_POST
@requires_member
def restore(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take the post out of the archive, as a draft."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    drafting.restore_post(post=post, member=member_of(request), now=database_now())
    messages.success(request, _("Back as a draft. Schedule it again if it should go out."))
    return redirect(url_of(client, post))
