"""Who hears of what is done after publication: those who can act, when it stands still; who approved, when a post goes away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clients.actions import access_links
from editorial.actions import alerts
from editorial.actions.review_mail import words_of
from editorial.actions.telling import who_can_act
from editorial.lifecycle import ReviewDecision
from editorial.models import Amendment, Delivery, Remedy, Review
from editorial.remedies import AmendmentKind, RemedyState
from people.notices import notify

_REMOVAL_BY_HAND = _("it must be removed there by hand")
_CORRECTION_BY_HAND = _("it must be corrected there by hand")
_REMOVAL_STANDS = _("the removal needs you")
_CORRECTION_STANDS = _("the correction needs you")


def tell_it_stands(delivery: Delivery, remedy: Remedy, *, now: datetime) -> None:
    """A notice to whoever may schedule: once for each time one post on one channel comes to stand."""
    is_removal = remedy.amendment.kind == AmendmentKind.REMOVE
    if remedy.state == RemedyState.BY_HAND:
        what = _REMOVAL_BY_HAND if is_removal else _CORRECTION_BY_HAND
    else:
        what = _REMOVAL_STANDS if is_removal else _CORRECTION_STANDS
    members = {member.pk: member for member in who_can_act(delivery.client)}
    if delivery.channel.keeper is not None and delivery.channel.keeper.is_active:
        members[delivery.channel.keeper.pk] = delivery.channel.keeper
    with alerts.aside(f"telling people of remedy {remedy.pk}"):
        notify(
            members=members.values(),
            kind="delivery",
            text=format_lazy(
                "«{post}», {channel}: {what}",
                post=delivery.post.name,
                channel=delivery.channel.handle,
                what=what,
            ),
            url=_url(delivery) + f"#delivery-{delivery.public_id}",
            once_key=f"amendment:{remedy.amendment_id}:{delivery.pk}:{remedy.state}:{remedy.epoch}",
            is_mailed=True,
            now=now,
        )


def tell_who_approved(
    amendment: Amendment, deliveries: Iterable[Delivery], *, now: datetime
) -> None:
    """A removal waits for nobody; who approved the words that go away is told, with the reason that was written."""
    revisions = {delivery.revision_id for delivery in deliveries}
    said = Review.objects.filter(
        post=amendment.post, revision__in=revisions, decision=ReviewDecision.APPROVED
    ).select_related("decided_by__user", "decided_by_contact__client__agency", "revision", "post")
    told: set[tuple[str, int]] = set()
    for review in said:
        contact, member = review.decided_by_contact, review.decided_by
        if contact is not None and ("contact", contact.pk) not in told:
            told.add(("contact", contact.pk))
            if contact.email:
                context = {"words": words_of(review), "why": amendment.why}
                access_links.write_mail(
                    contact=contact, template="post_removed", context=context, now=now
                )
        elif member is not None and member.pk != amendment.asked_by_id and member.is_active:
            notify(
                members=[member],
                kind="delivery",
                text=format_lazy(
                    _("{who} has a post removed that you approved: {post}"),
                    who=str(amendment.asked_by),
                    post=amendment.post.name,
                ),
                url=reverse(
                    "editorial:post", args=[amendment.client.slug, amendment.post.public_id]
                ),
                once_key=f"amendment:{amendment.pk}:approver",
                now=now,
            )


def _url(delivery: Delivery) -> str:
    return reverse("editorial:post", args=[delivery.client.slug, delivery.post.public_id])
