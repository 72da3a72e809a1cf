"""What a saved editor goes on to: its button's deed, the words about it, and two people who saved at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.access import may_here
from clients.models import Channel, Client
from editorial.actions import putting_back, scheduling
from editorial.actions.aiming import aim_of
from editorial.actions.copying import additions_of
from editorial.actions.picturing import pictures_of
from editorial.actions.placing import place_of
from editorial.actions.putting_back import Before
from editorial.actions.refusals import ScheduleRefusedError
from editorial.comparing import compare_words
from editorial.forms.editor import EditorForm
from editorial.forms.pictures import arranged
from editorial.lifecycle import DeliveryState
from editorial.models import Delivery, Post
from editorial.queries import review_queue
from editorial.views.deciding import say_leaving, say_scheduled, url_of
from editorial.views.editor import edit_form, editor_page
from editorial.views.reviewing import voided_words
from people.access import LackingError, member_of
from people.clock import database_now
from people.roles import Capability

DEEDS = ("save", "approval", "schedule", "now")


def deed_of(request: HttpRequest) -> str:
    """Which button it was; refuses those that only some roles have."""
    deed = request.POST.get("deed", "save")
    if deed not in DEEDS:
        deed = "save"
    if deed in ("schedule", "now") and not may_here(request, Capability.SCHEDULE_POSTS):
        raise LackingError(Capability.SCHEDULE_POSTS)
    return deed


@dataclass(frozen=True, slots=True)
class Planned:
    """What a save also planned, and how the saved post stood before that."""

    deliveries: list[Delivery]
    was: Before


def decide(request: HttpRequest, post: Post, form: EditorForm, deed: str) -> Planned:
    """Schedule or publish what was just saved, in the same transaction: both happen or neither."""
    now = database_now()
    was = putting_back.before(post=post, now=now)
    return Planned(_plan(request, post, form, deed, now), was)


def _plan(
    request: HttpRequest, post: Post, form: EditorForm, deed: str, now: datetime
) -> list[Delivery]:
    is_repeat_ok = form.cleaned_data["is_repeat_ok"]
    if deed == "now":
        return scheduling.publish_now(
            post=post, member=member_of(request), is_repeat_ok=is_repeat_ok, now=now
        )
    if deed == "schedule":
        wall_at = post.wall_at
        if wall_at is None:
            raise ScheduleRefusedError(_("Choose the day and the time."), field="day")
        fold = form.cleaned_data.get("fold") if "fold" in form.fields else post.fold
        return scheduling.schedule(
            post=post,
            member=member_of(request),
            wall_at=wall_at,
            fold=fold,
            is_repeat_ok=is_repeat_ok,
            now=now,
        )
    return []


def done(
    request: HttpRequest,
    client: Client,
    post: Post,
    form: EditorForm,
    deed: str,
    planned: Planned,
) -> HttpResponse:
    """The post's page, with what became of the save: scheduled, leaving, no longer approved, or only kept."""
    if form.n_removed:
        words = ngettext(
            "Removed %(n)s character that cannot be published.",
            "Removed %(n)s characters that cannot be published.",
            form.n_removed,
        )
        messages.warning(request, words % {"n": form.n_removed})
    if deed == "schedule":
        say_scheduled(request, client, planned.deliveries[0], planned.was)
    elif deed == "now":
        say_leaving(request, client, post, planned.was)
    elif voided := review_queue.voided_by_edit(post=post):
        messages.warning(request, voided_words(post, voided))
    elif post.deliveries.filter(state=DeliveryState.BLOCKED, reason="edited").exists():
        messages.warning(
            request, _("Saved. What was scheduled is on hold until it is scheduled again.")
        )
    else:
        messages.success(request, _("Draft saved."))
    return redirect(url_of(client, post) + ("#review" if deed == "approval" else ""))


def says_the_same(form: EditorForm, theirs: Post) -> bool:
    """Whether the first save was this very form, sent twice."""
    mine = {
        v.channel.pk: (v.text, v.spoiler, v.visibility, v.first_comment, v.own.as_json)
        for v in form.versions
    }
    kept = {
        v.channel_id: (v.text, v.spoiler, v.visibility, v.first_comment, v.own)
        for v in theirs.versions.all()
    }
    return (
        form.cleaned_data["text"] == theirs.text
        and form.cleaned_data["title"] == theirs.title
        and mine == kept
        and form.pictures.pictures == pictures_of(theirs)
        and form.additions.additions == additions_of(theirs)
        and form.cleaned_data["piece"] == theirs.piece
        and form.aim.aim in (None, aim_of(theirs))
        and form.place.place in (None, place_of(theirs))
        and ("day" not in form.fields or form.wall_at == theirs.wall_at)
    )


def conflict_page(
    request: HttpRequest, client: Client, theirs: Post, form: EditorForm
) -> HttpResponse:
    """Both texts side by side; saving again is then an edit of theirs, made knowingly."""
    data = arranged(request.POST, deed="", added=())
    data["edit_number"] = str(theirs.edit_number)
    kept = {v.channel_id: v.text for v in theirs.versions.all()}
    pairs: list[tuple[Channel | None, str, str]] = [(None, theirs.text, form.cleaned_data["text"])]
    pairs += [(None, "\n\n".join(theirs.thread), "\n\n".join(form.additions.parts))]
    pairs += [(v.channel, kept.get(v.channel.pk, ""), v.text) for v in form.versions]
    context = {
        "theirs": theirs,
        "is_own": theirs.edited_by_id == member_of(request).pk,
        "differences": [
            (channel, *compare_words(their_text, my_text))
            for channel, their_text, my_text in pairs
            if their_text != my_text
        ],
    }
    again = edit_form(request, client, theirs, data)
    again.is_valid()
    return editor_page(request, client, again, post=theirs, conflict=context, status=409)
