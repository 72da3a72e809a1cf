"""On a phone: a campaign is chosen where the post is written, the order is told, and the table of the campaign shows both."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from editorial.actions import drafting
from editorial.actions.drafting import VersionInput
from editorial.actions.placing import Place
from editorial.models import Post
from people.clock import database_now
from tests import make_posts
from tests.waiting import click_through, eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_campaign_is_chosen_in_the_composer_and_its_table_shows_the_order(
    visit: Any, owner: Any, channel: Any, client_of: Any
) -> None:
    now = database_now()
    campaign = make_posts.campaign(owner, client_of)
    day = client_of.today(now) + timedelta(days=3)
    first = drafting.create_post(
        member=owner, client=client_of, text="Prima si apre la porta.", versions=[VersionInput(channel)],
        wall_at=datetime.combine(day, datetime.min.time().replace(hour=18)), place=Place(campaign), now=now,
    )  # fmt: skip
    seen = visit()
    seen.page.set_viewport_size({"width": 360, "height": 800})
    page = seen.open(reverse("editorial:new", args=[client_of.slug]))
    page.fill("textarea[name=text]", "Poi si entra in vigna.")
    page.locator("select[name=in-campaign]").select_option(label="Porte aperte")
    page.locator("select[name=in-after]").select_option(label="Prima si apre la porta.")
    page.fill("input[name=day]", f"{day - timedelta(days=1)}")
    page.fill("input[name=clock]", "18:00")

    # Said before anybody schedules it, and nothing is stopped.
    expect(page.locator("#checks")).to_contain_text("“Prima si apre la porta.”, which goes first")
    eventually(lambda: Post.objects.filter(text__startswith="Poi", after=first).exists())
    click_through(page, page.locator(".buttons button[value='save']"))

    page = seen.open(reverse("analytics:campaign", args=[client_of.slug, campaign.public_id]))
    row = page.locator("tbody tr", has_text="Poi si entra in vigna.")
    expect(row).to_contain_text("after “Prima si apre la porta.”")
    expect(row.get_by_text("Draft")).to_be_visible()
    expect(page.get_by_text("1 post is not in its order")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert seen.looked_over("campaign") == []
    page.set_viewport_size({"width": 360, "height": 800})
    click_through(page, row.get_by_role("link", name="Move it"))
    expect(page).to_have_url(re.compile("/move/$"))
