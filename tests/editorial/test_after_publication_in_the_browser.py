"""Correcting and removing what is out, in a real browser: what the pages promise is what happens on the network."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from clients.models import Approval, Channel, ContactPart
from clients.models.channels import Health
from editorial.actions import reaping_remedies
from editorial.models import Delivery
from people.clock import database_now
from tests import make_numbers
from tests.editorial.after import NEW, OLD, carry_out, corrected, out, removed, said
from tests.editorial.threads import COMMENT, FIRST, THREAD
from tests.make_posts import sandbox_channel
from tests.portal.people import visitor
from tests.waiting import click_through

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def address(delivery: Delivery, name: str = "post") -> str:
    post = delivery.post
    return reverse(f"editorial:{name}", args=[post.client.slug, post.public_id])


def test_a_manager_corrects_a_post_and_then_takes_it_away(
    visit: Any, owner: Any, channel: Any, other_channel: Any
) -> None:
    delivery = out(owner, channel, other_channel)
    seen = visit(viewport={"width": 1280, "height": 860})
    page = seen.open(address(delivery))

    click_through(page, page.get_by_role("link", name="Correct what is out"))
    assert page.get_by_text("It is changed in place").count() == 2
    page.get_by_label("Text", exact=True).fill(NEW)
    page.get_by_label("Why").fill("Wrong day")
    page.get_by_role("button", name="Correct it").click()
    page.get_by_text("It is being corrected: see below").wait_for()
    assert carry_out() == 2
    page.get_by_text("Corrected on Sandbox.").nth(1).wait_for()
    assert page.locator("del", has_text="martedì").count() == 2
    assert page.locator("ins", has_text="mercoledì").count() == 2
    assert page.get_by_text("Alice asked for it").count() == 2
    assert (said(channel), said(other_channel)) == ([NEW], [NEW])

    page.get_by_role("link", name="Remove what is out").click()
    page.get_by_label(other_channel.handle).uncheck()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("It is being removed from 1 channel").wait_for()
    assert carry_out() == 1
    page.get_by_text("Removed from Sandbox.").wait_for()
    assert (said(channel), said(other_channel)) == ([], [NEW])
    page.reload()
    assert "Partly removed" in page.locator("#post-look").inner_text()
    page.goto(seen.base + reverse("editorial:posts", args=[delivery.client.slug]))
    assert page.get_by_text("Partly removed").count() == 1
    assert seen.complaints == []


def test_what_was_typed_survives_a_refusal(visit: Any, owner: Any, channel: Any) -> None:
    delivery = out(owner, channel)
    page = visit().open(address(delivery, "correct"))
    page.get_by_label("Text", exact=True).fill("a" * 501)
    page.get_by_role("button", name="Correct it").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Text", exact=True).input_value() == "a" * 501
    assert said(channel) == [OLD]


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_pages_are_accessible_and_fit(
    visit: Any, owner: Any, channel: Any, sandbox: Any, language: str
) -> None:
    client = channel.client
    others = [sandbox_channel(client, sandbox) for _ in range(3)]
    delivery = out(owner, channel, *others, text=FIRST, thread=THREAD, first_comment=COMMENT)
    Channel.objects.filter(pk=others[0].pk).update(
        network="bluesky", handle="@trecorvi.bsky.social"
    )
    Channel.objects.filter(pk=others[1].pk).update(health=Health.BY_HAND)
    waiting = out(owner, channel)
    marta = client.contacts.create(
        agency=client.agency, name="Marta", email="marta@trecorvi.example", part=ContactPart.APPROVER
    )  # fmt: skip
    type(client).objects.filter(pk=client.pk).update(approval=Approval.CLIENT)
    corrected(owner, waiting)
    type(client).objects.filter(pk=client.pk).update(approval=Approval.NONE)
    pages = {
        "correct": address(delivery, "correct"),
        "remove": address(delivery, "remove"),
        "waiting": address(waiting),
        "standing": address(delivery),
        "calendar": reverse("editorial:calendar", args=[client.slug]),
        "calendar-list": reverse("editorial:calendar", args=[client.slug]) + "?view=list",
        "outside": reverse("editorial:posts", args=[client.slug]) + "?group=outside",
        "portal": visitor(marta).url(),
    }
    make_numbers.publication(channel, at=database_now(), text="Scritto dal telefono, in vigna.")
    seen = visit(language)
    wrong = {}
    for name, url in pages.items():
        if name == "standing":
            removed(owner, delivery)
            sandbox.order(
                "faults", kind="forbidden", match="DELETE", account_id=others[2].remote_id
            )
            carry_out()
            reaping_remedies.reap_remedies(now=database_now())
        wrong |= seen.wrong_of({name: url})
    assert wrong == {}
    assert seen.complaints == []
