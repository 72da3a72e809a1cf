"""A handover file: made by a worker, fetched by whoever manages the client, with everything and no secret in it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from analytics import tasks
from analytics.actions import handing_over
from analytics.models import Handover
from clients.actions import strategy
from people.clock import database_now
from people.roles import Role
from tests import make, make_numbers, make_posts
from tests.cast import Cast
from tests.conftest import SignIn


def test_what_a_client_takes_along_holds_everything_and_no_secret(
    cast: Cast, sign_in: SignIn
) -> None:
    client = make.client(
        cast.alice, "Studio Lumen", facts={"sector": "Ottica di paese"}, language="en"
    )
    make.contact(cast.alice, client, "Piera Lumen", email="piera@example.org")
    parts = {"purpose": "Meno telefonate", "strengths": ["Riparano tutto", "Vicino alla stazione"]}
    strategy.save_brief(by=cast.alice, client=client, parts=parts, now=make.NOW)
    channel = make.channel(client, "@lumen", token="very-secret-token")
    make_posts.draft(cast.alice, channel, text="Rimasta in bozza 🏮")
    make_numbers.publication(channel, at=database_now() - timedelta(days=40), text="Uscito, #unico")
    browser = sign_in(cast.alice)
    make_url = f"/c/{client.slug}/handover/"
    assert browser.post(make_url).status_code == 302
    browser.post(make_url)
    asked = Handover.objects.get()  # twice asked for while it waits is once
    fetch = f"/c/{client.slug}/handover/{asked.public_id}/"
    assert browser.get(fetch + "pdf/").status_code == 404
    tasks.make_handovers()
    pdf = b"".join(browser.get(fetch + "pdf/").streaming_content)  # type: ignore[attr-defined]
    packed = b"".join(browser.get(fetch + "zip/").streaming_content)  # type: ignore[attr-defined]
    assert pdf.startswith(b"%PDF")
    assert browser.get(fetch + "exe/").status_code == 404
    archive = ZipFile(BytesIO(packed))
    whole = "\n".join(
        archive.read(name).decode() for name in archive.namelist() if name.endswith(".csv")
    )
    assert f"{client.slug}.pdf" in archive.namelist()
    for words in (
        "Ottica di paese", "Piera Lumen", "Meno telefonate", "Riparano tutto; Vicino alla stazione", "@lumen", "still to be given back", "Rimasta in bozza", "Uscito, #unico",
    ):  # fmt: skip
        assert words in whole, words
    assert b"very-secret-token" not in packed + pdf
    assert "very-secret-token" not in whole


def test_who_does_not_manage_the_client_gets_none(cast: Cast, sign_in: SignIn) -> None:
    made = handing_over.ask_for(by=cast.alice, client=cast.client, now=database_now())
    tasks.make_handovers()
    make.assigned(cast.alice, cast.client, cast.bruno, Role.EDITOR)
    url = f"/c/{cast.client.slug}/handover/{made.public_id}/zip/"
    assert sign_in(cast.bruno).get(url).status_code == 403


@pytest.mark.usefixtures("caplog")
def test_a_file_that_cannot_be_made_is_given_up_after_three_tries(cast: Cast) -> None:
    made = handing_over.ask_for(by=cast.alice, client=cast.client, now=database_now())

    def broken(handover: Handover) -> tuple[bytes, bytes]:
        raise ValueError(handover)

    for n in (1, 2, 3):
        Handover.objects.update(lease_until=None)
        assert handing_over.make_due(compose=broken, now=database_now(), limit=1) == 0
        made.refresh_from_db()
        assert made.n_failures == n
    assert made.state == "failed"
