"""Campaigns: begun, changed, ended; which posts are in one and which goes first; what their links carry."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from clients.actions.links import set_scheme
from clients.models import Client
from editorial.actions import campaigns, drafting, scheduling
from editorial.actions.campaigns import CampaignFacts, CampaignRefusedError
from editorial.actions.copying import copy_post
from editorial.actions.drafting import Additions, VersionInput
from editorial.actions.placing import Place, PlaceRefusedError
from editorial.lifecycle import DeliveryState
from editorial.models import Campaign, Post
from people.clock import database_now
from people.models import Member
from tests import make, make_posts

pytestmark = pytest.mark.django_db
LINK = "https://trecorvi.example/visite"


@pytest.fixture
def owner() -> Member:
    return make.agency()


@pytest.fixture
def trecorvi(owner) -> Client:
    return make.client(owner)


def _facts(campaign: Campaign, **other) -> CampaignFacts:
    names = ("name", "word", "starts_on", "ends_on", "says", "goal")
    return CampaignFacts(**{name: getattr(campaign, name) for name in names} | other)


def _force(post: Post, **values) -> None:
    Post.objects.filter(pk=post.pk).update(**values)
    connection.check_constraints()


def _links(post: Post) -> set[str]:
    return {each["link"] for each in drafting.content_of(post)["versions"].values()}


def test_two_campaigns_of_a_client_share_neither_name_nor_word(owner, trecorvi) -> None:
    first = make_posts.campaign(owner, trecorvi, "Porte aperte")
    with pytest.raises(CampaignRefusedError) as same_name:
        make_posts.campaign(owner, trecorvi, "Porte aperte", word="altra")
    with pytest.raises(CampaignRefusedError) as same_word:
        make_posts.campaign(owner, trecorvi, "Cantine aperte", word=first.word)

    assert (same_name.value.field, same_word.value.field) == ("name", "word")
    assert make_posts.campaign(owner, make.client(owner, "Lanterne"), "Porte aperte").pk


def test_days_come_in_their_order_for_the_database_too(owner, trecorvi) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    wrong = campaign.starts_on - timedelta(days=1)
    with pytest.raises(CampaignRefusedError):
        campaigns.change_campaign(
            by=owner, campaign=campaign, facts=_facts(campaign, ends_on=wrong), now=make.NOW
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(ends_on=wrong)


def test_what_goes_first_is_a_post_of_the_same_campaign_and_never_itself(owner, trecorvi) -> None:
    one, other = make_posts.campaign(owner, trecorvi), make_posts.campaign(owner, trecorvi, "Altra")
    inside = make_posts.written(owner, trecorvi, place=Place(one))
    outside = make_posts.written(owner, trecorvi, place=Place(other))
    loose = make_posts.written(owner, trecorvi)
    for after in (outside, loose, inside):
        with pytest.raises(PlaceRefusedError):
            campaigns.put_in(by=owner, post=inside, campaign=one, after=after, now=make.NOW)
    # Nor by a way around the actions: the database refuses it.
    for after in (outside, loose, inside):
        with pytest.raises(IntegrityError), transaction.atomic():
            _force(inside, after=after)
    lanterne = make.client(owner, "Lanterne")
    with pytest.raises(PlaceRefusedError):
        make_posts.written(owner, lanterne, place=Place(one))
    theirs = make_posts.campaign(owner, lanterne)
    with pytest.raises(IntegrityError), transaction.atomic():
        _force(loose, campaign=theirs)


def test_the_order_of_posts_makes_no_circle(owner, trecorvi) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    first = make_posts.written(owner, trecorvi, "Primo", place=Place(campaign))
    second = make_posts.written(owner, trecorvi, "Secondo", place=Place(campaign, first))
    third = make_posts.written(owner, trecorvi, "Terzo", place=Place(campaign, second))

    with pytest.raises(PlaceRefusedError, match="Terzo"):
        campaigns.put_in(by=owner, post=first, campaign=campaign, after=third, now=make.NOW)
    campaigns.put_in(by=owner, post=second, campaign=campaign, after=None, now=make.NOW)
    campaigns.put_in(by=owner, post=first, campaign=campaign, after=third, now=make.NOW)
    first.refresh_from_db()
    assert first.after == third


def test_what_goes_after_a_post_that_is_taken_out_goes_after_none(owner, trecorvi) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    first = make_posts.written(owner, trecorvi, place=Place(campaign))
    second = make_posts.written(owner, trecorvi, place=Place(campaign, first))

    campaigns.take_out(by=owner, post=first, now=make.NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.campaign, second.campaign, second.after) == (None, campaign, None)
    # Back again, as it stood.
    campaigns.put_in(by=owner, post=first, campaign=campaign, now=make.NOW)
    first.refresh_from_db()
    campaigns.put_in(by=owner, post=second, campaign=campaign, after=first, now=make.NOW)
    second.refresh_from_db()
    assert second.after == first


def test_links_carry_the_posts_own_word_then_the_campaigns_then_the_usual_one(
    owner, trecorvi
) -> None:
    set_scheme(
        by=owner, client=trecorvi, source="{network}", medium="social", campaign="{campaign}",
        usual_campaign="solita", words={}, is_short=False, now=make.NOW,
    )  # fmt: skip
    channel = make.channel(trecorvi)
    campaign = make_posts.campaign(owner, trecorvi)
    on = [VersionInput(channel)]

    def word(own: str, place: Place) -> str:
        made = make_posts.written(
            owner, trecorvi, versions=on, place=place, additions=Additions(link=LINK, utm_campaign=own)
        )  # fmt: skip
        (link,) = _links(made)
        return link.rpartition("utm_campaign=")[2]

    assert word("mia", Place(campaign)) == "mia"
    assert word("", Place(campaign)) == "porte-aperte"
    # The composer writes the usual word into the field: nobody chose it.
    assert word("solita", Place(campaign)) == "porte-aperte"
    assert word("", Place()) == "solita"


def test_a_short_link_leads_where_the_campaign_says(owner, trecorvi) -> None:
    channel, campaign = make.channel(trecorvi), make_posts.campaign(owner, trecorvi)
    post = make_posts.written(
        owner, trecorvi, versions=[VersionInput(channel)], additions=Additions(link=LINK, is_link_short=True)
    )  # fmt: skip
    campaigns.put_in(by=owner, post=post, campaign=campaign, now=make.NOW)
    assert post.short_links.get().target.endswith("utm_campaign=porte-aperte")
    changed = campaigns.change_campaign(
        by=owner, campaign=campaign, facts=_facts(campaign, word="porte"), now=make.NOW
    )
    assert changed.word == "porte"
    assert post.short_links.get().target.endswith("utm_campaign=porte")


def test_what_was_agreed_with_another_link_is_agreed_anew_and_what_has_none_stays(
    owner, trecorvi
) -> None:
    channel, campaign = make.channel(trecorvi), make_posts.campaign(owner, trecorvi)
    linked = make_posts.written(
        owner, trecorvi, versions=[VersionInput(channel)], additions=Additions(link=LINK)
    )
    scheduling.schedule(
        post=linked, member=owner, wall_at=datetime(2027, 1, 8, 18), fold=0, now=database_now()
    )
    plain = make_posts.scheduled(owner, channel, text="Altre parole").post

    assert campaigns.put_in(by=owner, post=linked, campaign=campaign, now=database_now())
    assert not campaigns.put_in(by=owner, post=plain, campaign=campaign, now=database_now())
    assert linked.deliveries.get().state == DeliveryState.BLOCKED
    assert plain.deliveries.get().state == DeliveryState.SCHEDULED


def test_a_word_that_is_out_stays(owner, trecorvi) -> None:
    channel, campaign = make.channel(trecorvi), make_posts.campaign(owner, trecorvi)
    post = make_posts.scheduled(owner, channel).post
    campaigns.put_in(by=owner, post=post, campaign=campaign, now=database_now())

    with pytest.raises(CampaignRefusedError) as refused:
        campaigns.change_campaign(
            by=owner, campaign=campaign, facts=_facts(campaign, word="altra"), now=make.NOW
        )
    assert refused.value.field == "word"
    again = _facts(campaign, name="Porte aperte in vigna")
    assert campaigns.change_campaign(by=owner, campaign=campaign, facts=again, now=make.NOW)


def test_a_campaign_that_is_ended_keeps_its_posts_and_is_taken_up_again(owner, trecorvi) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    post = make_posts.written(owner, trecorvi, place=Place(campaign))
    today = trecorvi.today(database_now())

    campaigns.end_campaign(by=owner, campaign=campaign, now=make.NOW)
    assert not Campaign.objects.going_on(today).exists()
    post.refresh_from_db()
    assert post.campaign == campaign
    campaigns.take_up_again(by=owner, campaign=campaign, now=make.NOW)
    assert Campaign.objects.going_on(today).get() == campaign


def test_a_copy_is_in_the_campaign_and_goes_after_none(owner, trecorvi) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    first = make_posts.written(owner, trecorvi, place=Place(campaign))
    second = make_posts.written(owner, trecorvi, place=Place(campaign, first))

    copied = copy_post(post=second, member=owner, now=make.NOW)
    assert (copied.campaign, copied.after) == (campaign, None)


def test_an_edit_that_says_nothing_of_it_leaves_the_campaign(owner, trecorvi) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    post = make_posts.written(owner, trecorvi, place=Place(campaign))
    saved = drafting.edit_post(
        post=post, member=owner, edit_number=1, text="Altro", versions=(), now=make.NOW
    )
    assert saved.campaign == campaign
