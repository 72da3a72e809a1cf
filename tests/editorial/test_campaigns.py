"""Campaigns: begun, changed, ended; which posts are in one and which goes first; what their links carry; the table of one."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.actions.links import set_scheme
from clients.models import Client
from editorial.actions import campaigns, drafting, releasing, scheduling
from editorial.actions.campaigns import CampaignFacts, CampaignRefusedError
from editorial.actions.copying import copy_post
from editorial.actions.drafting import Additions, VersionInput
from editorial.actions.placing import Place, PlaceRefusedError
from editorial.lifecycle import DeliveryState, PostStage
from editorial.models import Campaign, Post
from people.clock import database_now
from people.models import Member
from people.roles import Role
from tests import make, make_posts
from tests.cast import CANARY

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


def _post(by: Member, client: Client, text: str = "Si apre la porta", **more) -> Post:
    return drafting.create_post(
        member=by, client=client, text=text, versions=more.pop("versions", ()), now=make.NOW, **more
    )


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
    inside = _post(owner, trecorvi, place=Place(one))
    outside = _post(owner, trecorvi, place=Place(other))
    loose = _post(owner, trecorvi)
    for after in (outside, loose, inside):
        with pytest.raises(PlaceRefusedError):
            campaigns.put_in(by=owner, post=inside, campaign=one, after=after, now=make.NOW)
    # Nor by a way around the actions: the database refuses it.
    for after in (outside, loose, inside):
        with pytest.raises(IntegrityError), transaction.atomic():
            _force(inside, after=after)
    lanterne = make.client(owner, "Lanterne")
    with pytest.raises(PlaceRefusedError):
        _post(owner, lanterne, place=Place(one))
    theirs = make_posts.campaign(owner, lanterne)
    with pytest.raises(IntegrityError), transaction.atomic():
        _force(loose, campaign=theirs)


def test_the_order_of_posts_makes_no_circle(owner, trecorvi) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    first = _post(owner, trecorvi, "Primo", place=Place(campaign))
    second = _post(owner, trecorvi, "Secondo", place=Place(campaign, first))
    third = _post(owner, trecorvi, "Terzo", place=Place(campaign, second))

    with pytest.raises(PlaceRefusedError, match="Terzo"):
        campaigns.put_in(by=owner, post=first, campaign=campaign, after=third, now=make.NOW)
    campaigns.put_in(by=owner, post=second, campaign=campaign, after=None, now=make.NOW)
    campaigns.put_in(by=owner, post=first, campaign=campaign, after=third, now=make.NOW)
    first.refresh_from_db()
    assert first.after == third


def test_what_goes_after_a_post_that_is_taken_out_goes_after_none(owner, trecorvi) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    first = _post(owner, trecorvi, place=Place(campaign))
    second = _post(owner, trecorvi, place=Place(campaign, first))

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
        made = _post(
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
    post = _post(
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
    linked = _post(
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
    post = _post(owner, trecorvi, place=Place(campaign))
    today = trecorvi.today(database_now())

    campaigns.end_campaign(by=owner, campaign=campaign, now=make.NOW)
    assert not Campaign.objects.going_on(today).exists()
    post.refresh_from_db()
    assert post.campaign == campaign
    campaigns.take_up_again(by=owner, campaign=campaign, now=make.NOW)
    assert Campaign.objects.going_on(today).get() == campaign


def test_a_copy_is_in_the_campaign_and_goes_after_none(owner, trecorvi) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    first = _post(owner, trecorvi, place=Place(campaign))
    second = _post(owner, trecorvi, place=Place(campaign, first))

    copied = copy_post(post=second, member=owner, now=make.NOW)
    assert (copied.campaign, copied.after) == (campaign, None)


def test_an_edit_that_says_nothing_of_it_leaves_the_campaign(owner, trecorvi) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    post = _post(owner, trecorvi, place=Place(campaign))
    saved = drafting.edit_post(
        post=post, member=owner, edit_number=1, text="Altro", versions=(), now=make.NOW
    )
    assert saved.campaign == campaign


# The screens


def _page(browser, campaign: Campaign) -> str:
    where = reverse("analytics:campaign", args=[campaign.client.slug, campaign.public_id])
    return html.unescape(browser.get(where).content.decode())


def test_the_list_is_empty_then_begins_one_and_keeps_what_was_typed(
    owner, trecorvi, sign_in
) -> None:
    browser = sign_in(owner)
    url = reverse("editorial:campaigns", args=[trecorvi.slug])
    assert "No campaign yet" in browser.get(url).content.decode()

    new = reverse("editorial:campaign_new", args=[trecorvi.slug])
    typed = {"name": "Porte aperte", "starts_on": "2026-12-20", "ends_on": "2026-12-01"}
    wrong = browser.post(new, typed)
    assert wrong.status_code == 422
    assert "The last day comes before the first." in wrong.content.decode()
    assert 'value="Porte aperte"' in wrong.content.decode()
    made = browser.post(new, typed | {"starts_on": "2026-12-01", "ends_on": "2026-12-20"})
    campaign = Campaign.objects.get(client=trecorvi)
    assert made["location"] == reverse(
        "analytics:campaign", args=[trecorvi.slug, campaign.public_id]
    )
    assert campaign.word == "porte-aperte"
    assert "Porte aperte" in browser.get(url).content.decode()


def test_the_table_says_where_each_message_goes_and_what_goes_first(
    owner, trecorvi, sign_in
) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    one, other = make.channel(trecorvi, handle="@uno"), make.channel(trecorvi, handle="@due")
    make.channel(trecorvi, handle="@tre")
    first = _post(
        owner, trecorvi, "Prima questo", versions=[VersionInput(one), VersionInput(other)],
        wall_at=datetime(2027, 1, 5, 18), place=Place(campaign),
    )  # fmt: skip
    _post(
        owner, trecorvi, "Poi quello", versions=[VersionInput(one)],
        wall_at=datetime(2027, 1, 8, 18), place=Place(campaign, first),
    )  # fmt: skip
    page = _page(sign_in(owner), campaign)

    heads = re.search(r"<thead.*?</thead>", page, re.S)[0]
    assert "@uno" in heads
    assert "@due" in heads
    assert "@tre" not in heads
    rows = re.findall(r'<tr role="row">\s*<th role="rowheader".*?</tr>', page, re.S)
    assert ["Prima questo" in rows[0], "not here" in rows[0]] == [True, False]
    assert ["Poi quello" in rows[1], "not here" in rows[1]] == [True, True]
    assert "after “Prima questo”" in rows[1]
    assert "18:00" in rows[0]
    assert "Draft" in rows[0]
    assert "not in its order" not in page


@pytest.mark.parametrize(
    ("wall_at", "stage", "state", "says"),
    [
        (datetime(2027, 1, 9, 18), PostStage.DRAFT, "", "It leaves on 8 January at 18:00, and “Prima”, which goes first, only on 9 January at 18:00."),
        (None, PostStage.DRAFT, "", "“Prima”, which goes first, has no time yet."),
        (datetime(2027, 1, 7, 18), PostStage.ARCHIVED, "", "“Prima”, which goes first, is in the archive."),
        (datetime(2027, 1, 7, 18), PostStage.DRAFT, "missed", "“Prima”, which goes first, did not go out."),
        (datetime(2027, 1, 7, 18), PostStage.DRAFT, "blocked", "“Prima”, which goes first, is on hold."),
        (datetime(2027, 1, 7, 18), PostStage.DRAFT, "scheduled", ""),
    ],
)  # fmt: skip
def test_a_post_that_leaves_before_what_goes_first_is_told_with_a_way_to_mend_it(
    owner, trecorvi, sign_in, wall_at, stage, state, says
) -> None:
    campaign, channel = make_posts.campaign(owner, trecorvi), make.channel(trecorvi)
    if state:
        first = make_posts.scheduled(owner, channel, text="Prima").post
        first.deliveries.update(state=state, reason="edited" if state == "blocked" else "")
        Post.objects.filter(pk=first.pk).update(campaign=campaign)
    else:
        first = _post(owner, trecorvi, "Prima", place=Place(campaign))
    Post.objects.filter(pk=first.pk).update(stage=stage, wall_at=wall_at)
    first.refresh_from_db()
    _post(owner, trecorvi, "Dopo", wall_at=datetime(2027, 1, 8, 18), place=Place(campaign, first))
    page = _page(sign_in(owner), campaign)

    assert ("not in its order" in page) == bool(says)
    assert says in page
    owner.user.language = "it"
    owner.user.save()
    assert ("non è in ordine" in _page(sign_in(owner), campaign)) == bool(says)


def test_posts_are_put_in_ordered_and_taken_out_on_the_page(owner, trecorvi, sign_in) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    one, two = _post(owner, trecorvi, "Uno"), _post(owner, trecorvi, "Due")
    browser = sign_in(owner)
    door = reverse("editorial:campaign_post", args=[trecorvi.slug, campaign.public_id])
    for each, after in ((one, ""), (two, one.public_id)):
        browser.post(door, {"post": each.public_id, "after": after})
    two.refresh_from_db()
    assert (two.campaign, two.after) == (campaign, one)

    circle = browser.post(door, {"post": one.public_id, "after": two.public_id}, follow=True)
    assert "goes after this post already" in circle.content.decode()
    browser.post(door, {"post": one.public_id, "deed": "out"})
    two.refresh_from_db()
    assert two.after is None
    for wrong in ({"post": "nothing"}, {}):
        assert browser.post(door, wrong).status_code == 404


def test_a_posts_page_says_what_it_goes_after_but_not_what_is_reserved(
    owner, trecorvi, sign_in
) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    first = _post(owner, trecorvi, "Prima la porta", place=Place(campaign))
    then = _post(owner, trecorvi, "Poi la cena", place=Place(campaign, first))
    where = reverse("editorial:post", args=[trecorvi.slug, then.public_id])
    page = sign_in(owner).get(where).content.decode()
    assert f'href="{reverse("editorial:post", args=[trecorvi.slug, first.public_id])}"' in page
    assert "Prima la porta" in page

    soon = (database_now() + timedelta(days=9)).replace(tzinfo=None, second=0, microsecond=0)
    releasing.make_release(
        member=owner, client=trecorvi, name="Sorpresa", posts=[first], wall_at=soon,
        circle=releasing.Circle(is_embargoed=True), now=database_now(),
    )  # fmt: skip
    assert "Prima la porta" in sign_in(owner).get(where).content.decode()
    left_out = make.member(owner, Role.EDITOR, name="Fuori", email="fuori@example.org")
    make.assigned(owner, trecorvi, left_out, Role.EDITOR)
    page = sign_in(left_out).get(where).content.decode()
    assert "Prima la porta" not in page
    assert str(first.public_id) not in page
    assert "a reserved post" in page


def test_a_campaign_is_ended_and_taken_up_again_on_its_page(owner, trecorvi, sign_in) -> None:
    campaign = make_posts.campaign(owner, trecorvi)
    browser = sign_in(owner)
    end = reverse("editorial:campaign_end", args=[trecorvi.slug, campaign.public_id])
    assert "Ended early" in browser.post(end, follow=True).content.decode()
    again = browser.post(end, {"deed": "reopen"}, follow=True)
    assert "Ended early" not in again.content.decode()


def test_the_page_of_a_campaign_asks_the_same_of_ten_posts_as_of_one(
    owner, trecorvi, sign_in
) -> None:
    campaign, channel = make_posts.campaign(owner, trecorvi), make.channel(trecorvi)
    browser = sign_in(owner)
    counts = []
    for n in (1, 9):
        for _each in range(n):
            make_posts.scheduled(owner, channel, text=f"Parole {n} {_each}")
        Post.objects.update(campaign=campaign)
        _page(browser, campaign)
        with CaptureQueriesContext(connection) as asked:
            _page(browser, campaign)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_nobody_reads_the_campaign_of_another_agency(owner, trecorvi, sign_in, rivals) -> None:
    theirs = make_posts.campaign(rivals.eve, rivals.client, f"Campagna {CANARY}")
    browser = sign_in(owner)
    for client in (trecorvi, rivals.client):
        for name in ("analytics:campaign", "editorial:campaign_edit"):
            where = reverse(name, args=[client.slug, theirs.public_id])
            assert browser.get(where).status_code == 404
