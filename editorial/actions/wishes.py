"""What the agency does with a wish of the client: takes the text it suggests, answers it for the client to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from editorial.actions import review_mail
from editorial.actions.drafting import edit_post
from editorial.actions.reviewing import ReviewRefusedError, hold, record
from editorial.actions.rewording import NewWords, reworded
from editorial.lifecycle import DeliveryState, PostStage, ReviewStep
from editorial.models import Post, Review
from editorial.remedies import AmendmentKind, RemedyState
from editorial.suggested import ALL
from people.models import Member


@transaction.atomic
def use_suggested(*, review: Review, member: Member, edit_number: int, now: datetime) -> Post:
    """The post says what the client suggested, saved onto the state `edit_number` as any edit is.

    Raises EditConflictError when somebody saved since, BeingSentError, ReviewRefusedError without a suggestion, once
    something was asked or decided after it, and where only a correction reaches what is out.
    """
    held, post = hold(review.pk)
    if not held.suggested or not held.is_wish:
        raise ReviewRefusedError(_("The client suggests no text here."))
    is_last = not post.reviews.filter(pk__gt=held.pk).exists()
    if not is_last or post.stage != PostStage.CHANGES_REQUESTED:
        raise ReviewRefusedError(
            _("Somebody was asked or decided since this text was suggested: nothing was changed.")
        )
    if _needs_correcting(post):
        raise ReviewRefusedError(
            _("This post is out already: write the suggested text into a correction.")
        )
    texts = dict(held.suggested)
    words = NewWords(
        text=texts.pop(ALL, post.text), own={int(key): text for key, text in texts.items()}
    )
    every = set(post.versions.values_list("channel_id", flat=True))
    saved = edit_post(
        post=post,
        member=member,
        edit_number=edit_number,
        text=words.text,
        versions=reworded(post, words, every),
        title=post.title,
        wall_at=post.wall_at,
        fold=post.fold,
        now=now,
    )
    record(post, member, "review.suggestion_used", {"by": held.decided_name}, now)
    return saved


def _needs_correcting(post: Post) -> bool:
    """Whether other words reach nobody by an edit: the post is out everywhere, or a correction of it waits for a yes."""
    waits = post.amendments.filter(
        kind=AmendmentKind.CORRECT, withdrawn_at=None, remedies__state=RemedyState.WAITING
    )
    out = post.deliveries.filter(state=DeliveryState.PUBLISHED).values("channel_id").distinct()
    return waits.exists() or 0 < post.versions.count() <= out.count()


@dataclass(frozen=True, slots=True)
class Answered:
    """A wish with its answer, and whether that went to who asked by mail."""

    review: Review
    is_mailed: bool


@transaction.atomic
def answer_wish(*, review: Review, member: Member, words: str, now: datetime) -> Answered:
    """Answers, once, what the client asked to change: it stands on the client's page, and goes by mail to who asked.

    Raises ReviewRefusedError: no words (`field` is "answer"), no wish of the client, answered already.
    """
    held, post = hold(review.pk)
    if held.step != ReviewStep.CLIENT or not held.is_wish:
        raise ReviewRefusedError(_("The client asks for no changes here."))
    if held.answer:
        raise ReviewRefusedError(_("%(who)s has answered already.") % {"who": held.answered_by})
    if not words.strip():
        raise ReviewRefusedError(_("Write the answer first."), field="answer")
    held.answer, held.answered_at, held.answered_by = words.strip(), now, member
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    record(post, member, "review.answered", {"to": held.decided_name}, now)
    return Answered(held, review_mail.mail_answer(review=held, now=now))
