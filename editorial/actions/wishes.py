"""What the agency does with a wish of the client: takes the text it suggests, answers it for the client to read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from editorial.actions import review_mail
from editorial.actions.drafting import edit_post
from editorial.actions.reviewing import ReviewRefusedError, hold, record
from editorial.actions.rewording import NewWords, reworded
from editorial.lifecycle import ReviewStep
from editorial.models import Post, Review
from editorial.suggested import ALL
from people.models import Member


@transaction.atomic
def use_suggested(*, review: Review, member: Member, edit_number: int, now: datetime) -> Post:
    """The post says what the client suggested, saved onto the state `edit_number` as any edit is.

    Raises EditConflictError when somebody saved since, BeingSentError, ReviewRefusedError without a suggestion.
    """
    held, post = hold(review.pk)
    if not held.suggested or not held.is_wish:
        raise ReviewRefusedError(_("The client suggests no text here."))
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


@transaction.atomic
def answer_wish(*, review: Review, member: Member, words: str, now: datetime) -> Review:
    """Answers, once, what the client asked to change: it stands on the client's page, and goes to who asked by mail.

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
    review_mail.mail_answer(review=held, now=now)
    return held
