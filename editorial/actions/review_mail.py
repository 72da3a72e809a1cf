"""Who hears of a review: the client's people by mail with their own link, colleagues by notice.

Only what the client may read is written here: the words of the post and the message meant for them, never the
title, a note or the internal step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients.actions import access_links
from clients.models import Client, Contact, ContactPart
from clients.queries.team import who_may
from editorial import when
from editorial.actions.circles import contacts_let_in, let_in
from editorial.contents import first_words
from editorial.lifecycle import ReviewDecision, ReviewStep
from editorial.models import Post, Review
from people import cldr, mail
from people.models import Member
from people.notices import Mailing, notify, told_as
from people.notices import unsay as unsay_notices
from people.roles import Capability

# What a member of the agency sends waits so long, and until then can be taken back.
HELD_FOR = timedelta(seconds=10)
_ASKED = "review.asked"


def asked_key(review: Review) -> str:
    """By what all that tells of a question is found again."""
    return f"{_ASKED}:{review.pk}"


def decided_key(review: Review) -> str:
    """The same of its answer."""
    return f"review.decided:{review.pk}"


def approvers_of(post: Post) -> list[Contact]:
    """The contacts whose word counts, whom a mail reaches, and who may know of the post."""
    found = post.client.contacts.filter(part=ContactPart.APPROVER).exclude(email="")
    return contacts_let_in(found.select_related("client__agency"), post)


def has_approvers(client: Client) -> bool:
    """Whether a mail reaches anybody whose word counts."""
    return client.contacts.filter(part=ContactPart.APPROVER).exclude(email="").exists()


def reviewers_of(client: Client) -> list[Member]:
    """Colleagues who may approve this client's posts."""
    return list(who_may(Capability.REVIEW_POSTS, client=client))


def mail_request(
    *, review: Review, contacts: Iterable[Contact], is_reminder: bool, now: datetime
) -> None:
    """Asks each contact by mail, with a personal link to all that waits for them."""
    for contact in contacts:
        with translation.override(contact.language):
            context = {
                "link": access_links.give(contact=contact, now=now),
                "words": _words_aloud(review, now),
                "message": review.message,
                "due": _moment(review.due_at, contact.client) if review.due_at else "",
                "asker": str(review.asked_by),
                "is_reminder": is_reminder,
            }
        access_links.write_mail(
            contact=contact,
            template="review_asked",
            context=context,
            now=now,
            due=now + HELD_FOR,
            about=asked_key(review),
        )


def mail_receipt(*, contact: Contact, reviews: Sequence[Review], now: datetime) -> None:
    """Confirms in writing what was decided, by whom and when; also what a colleague wrote down by voice."""
    if not contact.email or not reviews:
        return
    first = reviews[0]
    with translation.override(contact.language):
        context = {
            "items": [
                {
                    "words": _words_aloud(each, now),
                    "number": each.revision.number,
                    "fingerprint": each.revision.content_hash,
                }
                for each in reviews
            ],
            "is_approval": first.decision == ReviewDecision.APPROVED,
            "note": first.note,
            "has_suggested": bool(first.suggested),
            "at": _moment(first.decided_at or now, contact.client),
            "recorded_by": str(first.decided_by) if first.is_by_voice else "",
            "said_at": _moment(first.said_at, contact.client) if first.said_at else "",
        }
    access_links.write_mail(
        contact=contact,
        template="review_receipt",
        context=context,
        now=now,
        # What a colleague wrote down may be a slip of theirs.
        due=now + HELD_FOR if first.is_by_voice else now,
        about=decided_key(first),
    )


def mail_answer(*, review: Review, now: datetime) -> bool:
    """Brings what the agency answers to whoever asked for the changes, with a way to the page.

    Nothing, and False, where no mail reaches them, the post is kept from them or somebody ended their links.
    """
    contact = review.decided_by_contact
    if contact is None or not contact.email or access_links.was_shut_out(contact):
        return False
    if not contacts_let_in([contact], review.post):
        return False
    with translation.override(contact.language):
        context = {
            "words": _words_aloud(review, now),
            "note": review.note,
            "answer": review.answer,
            "who": str(review.answered_by),
            "link": access_links.give(contact=contact, now=now),
        }
    access_links.write_mail(contact=contact, template="review_answered", context=context, now=now)
    return True


def words_of(review: Review) -> str:
    """How the client knows the post: by its first words."""
    return first_words(review.revision.content)


def _words_aloud(review: Review, now: datetime) -> str:
    """The same in a mail, whose line anybody may see over a shoulder: nothing of what is under embargo."""
    release = review.post.release
    is_secret = release is not None and release.is_secret(now)
    return str(_("a reserved post")) if is_secret else words_of(review)


def _moment(instant: datetime, client: Client) -> str:
    """An instant as the reader of the active language says it, with its place."""
    words = cldr.wall(when.wall_of(instant, client.time_zone), "EEEE d MMMM, HH:mm")
    return f"{words} ({cldr.city(client.time_zone)})"


def ask_anew(*, review: Review, before: int, unmailed: Collection[int], now: datetime) -> None:
    """The question stands again that was taken back as `before`: who was not told of it then is told now.

    A mail goes to those alone whose first did not leave: `unmailed`, ids of contacts or of colleagues as the step has it.
    """
    if review.step == ReviewStep.CLIENT:
        contacts = [each for each in approvers_of(review.post) if each.pk in unmailed]
        is_reminder = review.reminded_at is not None
        mail_request(review=review, contacts=contacts, is_reminder=is_reminder, now=now)
        return
    told = told_as(f"{_ASKED}:{before}", agency_id=review.agency_id)
    heard = set(told.values_list("member_id", flat=True))
    members = [each for each in _asked_colleagues(review) if each.pk not in heard]
    for is_mailed in (True, False):
        some = [each for each in members if (each.pk in unmailed) == is_mailed]
        _tell_reviewers(review, some, now, is_mailed=is_mailed)


def tell_reviewers(*, review: Review, now: datetime) -> None:
    """A notice to everybody who may decide, but the one who asked."""
    _tell_reviewers(review, _asked_colleagues(review), now)


def _asked_colleagues(review: Review) -> list[Member]:
    return [m for m in reviewers_of(review.client) if m.pk != review.asked_by_id]


def _tell_reviewers(
    review: Review, members: Iterable[Member], now: datetime, *, is_mailed: bool = True
) -> None:
    text = format_lazy(
        _("{who} asks for a review: {post}"),
        who=str(review.asked_by),
        post=review.post.name_aloud(now),
    )
    _notify(members, _ASKED, text, review.post, now, asked_key(review), is_mailed=is_mailed)


def tell_team(*, review: Review, now: datetime) -> None:
    """A notice to whoever asked and whoever wrote, but the one who decided."""
    members = {m.pk: m for m in (review.asked_by, review.post.created_by) if m.is_active}
    members.pop(review.decided_by_id or 0, None)
    pattern = (
        _("{who} approved: {post}")
        if review.decision == ReviewDecision.APPROVED
        else _("{who} asks for changes: {post}")
    )
    text = format_lazy(pattern, who=review.decided_name, post=review.post.name_aloud(now))
    _notify(members.values(), "review.decided", text, review.post, now, decided_key(review))


def _notify(
    members: Iterable[Member],
    kind: str,
    text: object,
    post: Post,
    now: datetime,
    once_key: str,
    *,
    is_mailed: bool = True,
) -> None:
    notify(
        members=let_in(members, post),
        kind=kind,
        text=text,  # type: ignore[arg-type]
        url=reverse("editorial:post", args=[post.client.slug, post.public_id]),
        once_key=once_key,
        is_mailed=is_mailed,
        mailing=Mailing(after=HELD_FOR),
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Whose mail did not leave: ids of the client's people, and of colleagues."""

    contacts: tuple[int, ...]
    colleagues: tuple[int, ...]


def unsay(
    *, asked: Iterable[Review], decided: Iterable[Review], agency_id: int, now: datetime
) -> Unsaid:
    """These questions and answers were slips: whoever was not told yet is not told."""
    keys = [*map(asked_key, asked), *map(decided_key, decided)]
    of_colleagues = unsay_notices(keys, agency_id=agency_id, now=now)
    of_contacts = mail.call_off_about(keys, now=now)
    contacts = Contact.objects.filter(agency_id=agency_id, email__in=of_contacts)
    members = Member.objects.filter(agency_id=agency_id, user__email__in=of_colleagues)
    return Unsaid(
        tuple(contacts.values_list("pk", flat=True)), tuple(members.values_list("pk", flat=True))
    )
