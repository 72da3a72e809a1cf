"""Writing: a new post, and an edit that overwrites nobody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from clients.access import client_or_404
from clients.models import Client
from editorial.actions import drafting
from editorial.actions.drafting import BeingSentError, EditConflictError
from editorial.actions.placing import PlaceRefusedError
from editorial.actions.refusals import ScheduleRefusedError
from editorial.forms.editor import EditorForm
from editorial.models import Post
from editorial.queries.tone import kept_for
from editorial.views.deciding import url_of
from editorial.views.editor import (
    arranging,
    edit_form,
    editor_page,
    is_arranging,
    new_form,
    with_files,
)
from editorial.views.leaving_so import leave_as_asked
from editorial.views.reading import post_or_404
from editorial.views.saved import conflict_page, decide, deed_of, done, says_the_same
from people.access import member_of, requires_member
from people.bodies import takes_up_to
from people.clock import database_now
from people.ids import read_id, uuid7
from people.roles import Capability


@takes_up_to("MEDIA_MAX_REQUEST_BYTES")
@require_http_methods(["GET", "POST"])
@requires_member
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new post. Sent twice it is made once: its key is the post's public id."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    if request.method != "POST":
        day = parse_day(request.GET.get("day", ""))
        kept = kept_for(client, None)
        series_id = read_id(request.GET.get("series", ""))
        campaign_key = str(read_id(request.GET.get("campaign", "")) or "")
        asked: dict[str, Any] = {"series_id": series_id, "campaign_key": campaign_key}
        form = new_form(request, client, None, kept.known, **asked, key=uuid7(), day=day)
        return editor_page(request, client, form, kept=kept)
    data, refused = with_files(request, client)
    form = new_form(request, client, data)
    if is_arranging(request) or refused:
        return arranging(request, client, form, refused)
    is_valid = form.is_valid()
    key = form.cleaned_data.get("key") or uuid7()
    deed = deed_of(request)
    if not is_valid:
        return editor_page(request, client, form, status=422)
    made = own_post(request, client, key)
    if made is not None and says_the_same(form, made):
        return redirect(url_of(client, made))
    if made is not None:
        return conflict_page(request, client, made, form)
    try:
        with transaction.atomic():
            post = create_from(request, client, form, key)
            planned = decide(request, post, form, deed)
    except ScheduleRefusedError as refusal:
        form.put_refusal(refusal)
        return editor_page(request, client, form, status=422)
    except PlaceRefusedError as refusal:
        form.place.add_error("after", str(refusal))
        return editor_page(request, client, form, status=422)
    except IntegrityError:
        made = own_post(request, client, key)
        if made is None:
            raise
        return redirect(url_of(client, made))
    return done(request, client, post, form, deed, planned)


def parse_day(raw: str) -> date | None:
    """The day a calendar's empty place asks for; None for anything else."""
    try:
        on = parse_date(raw)
    except ValueError:
        return None
    return on if on is None or on.year < date.max.year else None


def own_post(request: HttpRequest, client: Client, key: UUID) -> Post | None:
    """The post that this key made, if this member sees it."""
    return Post.objects.visible_to(member_of(request)).filter(client=client, public_id=key).first()


def create_from(request: HttpRequest, client: Client, form: EditorForm, key: UUID) -> Post:
    """A new post of what a valid form says."""
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
        additions=form.additions.additions,
        aim=form.aim.aim,
        place=form.place.place,
        piece=form.cleaned_data["piece"],
        wall_at=form.wall_at,
        fold=form.cleaned_data.get("fold") or 0,
        now=database_now(),
    )


@takes_up_to("MEDIA_MAX_REQUEST_BYTES")
@require_http_methods(["GET", "POST"])
@requires_member
def edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Change a post; who saves second sees both texts instead of overwriting the first."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id, is_to_write=True)
    if request.method != "POST":
        return editor_page(request, client, edit_form(request, client, post), post=post)
    data, refused = with_files(request, client, language=post.language)
    leave_as_asked(request, post)
    form = edit_form(request, client, post, data)
    if is_arranging(request) or refused:
        return arranging(request, client, form, refused, post)
    deed = deed_of(request)
    if not form.is_valid():
        return editor_page(request, client, form, post=post, status=422)
    try:
        with transaction.atomic():
            saved = save_from(request, post, form)
            planned = decide(request, saved, form, deed)
    except EditConflictError as conflict:
        if says_the_same(form, conflict.theirs):
            return redirect(url_of(client, post))
        return conflict_page(request, client, conflict.theirs, form)
    except ScheduleRefusedError as refusal:
        form.put_refusal(refusal)
        return editor_page(request, client, form, post=post, status=422)
    except PlaceRefusedError as refusal:
        form.place.add_error("after", str(refusal))
        return editor_page(request, client, form, post=post, status=422)
    except BeingSentError as error:
        form.add_error(None, str(error))
        return editor_page(request, client, form, post=post, status=409)
    return done(request, client, saved, form, deed, planned)


def save_from(
    request: HttpRequest, post: Post, form: EditorForm, *, is_by_itself: bool = False
) -> Post:
    """Save what a valid form says; raises what drafting.edit_post raises."""
    has_time = "day" in form.fields
    return drafting.edit_post(
        post=post,
        member=member_of(request),
        edit_number=form.cleaned_data["edit_number"] or 0,
        text=form.cleaned_data["text"],
        title=form.cleaned_data["title"],
        versions=form.versions,
        pictures=form.pictures.pictures,
        additions=form.additions.additions,
        aim=form.aim.aim,
        place=form.place.place,
        piece=form.cleaned_data["piece"],
        wall_at=form.wall_at if has_time else post.wall_at,
        fold=(form.cleaned_data.get("fold") or 0) if has_time else post.fold,
        now=database_now(),
        is_by_itself=is_by_itself,
    )
