"""What a post made outside is made of: told by its network or by a column of a file, and told on by the first audit."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.queries import own_forms
from analytics.queries.first_audit import first_audit
from analytics.reading_csv import read
from clients.actions import by_hand, watching
from clients.models import Channel
from editorial.actions import drafting
from editorial.actions.drafting import Additions, VersionInput
from editorial.actions.picturing import PictureInput
from editorial.models import Delivery, Publication
from editorial.own import FOLLOWS, Own
from networks.bluesky import parse as bluesky
from networks.mastodon import parse as mastodon
from people.clock import database_now
from tests import make, make_pictures


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


def out(cast, channel: Channel, name: str, n: int, *, own: Own = FOLLOWS, **more: Any) -> None:
    """A post of ours on a channel that is out."""
    now, of = database_now(), {"agency": cast.agency, "client": cast.client, "channel": channel}
    post = drafting.create_post(
        member=cast.alice, client=cast.client, text=f"Si pota {n}",
        versions=[VersionInput(channel, own=own)], now=now, **more,
    )  # fmt: skip
    revision = drafting.freeze_revision(post=post, member=cast.alice, now=now)
    delivery = Delivery.objects.create(
        **of, post=post, revision=revision, due_at=now, next_attempt_at=now, wall_at=datetime(2026, 11, 5, 9),
        time_zone="Europe/Rome", text_hash="x", created_by=cast.alice, created_at=now,
    )  # fmt: skip
    Publication.objects.create(
        **of, delivery=delivery, remote_id=name, url=f"https://a.example/{name}",
        published_at=now - timedelta(days=n + 1), text=post.text,
    )  # fmt: skip


def test_what_ours_are_made_of_is_said_by_one_place_story_poll_and_link_among_it(
    cast, sign_in, settings, tmp_path
):
    channel = make.channel(cast.client, network="instagram", handle="@forme")
    settings.MEDIA_ROOT = tmp_path / "media"
    dawn = make_pictures.ready(cast.alice, cast.client)
    poll = {"options": ["Rosso", "Bianco"], "expires_in_s": 86_400}
    one = [PictureInput(dawn, alt="La vigna")]
    posts: list[tuple[str, dict[str, Any]]] = [
        ("text", {}),
        ("link", {"additions": Additions(link="https://a.example/visita")}),
        ("poll", {"additions": Additions(poll=poll)}),
        ("image", {"pictures": one}),
        ("story", {"pictures": one, "piece": "story"}),
        # What differs on the channel is what went out there.
        ("text", {"pictures": one, "own": Own(pictures=())}),
    ]
    for n, (name, more) in enumerate(posts):
        out(cast, channel, f"{name}{n}", n, **more)

    seen = Publication.objects.filter(channel=channel).order_by("-published_at")
    found = seen.annotate(shown_form=own_forms.form()).values_list("shown_form", flat=True)
    assert list(found) == [name for name, _more in posts]
    with translation.override("en"):
        looks = first_audit(member=cast.alice, client=cast.client, now=database_now())
        (look,) = [each for each in looks if each.channel == channel]
    assert dict(look.formats) == {"Text": 2, "Link": 1, "Poll": 1, "One picture": 1, "Story": 1}
    watching.watch(
        by=cast.alice, client=cast.client, name="Altanebbia", network="instagram", account="@alta",
        now=database_now(),
    )  # fmt: skip
    page = sign_in(cast.alice).get(reverse("analytics:compared", args=[cast.client.slug]))
    told = re.findall("text only 2, [^<]*", page.content.decode())
    assert [set(each.split(", ")) for each in told] == [
        {"text only 2", "link 1", "poll 1", "one picture 1", "story 1"}
    ]
