"""Approvals: the queue, and the acts on one post's reviews. Looking changes nothing; every act is a POST."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, clients_where_may, may_here
from clients.models import Client
from editorial import when
from editorial.actions import answering, asking, putting_back
from editorial.actions.answering import Voice
from editorial.actions.drafting import content_of
from editorial.actions.putting_back import Before
from editorial.actions.reviewing import ReviewRefusedError
from editorial.forms.reviews import AskForm, DecideForm, VoiceForm
from editorial.lifecycle import ReviewDecision, ReviewStep
from editorial.models import Post, Review
from editorial.queries import review_queue
from editorial.views.deciding import back_to, put_back, url_of, was_before
from editorial.views.reading import post_or_404
from people.access import LackingError, member_of, requires_member
from people.clock import database_now
from people.models import Member
from people.roles import Capability

# What taking an act back needs, beside seeing the post.
WRITE = (Capability.WRITE_POSTS,)
REVIEW = (Capability.REVIEW_POSTS,)


@require_GET
@requires_member
def all_approvals(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, of all the clients the member sees."""
    return _queue_page(request, None)


@require_GET
@requires_member
def approvals(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a decision, of one client."""
    return _queue_page(request, client_or_404(request, slug, Capability.VIEW_CLIENT))


def _queue_page(request: HttpRequest, client: Client | None) -> HttpResponse:
    member = member_of(request)
    now = database_now()
    context = {
        "client": client,
        "queue": review_queue.queue(member=member, client=client, now=now),
        "now": now,
        "with_money": set(
            clients_where_may(member=member, capability=Capability.MANAGE_MONEY)
            .order_by()
            .values_list("pk", flat=True)
        ),
    }
    return render(request, "editorial/review_queue.html", context)


@require_POST
@requires_member
def ask_review(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Ask colleagues to look at the post."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    form = AskForm(request.POST)
    form.is_valid()
    try:
        with transaction.atomic():
            now = database_now()
            was = putting_back.before(post=post, now=now)
            asking.ask_review(
                post=post,
                member=member_of(request),
                message=form.cleaned_data.get("message", ""),
                now=now,
            )
    except ReviewRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("Colleagues who approve have been asked.")
        messages.success(request, words, extra_tags=_back(client, post, was, WRITE))
    return redirect(url_of(client, post))


@require_POST
@requires_member
def ask_client(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Ask the client's approvers by mail."""
    client = client_or_404(request, slug, Capability.REVIEW_POSTS)
    post = post_or_404(request, client, public_id)
    form = AskForm(request.POST)
    form.is_valid()
    try:
        with transaction.atomic():
            now = database_now()
            was = putting_back.before(post=post, now=now)
            _review, contacts = asking.ask_client(
                post=post,
                member=member_of(request),
                message=form.cleaned_data.get("message", ""),
                due_at=form.due_at(client),
                now=now,
            )
    except ReviewRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        names = ", ".join(contact.name for contact in contacts)
        words = _("The e-mail leaves in 10 seconds: %(names)s.") % {"names": names}
        messages.success(request, words, extra_tags=_back(client, post, was, REVIEW))
    return redirect(url_of(client, post))


@require_POST
@requires_member
def decide(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A colleague approves, or asks for changes, of the revision the form names."""
    client = client_or_404(request, slug, Capability.REVIEW_POSTS)
    post = post_or_404(request, client, public_id)
    review = _latest(post, ReviewStep.INTERNAL)
    form = DecideForm(request.POST)
    if review is None:
        messages.error(request, _("Nobody is being waited for."))
    elif not form.is_valid():
        messages.error(request, " ".join(str(s) for each in form.errors.values() for s in each))
    else:
        try:
            was = _decide(member_of(request), post, review, form)
        except ReviewRefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            words = _said(form.cleaned_data["decision"])
            messages.success(request, words, extra_tags=_back(client, post, was, REVIEW))
    return redirect(url_of(client, post))


@transaction.atomic
def _decide(member: Member, post: Post, review: Review, form: DecideForm) -> Before:
    now = database_now()
    was = putting_back.before(post=post, now=now)
    answering.decide_in_agency(
        review=review,
        member=member,
        decision=ReviewDecision(form.cleaned_data["decision"]),
        seen=form.cleaned_data["seen"],
        note=form.cleaned_data["note"],
        now=now,
    )
    return was


def _back(
    client: Client, post: Post, was: Before, needs: tuple[Capability, ...], **more: tuple[int, ...]
) -> str:
    """The toast's way back from a question or an answer."""
    return back_to(client, post, was, "editorial:review_put_back", needs=needs, **more)


@require_POST
@requires_member
def put_back_review(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take back what was just asked, withdrawn or decided: the post stands as it stood."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    if was := was_before(request, post):
        return put_back(request, client, post, was)
    messages.info(request, _("It is too late to take that back. Here is how the post stands."))
    return redirect(url_of(client, post))


def _said(decision: str) -> str:
    if decision == ReviewDecision.APPROVED:
        return _("Approved.")
    return _("Changes requested: the author has been told.")


@require_http_methods(["GET", "POST"])
@requires_member
def voice(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Write down what the client said: who, when, how."""
    client = client_or_404(request, slug, Capability.REVIEW_POSTS)
    post = post_or_404(request, client, public_id)
    review = _latest(post, ReviewStep.CLIENT)
    if review is None:
        messages.error(request, _("Nobody is being waited for."))
        return redirect(url_of(client, post))
    now = database_now()
    initial = {
        "said": when.wall_of(now, client.time_zone),
        "seen": review.revision.content_hash,
    }
    form = VoiceForm(
        request.POST if request.method == "POST" else None, client=client, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            was = _record(request, post, review, form)
            words = _("Written down, with who, when and how.")
            messages.success(request, words, extra_tags=_back(client, post, was, REVIEW))
            return redirect(url_of(client, post))
        except ReviewRefusedError as refusal:
            place = {"said_at": "said"}.get(refusal.field, refusal.field)
            form.add_error(place if place in form.fields else None, str(refusal))
    context = {"client": client, "post": post, "review": review, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "editorial/review_voice.html", context, status=status)


@transaction.atomic
def _record(request: HttpRequest, post: Post, review: Review, form: VoiceForm) -> Before:
    now = database_now()
    was = putting_back.before(post=post, now=now)
    said = Voice(
        contact=form.cleaned_data["contact"],
        said_at=form.said_at() or now,
        said_how=form.cleaned_data["said_how"],
    )
    answering.record_voice(
        review=review,
        member=member_of(request),
        voice=said,
        decision=ReviewDecision(form.cleaned_data["decision"]),
        seen=form.cleaned_data["seen"],
        note=form.cleaned_data["note"],
        now=now,
    )
    return was


@require_POST
@requires_member
def remind(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Write to the client again."""
    client = client_or_404(request, slug, Capability.REVIEW_POSTS)
    post = post_or_404(request, client, public_id)
    review = _latest(post, ReviewStep.CLIENT)
    try:
        if review is None:
            raise ReviewRefusedError(_("Nobody is being waited for."))
        contacts = asking.remind(review=review, member=member_of(request), now=database_now())
    except ReviewRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        names = ", ".join(contact.name for contact in contacts)
        messages.success(request, _("Reminded by e-mail: %(names)s.") % {"names": names})
    return redirect(url_of(client, post))


@require_POST
@requires_member
def withdraw(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take the question back; the post is a draft again."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    review = post.reviews.open().first()
    if review is not None:
        is_theirs = review.step == ReviewStep.CLIENT
        if is_theirs and not may_here(request, Capability.REVIEW_POSTS):
            raise LackingError(Capability.REVIEW_POSTS)
        with transaction.atomic():
            now = database_now()
            was = putting_back.before(post=post, now=now)
            unmailed = asking.withdraw(review=review, member=member_of(request), now=now)
        words = _("Taken back: nobody is asked any more.")
        if unmailed.contacts:
            words = f"{words} {_('The e-mail to the client did not leave.')}"
        needs = REVIEW if is_theirs else WRITE
        # What left is read by now: only who was not told is asked anew by the way back.
        people = unmailed.contacts if is_theirs else unmailed.colleagues
        unsaid = (review.pk,) if people or not is_theirs else ()
        back = _back(client, post, was, needs, unsaid=unsaid, unmailed=people)
        messages.success(request, words, extra_tags=back)
    return redirect(url_of(client, post))


def voided_words(post: Post, voided: Sequence[Review]) -> str:
    """What an edit took back, and who must decide again."""
    sentences = [_("Saved.")]
    for review in voided:
        n = review.revision.number
        if review.decision:
            sentence = _("%(who)s had approved revision %(n)s: this no longer counts.")
            sentences.append(sentence % {"who": review.decided_name, "n": n})
        else:
            sentence = _("The question about revision %(n)s was taken back.")
            sentences.append(sentence % {"n": n})
    standing = review_queue.standing(post=post, content=lambda: content_of(post))
    if names := ", ".join(standing.decides_again):
        sentences.append(_("Must decide again: %(names)s.") % {"names": names})
    return " ".join(sentences)


def _latest(post: Post, step: ReviewStep) -> Review | None:
    """The last question of a step, also when it was settled meanwhile: the action says by whom."""
    found: Any = post.reviews.filter(step=step).select_related("revision").first()
    return found
