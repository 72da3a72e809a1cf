"""The composer offers the campaigns that go on, says what goes first, and tells a wrong order without stopping anything."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.actions import campaigns, drafting
from editorial.actions.drafting import Additions, VersionInput
from editorial.actions.placing import Place
from editorial.models import Campaign, Post
from people.clock import database_now
from tests import make, make_posts
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LINK = "https://trecorvi.example/visite"
DAY = date(2027, 1, 8)


def _post(cast: Cast, text: str, place: Place, on: date | None = None, **more) -> Post:
    return drafting.create_post(
        member=cast.bruno, client=cast.client, text=text, versions=[VersionInput(cast.channel)],
        wall_at=datetime.combine(on, time(18)) if on else None, place=place, now=make.NOW, **more,
    )  # fmt: skip


def _edit(cast: Cast, post: Post) -> str:
    return reverse("editorial:edit", args=[cast.client.slug, post.public_id])


def _page(browser, url: str) -> str:
    return html.unescape(browser.get(url).content.decode())


def _form(cast: Cast, post: Post | None = None, **more) -> dict[str, object]:
    ticked = {f"on-{cast.channel.public_id.hex}-is_on": "on"}
    number = {"edit_number": post.edit_number} if post else {}
    return {"text": "Poi quello", "day": "2027-01-08", "clock": "18:00", **ticked, **number, **more}


def test_a_client_without_a_campaign_is_offered_none(cast: Cast, sign_in) -> None:
    over = make_posts.campaign(cast.alice, cast.client, "Vendemmia")
    Campaign.objects.filter(pk=over.pk).update(
        starts_on=over.starts_on - timedelta(days=90), ends_on=over.ends_on - timedelta(days=90)
    )
    browser = sign_in(cast.bruno)
    new = reverse("editorial:new", args=[cast.client.slug])
    assert 'name="in-campaign"' not in _page(browser, new)
    # Who is in one that is over keeps it.
    assert "Vendemmia" in _page(browser, _edit(cast, _post(cast, "Uno", Place(over))))
    campaigns.begin_campaign(
        by=cast.alice, client=cast.client, now=make.NOW,
        facts=campaigns.CampaignFacts("Porte", "porte", over.starts_on, over.ends_on),
    )  # fmt: skip
    assert "Porte" in _page(browser, new)


def test_a_post_is_written_for_a_campaign_after_another_and_saved_again_as_it_was(
    cast: Cast, sign_in
) -> None:
    campaign = make_posts.campaign(cast.alice, cast.client)
    first = _post(cast, "Prima questo", Place(campaign), DAY - timedelta(days=1))
    browser = sign_in(cast.bruno)
    new = reverse("editorial:new", args=[cast.client.slug])
    proposed = _page(browser, f"{new}?campaign={campaign.public_id}")
    assert f'<option value="{campaign.public_id}" selected>' in proposed

    place = {"in-campaign": campaign.public_id, "in-after": first.public_id}
    browser.post(new, _form(cast, **place))
    made = Post.objects.get(text="Poi quello")
    assert (made.campaign, made.after) == (campaign, first)
    # A form that says nothing of it, as an older page sends it, leaves it.
    browser.post(_edit(cast, made), _form(cast, made))
    made.refresh_from_db()
    assert (made.campaign, made.after) == (campaign, first)
    browser.post(_edit(cast, made), _form(cast, made) | {"in-campaign": "", "in-after": ""})
    made.refresh_from_db()
    assert (made.campaign, made.after) == (None, None)


def test_a_wrong_order_is_said_where_it_is_typed_and_nothing_typed_is_lost(
    cast: Cast, sign_in
) -> None:
    campaign = make_posts.campaign(cast.alice, cast.client)
    first = _post(cast, "Prima questo", Place(campaign))
    second = _post(cast, "Poi quello", Place(campaign, first))
    browser = sign_in(cast.bruno)

    said = {"in-campaign": campaign.public_id, "in-after": second.public_id}
    circle = browser.post(_edit(cast, first), _form(cast, first, **said) | {"text": "Nuove parole"})
    assert circle.status_code == 422
    page = circle.content.decode()
    assert "one of the two goes first" in page
    assert "Nuove parole" in page
    alone = {"in-campaign": "", "in-after": second.public_id}
    other = browser.post(_edit(cast, first), _form(cast, first, **alone))
    assert "Only a post of the same campaign can go first." in other.content.decode()
    url = reverse("editorial:autosave", args=[cast.client.slug, first.public_id])
    assert (
        "one of the two goes first" in browser.post(url, _form(cast, first, **said)).json()["words"]
    )


def test_the_checks_say_what_would_leave_before_what_goes_first_and_it_can_be_scheduled(
    cast: Cast, sign_in
) -> None:
    campaign = make_posts.campaign(cast.alice, cast.client)
    first = _post(cast, "Prima questo", Place(campaign), DAY + timedelta(days=1))
    second = _post(cast, "Poi quello", Place(campaign, first), DAY)
    third = _post(cast, "In ordine", Place(campaign, first), DAY + timedelta(days=2))
    browser = sign_in(cast.alice)

    page = _page(browser, _edit(cast, second))
    assert (
        "It leaves on 8 January at 18:00, and “Prima questo”, which goes first, only on 9 January at 18:00."
        in page
    )
    assert "Nothing waits for it" in page
    assert "Nothing waits for it" not in _page(browser, _edit(cast, third))
    browser.post(
        _edit(cast, second),
        _form(cast, second, deed="schedule")
        | {"in-campaign": campaign.public_id, "in-after": first.public_id},
    )
    assert second.deliveries.get().state == "scheduled"


def test_the_preview_shows_the_word_of_the_campaign_that_is_chosen(cast: Cast, sign_in) -> None:
    campaign = make_posts.campaign(cast.alice, cast.client)
    browser = sign_in(cast.bruno)
    look = reverse("editorial:look", args=[cast.client.slug])
    answer = browser.post(look, _form(cast, link=LINK) | {"in-campaign": campaign.public_id})
    assert "utm_campaign=porte-aperte" in html.unescape(answer.content.decode())
    without = browser.post(look, _form(cast, link=LINK) | {"in-campaign": ""})
    assert "utm_campaign" not in without.content.decode()


def test_the_composer_and_the_page_of_a_post_of_a_campaign_keep_to_twelve_questions(
    cast: Cast, sign_in
) -> None:
    campaign = make_posts.campaign(cast.alice, cast.client)
    make_posts.campaign(cast.alice, cast.client, "Vendemmia")
    first = _post(cast, "Prima questo", Place(campaign), DAY)
    second = _post(cast, "Poi quello", Place(campaign, first), DAY, additions=Additions(link=LINK))
    for n in range(5):
        _post(cast, f"E poi {n}", Place(campaign, first), DAY)
    browser = sign_in(cast.alice)

    def asked(url: str) -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        return len(queries)

    new = reverse("editorial:new", args=[cast.client.slug])
    for url in (_edit(cast, second), f"{new}?day=2027-01-08&campaign={campaign.public_id}"):
        assert asked(url) <= 12
    post = reverse("editorial:post", args=[cast.client.slug, second.public_id])
    n = asked(post)
    campaigns.take_out(by=cast.alice, post=second, now=database_now())
    assert asked(post) == n


def test_the_calendar_shows_its_first_and_last_day(cast: Cast, sign_in) -> None:
    campaign = make_posts.campaign(cast.alice, cast.client)
    Campaign.objects.filter(pk=campaign.pk).update(starts_on=DAY, ends_on=DAY + timedelta(days=5))
    browser = sign_in(cast.alice)
    where = reverse("analytics:campaign", args=[cast.client.slug, campaign.public_id])
    for url in (
        reverse("editorial:calendar", args=[cast.client.slug]),
        reverse("editorial:all_calendar"),
    ):
        for view in ("month", "list"):
            page = _page(browser, f"{url}?view={view}&on=2027-01-10")
            days = re.findall(r'<p class="holiday own"[^>]*>(.*?)</p>', page, re.S)
            told = [re.sub(r"<[^>]+>", "", day) for day in days]
            assert ["begins" in told[0], "ends" in told[1]] == [True, True]
            assert where in page
    campaigns.end_campaign(by=cast.alice, campaign=campaign, now=database_now())
    calendar = reverse("editorial:calendar", args=[cast.client.slug])
    assert where not in _page(browser, f"{calendar}?on=2027-01-10")
