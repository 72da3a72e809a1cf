"""One post, a network that takes less, and a click beside each finding: what the previews showed is what comes out there."""

from __future__ import annotations

import io
import json
import re
import urllib.request
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from clients.actions import connecting
from editorial.actions import preparing
from editorial.models import Post
from tests import make, make_pictures
from tests.editorial.threads import creates
from tests.make_posts import just_after, run_round
from tests.waiting import click_through, eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, SECOND = "Sei gradi alle sei.", "Si pota lo stesso."


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    """Files of this test lie in a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


def status_of(delivery: Any, sandbox: Any) -> dict[str, Any]:
    """The published post as the network itself tells it."""
    delivery.refresh_from_db()
    url = f"{sandbox.origin}/api/v1/statuses/{delivery.proof['remote_id']}"
    token = connecting.open_channel(delivery.channel).credentials.access_token.reveal()
    request = urllib.request.Request(url, headers={"authorization": f"Bearer {token}"})
    found: dict[str, Any] = json.loads(urllib.request.urlopen(request).read())
    return found


def test_a_network_that_takes_less_gets_less_by_a_click_and_the_others_all_of_it(
    visit: Any, owner: Any, channel: Any, other_channel: Any, client_of: Any, sandbox: Any
) -> None:
    google = make.channel(client_of, "Tenuta Trecorvi", token="google")
    google.network, google.host, google.limits = "google_business", "https://google.example", {}
    google.save()
    for wide, alt in ((1600, "Forbici rosse"), (1500, "La vigna all'alba")):
        make_pictures.ready(owner, client_of, make_pictures.photograph((wide, 900)), alt=alt)
    seen = visit()
    page = seen.open(reverse("editorial:new", args=[client_of.slug]))
    page.fill("textarea[name=text]", FIRST)
    for each in page.locator("input[name=choose]").all():
        each.check(force=True)
    click_through(page, page.locator("button[value='pictures:add']"))
    click_through(page, page.locator("button[value='thread:add']"))
    page.fill("#part-0", SECOND)
    checks, on_google = page.locator("#checks"), page.locator(".p-google_business")
    expect(on_google.locator(".shot")).to_have_count(2)

    # Beside each finding its way out for this channel alone.
    click_through(page, page.locator("#checks button:has-text('Only the first picture here')"))
    expect(on_google.locator(".shot")).to_have_count(1)
    row = page.locator(f"li[data-channel='{google.public_id.hex}']")
    expect(row.get_by_label("Pictures")).to_have_value("own")
    cannot = page.locator("#thread .s-changes", has_text="has no threads")
    expect(cannot).to_be_visible()
    row.get_by_label("Parts of the thread").select_option("joined")
    expect(cannot).to_be_hidden()  # at once
    whole = len(f"{FIRST}\n\n{SECOND}")
    counter = page.locator(f".write + .counters [data-channel='{google.public_id.hex}'] b").first
    expect(counter).to_have_text(str(whole))
    expect(on_google).to_contain_text(SECOND)
    expect(checks.locator(".hard")).to_have_count(0)

    # One of the others has its pictures square, and another link.
    row = page.locator(f"li[data-channel='{other_channel.public_id.hex}']")
    row.locator("summary").click()
    row.get_by_label("Shape").select_option("1:1")
    row.get_by_label("Link", exact=True).select_option("own")
    row.get_by_label("Address").fill("tenuta.example/potatura")
    preview = page.locator(f".preview[data-channel='{other_channel.public_id.hex}']")
    expect(preview).to_contain_text("tenuta.example/potatura")
    expect(preview.locator(".shot").first).to_have_attribute("viewBox", re.compile("900 900$"))
    expect(page.locator("#save-state")).to_contain_text("Saved at")
    assert seen.looked_over("own") == []

    assert eventually(lambda: Post.objects.filter(versions__own__has_key="link").exists())
    kept = Post.objects.get()
    assert kept.versions.get(channel=google).own["thread"] == "joined"
    page.goto(page.url)
    expect(row.get_by_label("Address")).to_have_value("https://tenuta.example/potatura")
    shown = {
        each.pk: [
            shot.get_attribute("aria-label")
            for shot in page.locator(f".preview[data-channel='{each.public_id.hex}'] .shot").all()
        ]
        for each in (channel, other_channel)
    }
    click_through(page, page.locator("button[value=now]"))

    deliveries = {each.channel_id: each for each in kept.deliveries.all()}
    at = deliveries[channel.pk].due_at
    while preparing.prepare_due(clock=lambda: at - timedelta(seconds=1)):
        pass
    for _turn in range(4):
        run_round(just_after(deliveries[channel.pk]))
    for each, words in (
        (channel, FIRST),
        (other_channel, f"{FIRST}\nhttps://tenuta.example/potatura"),
    ):
        out = status_of(deliveries[each.pk], sandbox)
        assert [m["description"] for m in out["media_attachments"]] == shown[each.pk]
        assert creates(sandbox, each, words, SECOND) == [1, 1]
    square = urllib.request.urlopen(out["media_attachments"][0]["url"]).read()
    assert Image.open(io.BytesIO(square)).size == (900, 900)
    frozen = deliveries[google.pk].content["versions"][str(google.pk)]
    assert (frozen["thread"], len(frozen["media"])) == ("joined", 1)
    assert seen.complaints == []
