"""The editor as a page: its form from a post or from what was posted, and everything it shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from clients.access import may_here
from clients.actions import connecting
from clients.models import Approval, Channel, Client, LinkScheme
from clients.models.channels import by_part
from editorial.actions import linking
from editorial.actions.aiming import Aim, aim_of, usual_cause
from editorial.actions.drafting import states_of, why_unsaved
from editorial.checking import DEED as FIXING
from editorial.checking import fixed
from editorial.forms.additions import DEED as THREADING
from editorial.forms.additions import AdditionsForm, threaded
from editorial.forms.aims import AimForm
from editorial.forms.campaigns import PlaceForm
from editorial.forms.editor import EditorForm
from editorial.forms.moments import MomentForm
from editorial.forms.own import DEED as SETTLING
from editorial.forms.own import settled
from editorial.forms.pictures import DEED as ARRANGING
from editorial.forms.pictures import PicturesForm, arranged
from editorial.kind_checks import usual_clock
from editorial.known import Known
from editorial.lifecycle import DeliveryState, PostStage
from editorial.models import Post, Version
from editorial.queries import review_queue
from editorial.queries.campaigns import Offer
from editorial.queries.recurrences import going_on_with
from editorial.queries.tone import Kept
from editorial.tone_checking import DEED as TONING
from editorial.tone_checking import put_right
from editorial.views.fitting import additions_context, parts_context, shown_context
from editorial.views.reading import look_of
from editorial.views.uploads import take
from editorial.views.visual import visual_context
from editorial.when import instant_of, wall_of
from editorial.words.recurrences import in_words
from editorial.words.saving import NAME_WHO, saved_words, unsaved_sentence, unsaved_words
from networks.limits import Limits
from people.access import member_of, now_of
from people.models import Member
from people.prepared import prepared
from people.roles import Capability


def edit_form(request: HttpRequest, client: Client, post: Post, data: Any = None) -> EditorForm:
    """The form of a post that exists: as it stands, or as `data` says."""
    values = {
        "text": post.text,
        "title": post.title,
        "piece": post.piece,
        "edit_number": post.edit_number,
        **MomentForm.values_of(post.wall_at, post.fold),
    }
    channels = channels_of(request, client, post)
    polls = [version.own.get("poll") for _channel, _limits, version in channels if version]
    return EditorForm(
        data,
        channels=channels,
        pictures=pictures_form(request, client, post, data),
        additions=AdditionsForm(data, post=post, own_poll=next(filter(None, polls), None)),
        aim=(aim := _aim_form(request, client, data, aim_of(post), post)),
        place=_place_form(client, post, data, aim),
        zone=client.time_zone,
        is_new=False,
        # A scheduled post is moved on its own page: saving words must not look as if it moved it.
        has_fixed_time=DeliveryState.SCHEDULED in states_of(post),
        initial=values,
    )


def new_form(
    request: HttpRequest,
    client: Client,
    data: Any,
    known: Known | None = None,
    *,
    series_id: UUID | None = None,
    campaign_key: str = "",
    **initial: Any,
) -> EditorForm:
    """The form of a new post, empty or as `data` says; `initial` may hold the key and the day, which gets the hour at
    which the usual audience is there, as far as that is `known`. `series_id` names the series it is begun for, `campaign_key` the campaign."""
    channels = channels_of(request, client, None)
    if known is not None and (day := initial.get("day")) is not None:
        clock = usual_clock(known, channels=[channel for channel, _l, _v in channels], day=day)
        here = wall_of(now_of(request), client.time_zone)
        if clock is not None and datetime.combine(day, clock) > here.replace(tzinfo=None):
            initial["clock"] = clock
    usual = _usual(client, data, initial.get("day"), series_id)
    return EditorForm(
        data,
        channels=channels,
        pictures=pictures_form(request, client, None, data),
        additions=AdditionsForm(
            data, post=None, usual=LinkScheme.objects.filter(client_id=client.pk).first()
        ),
        aim=(aim := _aim_form(request, client, data, usual, None, is_for_usual=data is None)),
        place=_place_form(client, None, data, aim, campaign_key),
        zone=client.time_zone,
        initial=initial,
    )


def _aim_form(
    request: HttpRequest, client: Client, data: Any, aim: Aim, post: Post | None, **more: Any
) -> AimForm:
    of: dict[str, Any] = {"member": member_of(request), "now": now_of(request)}
    campaign_id = post.campaign_id if post else None
    return AimForm(data, client=client, aim=aim, campaign_id=campaign_id, **of, **more)


def _place_form(
    client: Client, post: Post | None, data: Any, aim: AimForm, key: str = ""
) -> PlaceForm:
    """Offers the campaigns among the choices of the aim; `key` is the one that a new post is begun for."""

    def offers() -> list[Offer]:
        return aim.choices.campaigns

    return PlaceForm(data, client=client, post=post, offers=offers, campaign_key=key)


def _usual(client: Client, data: Any, day: date | None, series_id: UUID | None) -> Aim:
    """What is proposed for an empty form, beside the usual audience; a form that was sent says for itself."""
    if data is not None:
        return Aim()
    return usual_cause(client=client, on=day, series_id=series_id)


def with_files(
    request: HttpRequest, client: Client, *, language: str = ""
) -> tuple[QueryDict, list[str]]:
    """What was posted, with the pictures arranged and the new ones among them; and why files were refused.

    `language` is the post's, where there is one already.
    """
    taken = take(request, client)
    deed = request.POST.get("deed", "")
    data = arranged(request.POST, deed=deed, added=taken.assets)
    if deed.startswith(THREADING):
        form = new_form(request, client, data)
        data = threaded(data, deed=deed, chosen=_chosen(form))
    elif deed.startswith(FIXING):
        data = fixed(data, deed=deed)
    elif deed.startswith(SETTLING):
        data = settled(data, deed=deed)
    elif deed.startswith(TONING):
        form = new_form(request, client, data)
        data = put_right(client, form, data, deed=deed, language=language or client.language)
    return data, taken.refused


def _chosen(form: EditorForm) -> list[tuple[Limits, str, str]]:
    """Limits, spoiler and link of each channel that is ticked."""
    on = [each for each in form.channel_forms if each["is_on"].value()]
    post = form.post_now
    typed = linking.typed_links(post, [(each.channel, form.own_of(each).link) for each in on])
    links = linking.links_in_editor(post, typed, pillar=form.aim.pillar_now)
    return [
        (each.limits, str(each["spoiler"].value() or ""), links[each.channel.pk]) for each in on
    ]


def pictures_form(
    request: HttpRequest, client: Client, post: Post | None, data: QueryDict | None
) -> PicturesForm:
    """The pictures of the editor, from the post or from what was posted."""
    return PicturesForm(data, client=client, member=member_of(request), post=post)


def is_arranging(request: HttpRequest) -> bool:
    """Whether the button only arranges pictures or parts: nothing is saved by it."""
    deeds = (ARRANGING, THREADING, FIXING, SETTLING, TONING)
    return request.POST.get("deed", "").startswith(deeds)


def arranging(
    request: HttpRequest,
    client: Client,
    form: EditorForm,
    refused: list[str],
    post: Post | None = None,
) -> HttpResponse:
    """The page again after pictures were moved, or with the reasons why files were refused; nothing is saved."""
    form.be_quiet()
    status = 422 if refused else 200
    return editor_page(request, client, form, post=post, refused=refused, status=status)


def channels_of(
    request: HttpRequest, client: Client, post: Post | None
) -> list[tuple[Channel, Limits, Version | None]]:
    """The client's connected channels, and those the post is for already, each with what the post has there."""
    channels = _channels(member=member_of(request), client=client, post=post)
    for channel in channels:
        channel.client = client
    return [
        (each, connecting.limits_of(each), getattr(each, "version_of_post", None))
        for each in sorted(channels, key=by_part)
    ]


@prepared()
def _channels(*, member: Member, client: Client, post: Post | None) -> QuerySet[Channel]:
    found = Channel.objects.visible_to(member).filter(client=client)
    if post is None:
        return found.filter(disconnected_at=None)
    mine = FilteredRelation("versions", condition=Q(versions__post=post))
    is_on = Q(disconnected_at=None) | Q(version_of_post__isnull=False)
    found = found.annotate(version_of_post=mine).filter(is_on)
    return found.select_related("version_of_post")  # type: ignore[misc]  # stubs lack it


def editor_page(
    request: HttpRequest,
    client: Client,
    form: EditorForm,
    *,
    post: Post | None = None,
    conflict: dict[str, Any] | None = None,
    refused: Sequence[str] = (),
    kept: Kept | None = None,
    status: int = 200,
) -> HttpResponse:
    """The editor: of a new post, or of `post`; with both texts when somebody saved meanwhile (`conflict`)."""
    now = now_of(request)
    shown = shown_context(client, form, post, member=member_of(request), now=now, kept=kept)
    context = {
        "client": client,
        "post": post,
        "form": form,
        **shown,
        "parts": parts_context(form, shown["channels"]),
        **additions_context(form),
        "conflict": conflict,
        "refused": refused,
        **visual_context(request, client, form, shown["channels"]),
        **_saving(client, post, now, has_conflict=conflict is not None),
        "planned_at": instant_of(post.wall_at, post.time_zone, post.fold)
        if post and post.wall_at
        else None,
        "repeats": (repeats := going_on_with(post) if post else None),
        "repeats_words": repeats and in_words(repeats.pattern, repeats.clock),
        "may_schedule": may_here(request, Capability.SCHEDULE_POSTS),
        "asks_first": "day" in form.fields and asks_first(client, post),
        "may_connect": may_here(request, Capability.CONNECT_CHANNELS),
        "stands": look_of(post) if post else None,
        "wish": review_queue.wish_to_meet(post) if post else None,
    }
    return render(request, "editorial/editor.html", context, status=status)


def asks_first(client: Client, post: Post | None) -> bool:
    """Whether somebody has to say yes before this can be scheduled: then the editor leads there, not to a refusal."""
    return client.approval != Approval.NONE and (post is None or post.stage != PostStage.APPROVED)


def _saving(
    client: Client, post: Post | None, now: datetime, *, has_conflict: bool
) -> dict[str, Any]:
    """Whether the editor saves by itself, and what it says about that."""
    if post is None:
        return {
            "saved_words": "",
            "unsaved_sentence": "",
            "unsaved_words": unsaved_words(None, asked=[], yes_of=[]) if has_conflict else "",
        }
    why = why_unsaved(post)
    names = review_queue.decide_again(post) if why in NAME_WHO else []
    yes_of = getattr(post, "approved_by", None) or []
    return {
        "saved_words": saved_words(post.edited_at, client.time_zone, now=now),
        "unsaved_sentence": unsaved_sentence(why, names) if why else "",
        "unsaved_words": unsaved_words(why, asked=names, yes_of=yes_of)
        if why or has_conflict
        else "",
    }
