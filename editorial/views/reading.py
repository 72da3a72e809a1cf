"""The page of a post: what it says, how it stands on each channel, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clients.access import client_or_404, may_here
from clients.actions import connecting
from clients.models import Client
from clients.queries.contracts import contract_on, rate_card
from clients.queries.team import who_may
from clients.wording import problem_sentence
from clients.words.contracts import without_rate
from editorial.actions.drafting import content_of
from editorial.forms.editor import SettleForm
from editorial.forms.moments import MomentForm, ScheduleForm
from editorial.lifecycle import PostStage, post_look
from editorial.models import Delivery, Post, Revision, Version
from editorial.own import own_of
from editorial.queries import review_queue, story
from editorial.queries.campaigns import goes_after
from editorial.queries.clicks import followed
from editorial.queries.fitting import fit
from editorial.queries.pictures import Shown, shown_in, uses_in
from editorial.queries.recurrences import going_on_with
from editorial.queries.spending import NOTHING, has_spending, spending_on
from editorial.queries.suggestions import suggestions_of
from editorial.tone_checking import tone_of_post
from editorial.when import instant_of, wall_of
from editorial.words.recurrences import in_words
from people.access import member_of, now_of, requires_member
from people.clock import database_now
from people.models import Member
from people.prepared import prepared
from people.queries.absences import name_and_absence, with_absence, words_of_absence
from people.roles import Capability


@require_GET
@requires_member
def post(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One post."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    return post_page(request, client, post_or_404(request, client, public_id))


@require_GET
@requires_member
def state(request: HttpRequest, slug: str, public_id: UUID, delivery_id: UUID) -> HttpResponse:
    """How one delivery stands now: the part of the page that asks again by itself."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    post = post_or_404(request, client, public_id)
    now = database_now()
    stories = story.stories_of(post=post, now=now)
    wanted = next((s for s in stories if s.delivery.public_id == delivery_id), None)
    if wanted is None:
        raise Http404
    context = {
        "client": client,
        "post": post,
        "look": look_of(post),
        "story": wanted,
        "possible": story.possible(post=post, stories=stories, n_channels=len(post.versions.all())),
        "schedule_form": _schedule_form(client, post),
        "settle_form": SettleForm(prefix=_prefix(delivery_id)),
        "standing": review_queue.standing(post=post, content=lambda: content_of(post)),
        "is_part": True,
        "n_stories": len(stories),
        **_facts(post, stories),
        "now": now.astimezone(ZoneInfo(client.time_zone)),
        **_rights(request),
    }
    return render(request, "editorial/delivery.html", context)


# What an act on a post and its page read of it, and what only they read.
_OF_A_POST = (
    "client",
    "goal",
    "pillar",
    "series__pillar",
    "audience",
    "campaign",
    "recurrence_day__recurrence",
)
_AROUND_A_POST = (
    "edited_by__user",
    "created_by__user",
    "approved_revision",
    "release",
    "after__release",
    "supports__touchpoint",
)


def post_or_404(
    request: HttpRequest, client: Client, public_id: UUID, *, is_to_write: bool = False
) -> Post:
    """The post of the address, if it is the client's and the member sees it; `states` are those of its deliveries.

    With how its deliveries are shown (`seen_as`); for the editor (`is_to_write`) with the names of who approved it (`approved_by`) and the last wish (`last_wish`), else with the number of its last revision (`revision_number`) and whether anything was written down that it took (`has_spending`). The editor has it without who made it, what was approved and
    what is on each channel: it asks for the channels itself, and the database plans every table more at each question.
    """
    found = _posts(
        member=member_of(request), client=client, public_id=public_id, is_to_write=is_to_write
    )
    if not found:
        raise Http404
    if not is_to_write:
        versions = Version.objects.select_related("channel").order_by("channel_id")
        prefetch_related_objects(found, Prefetch("versions", versions))
    return found[0]


@prepared("is_to_write")
def _posts(
    *, member: Member, client: Client, public_id: UUID, is_to_write: bool
) -> QuerySet[Post, Post]:
    states = Delivery.objects.filter(post=OuterRef("pk")).order_by().values("state")
    posts = (
        Post.objects.visible_to(member)
        .filter(client=client, public_id=public_id)
        .select_related(*_OF_A_POST)
        .annotate(states=ArraySubquery(states))
    )
    mine = Delivery.objects.filter(post=OuterRef("pk")).order_by()
    seen_as = ArraySubquery(mine.with_shown().values("as_shown"))
    if is_to_write:
        names = review_queue.names_approving(OuterRef("pk"), OuterRef("approved_revision"))
        return posts.annotate(
            approved_by=ArraySubquery(names),
            seen_as=seen_as,
            last_wish=review_queue.last_wish(OuterRef("pk")),
        )
    frozen = Revision.objects.filter(post=OuterRef("pk")).order_by("-number").values("number")[:1]
    return posts.select_related(*_AROUND_A_POST).annotate(
        seen_as=seen_as,
        revision_number=Subquery(frozen),
        has_spending=ExpressionWrapper(has_spending(OuterRef("pk")), BooleanField()),
    )


def look_of(post: Post) -> Any:
    """The look of the whole post; no query for one that was fetched for the editor."""
    if post.stage == "archived":
        return post_look(post.stage, [])
    if (seen_as := getattr(post, "seen_as", None)) is not None:
        return post_look(post.stage, seen_as)
    return post_look(
        post.stage,
        [
            delivery.shown
            for delivery in post.deliveries.only("post", "state", "reason", "rest", "gone")
        ],
    )


def post_page(
    request: HttpRequest,
    client: Client,
    post: Post,
    *,
    schedule_form: ScheduleForm | None = None,
    settle: tuple[UUID, SettleForm] | None = None,
    refusal: Any = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, also when an act was refused: with the form that was sent, and why."""
    # After an act was refused it is later than when this request's person was looked up.
    now = now_of(request) if request.method == "GET" else database_now()
    stories = story.stories_of(post=post, now=now)
    possible = story.possible(post=post, stories=stories, n_channels=len(post.versions.all()))
    settled, settle_form = settle or (None, None)
    uses = list(uses_in(post))
    content = content_of(post, versions=post.versions.all(), uses=uses)
    shots = shown_in(post, uses=uses)
    media: Any = content.get("media", ())
    shared = {entry["asset"] for entry in media}
    standing = review_queue.standing(post=post, content=lambda: content)
    context = {
        "client": client,
        "post": post,
        "look": look_of(post),
        "stories": [
            (
                s,
                settle_form
                if s.delivery.public_id == settled
                else SettleForm(prefix=_prefix(s.delivery.public_id)),
            )
            for s in stories
        ],
        **_facts(post, stories),
        "possible": possible,
        "followed": followed(post=post, today=wall_of(now, client.time_zone).date())
        if post.is_link_short
        else (),
        "shots": [each for each in shots if str(each.asset.public_id) in shared],
        "forms_for": _texts(post, content, shots),
        "tone": tone_of_post(client, post, has_visual=bool(media)) if possible.can_edit else None,
        "schedule_form": schedule_form or _schedule_form(client, post),
        "refusal": refusal,
        "goes_after": goes_after(post=post, member=member_of(request), now=now),
        "standing": standing,
        **_suggested(standing, post, content, possible),
        "reviewers_away": _reviewers_away(client, standing, now),
        "rounds_included": _rounds_included(client, post, standing.n_rounds),
        "may_see_money": may_here(request, Capability.MANAGE_MONEY),
        **_spending(request, client, post),
        "now": now.astimezone(ZoneInfo(client.time_zone)),
        **_rights(request),
    }
    return render(request, "editorial/post.html", context, status=status)


def _suggested(
    standing: review_queue.Standing,
    post: Post,
    content: Mapping[str, Any],
    possible: story.Possible,
) -> dict[str, Any]:
    """The texts that the client suggests, and whether an edit may put in what is not in the post yet."""
    found = suggestions_of(standing.wish, post=post, content=content)
    is_theirs = post.stage == PostStage.CHANGES_REQUESTED and any(each.pieces for each in found)
    is_editable = possible.can_edit and not possible.has_open_correction
    return {
        "suggestions": found,
        "can_use_suggested": is_theirs and is_editable,
        "must_correct_suggested": is_theirs and possible.can_correct and not is_editable,
    }


def _rounds_included(client: Client, post: Post, n_rounds: int) -> int | None:
    """How many rounds of changes the contract of the post's month includes; None where none are agreed, or none was asked for."""
    if not n_rounds:
        return None
    on = post.wall_at.date() if post.wall_at else client.today(database_now())
    contract = contract_on(client=client, on=on)
    return contract.rounds if contract else None


def _spending(request: HttpRequest, client: Client, post: Post) -> dict[str, Any]:
    """What the post took and what that cost, for who may see money."""
    if not may_here(request, Capability.MANAGE_MONEY):
        return {}
    spending = spending_on(post=post) if post.has_spending else NOTHING  # type: ignore[attr-defined]
    if spending.is_empty:
        return {"spending": spending}
    card = rate_card(client)
    return {
        "spending": spending,
        "cost": spending.work(card),
        "without_rate": without_rate(card.without(spending.worked)),
    }


def _facts(post: Post, stories: list[story.Story]) -> dict[str, Any]:
    """When it goes out or is meant to, of which repeat it is, and which revision it is at."""
    due = [s.delivery.due_at for s in stories if s.delivery.state != "cancelled"]
    planned = post.wall_at and instant_of(post.wall_at, post.time_zone, post.fold)
    return {
        "due_at": min(due, default=None),
        "planned_at": planned,
        "repeats": (repeats := going_on_with(post)),
        "repeats_words": repeats and in_words(repeats.pattern, repeats.clock),
        "revision_number": post.revision_number,  # type: ignore[attr-defined]
    }


def _schedule_form(client: Client, post: Post) -> ScheduleForm:
    return ScheduleForm(
        zone=client.time_zone, initial=MomentForm.values_of(post.wall_at, post.fold)
    )


def _prefix(delivery_id: UUID) -> str:
    return f"d-{delivery_id.hex}"


def _reviewers_away(client: Client, standing: review_queue.Standing, now: datetime) -> list[str]:
    """While a colleague is asked, or can be: who of those that may decide is away, or soon will be."""
    if not (standing.internal or standing.can_ask):
        return []
    today = client.today(now)
    able = with_absence(who_may(Capability.REVIEW_POSTS, client=client), today)
    return [name_and_absence(each, today) for each in able if words_of_absence(each, today)]


def _rights(request: HttpRequest) -> dict[str, bool]:
    return {
        "may_write": may_here(request, Capability.WRITE_POSTS),
        "may_review": may_here(request, Capability.REVIEW_POSTS),
        "may_schedule": may_here(request, Capability.SCHEDULE_POSTS),
        "may_connect": may_here(request, Capability.CONNECT_CHANNELS),
    }


def _texts(post: Post, content: Mapping[str, Any], shots: Sequence[Shown]) -> list[dict[str, Any]]:
    """What each channel would get of the present words, with the rules it breaks."""
    texts = []
    for version in post.versions.all():
        limits = connecting.limits_of(version.channel)
        fitting = fit(content=content, channel=version.channel, limits=limits, shown=shots)
        texts.append(
            {
                "version": version,
                "fit": fitting,
                "text": fitting.draft.text,
                "follows": not version.text,
                "is_own_cut": own_of(version.own).shape is not None,
                "used": fitting.used,
                "limit": limits.max_chars,
                "problems": [problem_sentence(p) for p in fitting.problems if p.is_blocking],
            }
        )
    return texts
