"""Beginning, changing and ending a campaign; putting posts into it and saying which goes first."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clients.models import Client, Goal
from editorial.actions import drafting, linking, placing
from editorial.actions.placing import Place
from editorial.lifecycle import DeliveryState, PostStage
from editorial.models import Campaign, Delivery, Post
from people import audit
from people.models import Member

# Nothing hangs on the words of such a post yet.
_OPEN = (PostStage.DRAFT, PostStage.CHANGES_REQUESTED, PostStage.ARCHIVED)


class CampaignRefusedError(Exception):
    """It cannot be so; the text is for the person who tried, `field` is where it belongs."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What a campaign is; `word` is what its links carry, as clients.tagging.slug writes words."""

    name: str
    word: str
    starts_on: date
    ends_on: date
    says: str = ""
    goal: Goal | None = None


def begin_campaign(*, by: Member, client: Client, facts: CampaignFacts, now: datetime) -> Campaign:
    """A new campaign. Raises CampaignRefusedError for a name or a word that another of the client's has."""
    campaign = Campaign(agency_id=client.agency_id, client=client, created_at=now)
    return _keep(campaign, facts, by, "campaign.begun", now)


@transaction.atomic
def change_campaign(
    *, by: Member, campaign: Campaign, facts: CampaignFacts, now: datetime
) -> Campaign:
    """Other words, other days. Raises CampaignRefusedError, also for another word where links carry the first one already."""
    held = Campaign.objects.select_for_update().select_related("client").get(pk=campaign.pk)
    is_other_word = facts.word != held.word
    if is_other_word and is_word_out(held):
        raise CampaignRefusedError(
            _("Posts that are agreed, scheduled or out carry “%(word)s”: it stays, or the site’s statistics would tell of two campaigns.")
            % {"word": held.word},
            field="word",
        )  # fmt: skip
    kept = _keep(held, facts, by, "campaign.changed", now)
    if is_other_word:
        for post in Post.objects.filter(campaign=kept, is_link_short=True):
            linking.renew_short_links(post=post, now=now)
    return kept


def is_word_out(campaign: Campaign) -> bool:
    """Whether somebody has agreed to a post of it already, or it is planned or out: then its word stays."""
    mine = Post.objects.filter(campaign=campaign)
    live = Delivery.objects.filter(post__campaign=campaign).exclude(state=DeliveryState.CANCELLED)
    return mine.exclude(stage__in=_OPEN).exists() or live.exists()


def end_campaign(*, by: Member, campaign: Campaign, now: datetime) -> None:
    """No post is put into it any more. Its posts stay in it and keep its word."""
    _end(campaign, by, now, ended_at=now, verb="campaign.ended")


def take_up_again(*, by: Member, campaign: Campaign, now: datetime) -> None:
    """It goes on until its last day."""
    _end(campaign, by, now, ended_at=None, verb="campaign.reopened")


@transaction.atomic
def _end(
    campaign: Campaign, by: Member, now: datetime, *, ended_at: datetime | None, verb: str
) -> None:
    if (campaign.ended_at is None) == (ended_at is None):
        return
    campaign.ended_at = ended_at
    campaign.save(update_fields=["ended_at"])
    audit.record(actor=by, agency=by.agency, verb=verb, target=campaign, now=now)


def put_in(
    *, by: Member, post: Post, campaign: Campaign, after: Post | None = None, now: datetime
) -> bool:
    """The post is of this campaign, after another of it or after none; see `_move`."""
    return _move(by, post, Place(campaign, after), "post.put_in_campaign", now)


def take_out(*, by: Member, post: Post, now: datetime) -> bool:
    """The post is of no campaign; what went after it goes after none. See `_move`."""
    return _move(by, post, Place(), "post.taken_out_of_campaign", now)


@transaction.atomic
def _move(by: Member, post: Post, place: Place, verb: str, now: datetime) -> bool:
    """Whether its link became another one, so that who agreed or scheduled it has to do so again.

    What is out keeps the link it went out with. Raises PlaceRefusedError, and BeingSentError while it is on its way.
    """
    held = Post.objects.select_for_update().select_related("client").get(pk=post.pk)
    if (held.campaign_id, held.after_id) == (
        place.campaign.pk if place.campaign else None,
        place.after.pk if place.after else None,
    ):
        return False
    was = drafting.content_of(held)
    placing.put(held, place)
    held.edit_number += 1  # who has it open is told instead of putting it back
    is_unsettled = False
    if drafting.content_of(held) != was and not _is_out(held):
        is_unsettled = drafting.why_unsaved(held) is not None
        drafting.unsettle(post=held, member=by, now=now)
    held.save()
    if held.is_link_short:
        linking.renew_short_links(post=held, now=now)
    audit.record(actor=by, agency=by.agency, verb=verb, target=held, now=now)
    return is_unsettled


def _is_out(post: Post) -> bool:
    out = {DeliveryState.PUBLISHED, DeliveryState.ACCEPTED}
    return bool(drafting.states_of(post) & out)


def _keep(
    campaign: Campaign, facts: CampaignFacts, by: Member, verb: str, now: datetime
) -> Campaign:
    if facts.ends_on < facts.starts_on:
        raise CampaignRefusedError(_("The last day comes before the first."), field="ends_on")
    others = Campaign.objects.filter(client_id=campaign.client_id).exclude(pk=campaign.pk)
    for field in fields(facts):
        setattr(campaign, field.name, getattr(facts, field.name))
    try:
        with transaction.atomic():
            campaign.save()
            audit.record(actor=by, agency=by.agency, verb=verb, target=campaign, now=now)
    except IntegrityError:
        if others.filter(name=facts.name).exists():
            words, where = _("The client has a campaign “%(it)s” already."), "name"
        else:
            words, where = _("Another campaign of this client carries “%(it)s” already."), "word"
        raise CampaignRefusedError(words % {"it": getattr(facts, where)}, field=where) from None
    return campaign
