"""To decide: one page with everything that waits, and the POSTs that decide. A GET decides nothing, ever."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from clients.actions import meetings, profile_answers
from clients.actions.profiles import ProfileError
from clients.models import Channel, Offer, Task
from clients.queries.profiles import waiting_for
from clients.words.profiles import said_by
from editorial.actions import answering
from editorial.actions.reviewing import ReviewRefusedError
from editorial.lifecycle import ReviewDecision
from editorial.models import Extra, Review
from editorial.suggested import really_suggested
from editorial.views.serving import answer_with, play
from people.ids import read_id
from portal.access import Visit, with_link
from portal.queries import reading
from portal.queries import to_decide as queries
from portal.queries.figures import owed_by
from portal.queries.people import person_for

MOST_AT_ONCE = 100


@require_safe
@with_link
def decide(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything that waits for the client."""
    return _page(request, visit)


@require_POST
@with_link
def seen(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Somebody moves on a page: the link was opened, and its questions were seen. What only fetches it, as scanners of mail do, never says so."""
    names = request.POST.getlist("review")[:MOST_AT_ONCE]
    _note_seen(visit, [review for raw in names if (review := read_id(raw))])
    return HttpResponse()


def _note_seen(visit: Visit, reviews: list[UUID]) -> None:
    if visit.contact.may_decide:
        answering.note_seen(contact=visit.contact, reviews=reviews, now=visit.now)


def _page(
    request: HttpRequest,
    visit: Visit,
    *,
    alerts: list[str] | None = None,
    wish: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = visit.client.today(visit.now)
    cards = queries.to_decide(contact=visit.contact, token=visit.token, today=today)
    days = [] if cards else reading.coming(contact=visit.contact, now=visit.now)
    context = {
        **visit.context,
        "place": "decide",
        "cards": cards,
        "offers": list(Offer.objects.waiting_for(visit.contact, today)),
        "extras": list(Extra.objects.asked_of(visit.contact).open()),
        "profiles": [(each, said_by(each)) for each in waiting_for(visit.contact)],
        "decided": queries.decided(contact=visit.contact, now=visit.now),
        "next": days[0].items[0] if days else None,
        "alerts": alerts or [],
        "wish": wish,
        "tasks": list(Task.objects.open().theirs(visit.contact)),
        "today": today,
        "person": person_for(visit.client),
        "figures": owed_by(contact=visit.contact, client=visit.client, now=visit.now),
    }
    return render(request, "portal/decide.html", context, status=status)


@require_POST
@with_link
def approve(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Approve one post, in the words that were on the page."""
    return _answer(request, visit, ReviewDecision.APPROVED)


@require_POST
@with_link
def ask_changes(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say what should change in one post."""
    return _answer(request, visit, ReviewDecision.CHANGES)


def _answer(request: HttpRequest, visit: Visit, decision: ReviewDecision) -> HttpResponse:
    note = request.POST.get("note", "").replace("\x00", "")[:2000]
    suggested = _suggested(request) if decision == ReviewDecision.CHANGES else {}
    review = _review(visit, request.POST.get("review", ""))
    if review is not None:
        # Without script this is the first that is heard of a person on the page.
        _note_seen(visit, [review.public_id])
    try:
        if review is None:
            raise ReviewRefusedError(_("This post no longer waits for an answer."))
        answering.decide_by_contact(
            review=review,
            contact=visit.contact,
            decision=decision,
            seen=request.POST.get("seen", ""),
            note=note,
            suggested=suggested,
            came_by=visit.came_by,
            now=visit.now,
        )
    except ReviewRefusedError as refusal:
        is_wish = refusal.field == "note" and review is not None
        wish = {"review": review.pk, "error": str(refusal)} if is_wish and review else None
        written = [note, *_rewritten(review, suggested)]
        alerts = [] if is_wish else [_kept(str(refusal), "\n".join(filter(None, written)))]
        return _page(request, visit, alerts=alerts, wish=wish, status=422 if is_wish else 409)
    if decision == ReviewDecision.APPROVED:
        messages.success(request, _("Approved. A receipt comes by e-mail."))
    else:
        messages.success(request, _("Sent. A receipt comes by e-mail."))
    return redirect("portal:decide", token=visit.token)


def _suggested(request: HttpRequest) -> dict[str, str]:
    """The texts of the form by their names; the one of all channels is "all" there."""
    typed = {
        name.removeprefix("text-"): str(text).replace("\x00", "")
        for name, text in request.POST.items()
        if name.startswith("text-")
    }
    return {("" if name == "all" else name): text for name, text in typed.items()}


def _rewritten(review: Review | None, suggested: dict[str, str]) -> list[str]:
    """Of these texts those that somebody changed."""
    found = really_suggested(review.revision.content, suggested) if review else suggested
    return list(found.values())


def _kept(refusal: str, note: str) -> str:
    """Words somebody wrote are shown again, not lost."""
    if not note:
        return refusal
    written = _("What was written: “%(note)s”") % {"note": note}
    return f"{refusal} {written}"


def _review(visit: Visit, raw: str) -> Review | None:
    """The review of that name, if it is a question to this client."""
    wanted = read_id(raw)
    if wanted is None:
        return None
    found: Review | None = Review.objects.asked_of(visit.contact).filter(public_id=wanted).first()
    return found


@require_POST
@with_link
def task_done(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """A task of the client's side is done. Sent twice it is done once."""
    task = get_object_or_404(Task.objects.theirs(visit.contact), public_id=public_id)
    meetings.settle_task_by_contact(task=task, contact=visit.contact, now=visit.now)
    messages.success(request, _("Done: {task}").format(task=task.text))
    return redirect("portal:decide", token=visit.token)


@require_POST
@with_link
def profile(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """Yes to what a profile should say, or what should change in it; bound to the number of the version that was read."""
    theirs = Channel.objects.connected().filter(client_id=visit.contact.client_id)
    channel = get_object_or_404(theirs, public_id=public_id)
    wish = request.POST.get("wish", "").replace("\x00", "")[:2000]
    number = request.POST.get("number", "")
    read: dict[str, Any] = {
        "contact": visit.contact,
        "channel": channel,
        "number": int(number) if number.isdecimal() else 0,
        "now": visit.now,
    }
    is_yes = request.POST.get("answer") == "yes"
    try:
        if is_yes:
            profile_answers.approve_by_contact(**read)
        else:
            profile_answers.ask_changes(**read, wish=wish)
    except ProfileError as refusal:
        if refusal.field == "wish":
            lacking = {"profile": channel.pk, "error": str(refusal)}
            return _page(request, visit, wish=lacking, status=422)
        return _page(request, visit, alerts=[_kept(str(refusal), wish)], status=409)
    sent = _("Sent to %(agency)s.") % {"agency": visit.client.agency.name}
    messages.success(request, _("Approved: it is kept with name and day.") if is_yes else sent)
    return redirect("portal:decide", token=visit.token)


@require_safe
@with_link
def picture(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponseBase:
    """A picture of a post the client was asked about; with ?film, the video that it is the poster of."""
    is_film = "film" in request.GET
    rendition = queries.picture_file(contact=visit.contact, asset_id=public_id, is_film=is_film)
    if rendition is None:
        raise Http404
    if is_film:
        return play(request, rendition, name=_("video"))
    # The file's own name is the agency's.
    return answer_with(rendition, name=_("picture"))


@require_safe
@with_link
def all_listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The list that one button approves: exactly these, nothing that is added later."""
    cards = queries.to_decide(
        contact=visit.contact, token=visit.token, today=visit.client.today(visit.now)
    )
    if not cards or not visit.contact.may_decide:
        return redirect("portal:decide", token=visit.token)
    context = {**visit.context, "place": "decide", "cards": cards}
    return render(request, "portal/all.html", context)


@require_POST
@with_link
def approve_all(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Approve the posts that were on the list, each in the words that were there."""
    listed = [pair for raw in request.POST.getlist("listed")[:MOST_AT_ONCE] if (pair := _pair(raw))]
    _note_seen(visit, [review for review, _fingerprint in listed])
    batch = answering.approve_listed(
        listed=listed, contact=visit.contact, came_by=visit.came_by, now=visit.now
    )
    n = len(batch.approved)
    if n:
        words = ngettext("%(n)s post approved.", "%(n)s posts approved.", n) % {"n": n}
        receipt = _("A receipt comes by e-mail.")
        messages.success(request, f"{words} {receipt}")
    if batch.refusals:
        return _page(request, visit, alerts=batch.refusals, status=409)
    return redirect("portal:decide", token=visit.token)


def _pair(raw: str) -> tuple[UUID, str] | None:
    name, _colon, seen = raw.partition(":")
    review = read_id(name)
    return (review, seen[:64]) if review else None
