"""Where a post stands among others: the campaign it is in, and the post of that campaign that goes first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from editorial.campaigning import goes_round
from editorial.models import Campaign, Post


@dataclass(frozen=True, slots=True)
class Place:
    """The campaign of a post, and the post of the same campaign that goes first; None for none."""

    campaign: Campaign | None = None
    after: Post | None = None


class PlaceRefusedError(Exception):
    """It cannot stand there; the text is for the person who tried."""


def place_of(post: Post) -> Place:
    """Where it stands; two queries for a post that was fetched without its campaign."""
    return Place(post.campaign, post.after)


def put(post: Post, place: Place) -> None:
    """Writes the place on a post that is about to be saved, inside the caller's transaction.

    Posts that went after it in the campaign that it leaves go after none. Raises PlaceRefusedError: for a post or campaign of
    others, and for an order that goes round in a circle.
    """
    campaign, after = place.campaign, place.after
    if campaign is not None and campaign.client_id != post.client_id:
        raise PlaceRefusedError(_("That campaign is of another client."))
    if after is not None:
        _refuse_unless_before(post, campaign, after)
    is_moved = post.pk is not None and post.campaign_id != (campaign.pk if campaign else None)
    if is_moved:
        Post.objects.filter(after_id=post.pk).update(after=None)
    post.campaign, post.after = campaign, after


def _refuse_unless_before(post: Post, campaign: Campaign | None, after: Post) -> None:
    if campaign is None or after.campaign_id != campaign.pk:
        raise PlaceRefusedError(_("Only a post of the same campaign can go first."))
    # One at a time: two orders that are right each on their own could close a circle together.
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    before = dict(Post.objects.filter(campaign=campaign).values_list("pk", "after_id"))
    if post.pk is not None and goes_round(post.pk, after.pk, before):
        raise PlaceRefusedError(
            _("“%(first)s” goes after this post already: one of the two goes first.")
            % {"first": after.name}
        )
