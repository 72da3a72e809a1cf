"""What a post made outside is made of: told by its network or by a column of a file, and told on by the first audit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.queries.first_audit import first_audit
from analytics.reading_csv import read
from clients.actions import by_hand
from editorial.models import Publication
from networks.bluesky import parse as bluesky
from networks.mastodon import parse as mastodon
from people.clock import database_now
from tests import make


@pytest.mark.parametrize(
    ("heading", "cell", "form"),
    [
        ("formato", "Carosello", "carousel"),
        ("Post type", "IG reel", "video"),
        ("type", "Photos", "image"),
        ("tipo", "Più immagini", "carousel"),
        ("format", "un’immagine", "image"),
        ("Tipo di post", "Links", "link"),
        ("format", "Ologramma", ""),
        ("format", "", ""),
    ],
)
def test_a_column_says_the_format_in_the_words_of_people_and_networks(heading, cell, form):
    found = read(f"date;link;{heading}\n26/11/2026;https://a.example/p;{cell}", metrics=())
    (line,) = found.good
    assert line.form == form


def test_the_networks_own_words_become_ours():
    of_status = {
        "poll": {"poll": {"id": "1"}},
        "video": {"media_attachments": [{"type": "gifv"}]},
        "carousel": {"media_attachments": [{"type": "image"}, {"type": "image"}]},
        "image": {"media_attachments": [{"type": "image"}]},
        "link": {"card": {"url": "https://a.example"}},
        "text": {},
    }
    base = {"id": "1", "uri": "https://m.example/1", "url": "https://m.example/1", "created_at": "2026-11-26T10:00:00Z"}  # fmt: skip
    for form, more in of_status.items():
        found = mastodon.standing(base | more)
        assert found is not None
        assert found.format == form
    images = {"$type": "app.bsky.embed.images", "images": [{}, {}]}
    assert bluesky.format_of(images) == "carousel"
    assert bluesky.format_of({"$type": "app.bsky.embed.recordWithMedia", "media": images}) == "carousel"  # fmt: skip
    assert bluesky.format_of({"$type": "app.bsky.embed.external"}) == "link"
    assert bluesky.format_of(None) == "text"


def test_a_file_brings_formats_that_the_first_audit_counts_and_never_takes_one_away(cast, sign_in):
    channel = by_hand.add_channel(
        by=cast.alice, client=cast.client, network="instagram", account="@trecorvi", now=make.NOW
    )
    browser = sign_in(cast.bruno)
    address = reverse("analytics:import_posts", args=[cast.client.slug, channel.public_id])
    day = make.today(cast.client) - timedelta(days=7)

    def bring(*cells: str) -> None:
        rows = [
            f"{day};https://www.instagram.com/p/A{n}/;Sei gradi {n};{cell}"
            for n, cell in enumerate(cells)
        ]
        data = {
            "on": make.today(cast.client).isoformat(),
            "rows": "\n".join(["data;link;testo;formato", *rows]),
            "deed": "import",
        }
        assert browser.post(address, data, follow=True).status_code == 200

    bring("Reel", "foto", "", "Ologramma")
    bring("foto", "", "carosello", "")

    forms = Publication.objects.filter(channel=channel).order_by("url").values_list("form")
    assert [form for (form,) in forms] == ["video", "image", "carousel", ""]
    looks = first_audit(member=cast.alice, client=cast.client, now=database_now())
    (look,) = [each for each in looks if each.channel == channel]
    with translation.override("en"):
        page = (
            sign_in(cast.alice)
            .get(reverse("analytics:first_audit", args=[cast.client.slug]))
            .content.decode()
        )
    assert sorted(n for _name, n in look.formats) == [1, 1, 1, 1]
    assert all(word in page for word in ("Video", "One picture", "Several pictures", "Not known"))
