"""Threads, polls, links and first comments in the editor: saved, split, shown, and refused in words where a channel cannot."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from clients.models import Channel
from editorial.actions import drafting
from editorial.models import LinkClicks, Post, ShortLink
from editorial.templatetags.posts import preview_signs
from networks.known import KNOWN
from people.clock import database_now
from people.ids import uuid7
from tests import make, make_posts


def url(name: str, cast, *more) -> str:
    return reverse(f"editorial:{name}", args=[cast.client.slug, *more])


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def sky(cast) -> Channel:
    """The client's channel on Bluesky, which has threads but no polls."""
    channel = make.channel(cast.client, "trecorvi.example", token="sky")
    channel.network, channel.host, channel.limits = "bluesky", "https://bsky.example", {}
    channel.save()
    return channel


def typed(*channels: Channel, **fields) -> dict[str, object]:
    """What the editor sends with these channels ticked."""
    ticked = {f"on-{channel.public_id.hex}-is_on": "on" for channel in channels}
    return {
        "text": "Si pota lo stesso.",
        "key": str(uuid7()),
        "deed": "save",
        "poll_runs": "86400",
        **ticked,
        **fields,
    }


def sent(cast, sign_in, *channels: Channel, **fields):
    return sign_in(cast.bruno).post(url("new", cast), typed(*channels, **fields), follow=True)


def test_a_thread_a_poll_and_a_first_comment_are_saved_with_the_post(cast, sign_in):
    hexed = cast.channel.public_id.hex
    sent(
        cast,
        sign_in,
        cast.channel,
        part=["E poi si brinda.", " ", "Fine."],
        option=["Sì", "", "No", ""],
        poll_is_multiple="on",
        **{f"on-{hexed}-first_comment": "Orari in bio"},
    )
    post = Post.objects.get()

    assert post.thread == ["E poi si brinda.", "Fine."]
    assert post.poll == {
        "options": ["Sì", "No"],
        "expires_in_s": 86_400,
        "is_multiple": True,
        "hides_totals": False,
    }
    assert post.versions.get().first_comment == "Orari in bio"

    page = sign_in(cast.bruno).get(url("edit", cast, post.public_id)).content.decode()
    for typed_once in ("E poi si brinda.", "Fine.", 'value="Sì"', "Orari in bio"):
        assert typed_once in page


def test_a_long_text_is_split_at_its_sentences_so_that_every_channel_takes_each_part(
    cast, sign_in, sky
):
    sentence = "Si pota d'inverno, quando la vite dorme e il freddo cammina tra i filari. "
    answer = sign_in(cast.bruno).post(
        url("new", cast),
        typed(cast.channel, sky, text=(sentence * 9).strip(), deed="thread:split"),
    )
    page = unescape(answer.content.decode())

    assert answer.status_code == 200
    assert not Post.objects.exists()
    assert page.count("2 parts follow the text") == 1
    for part in (page.partition('id="id_text"')[2], page.partition('id="part-0"')[2]):
        text = part.partition(">\n")[2].partition("</textarea>")[0]
        assert text.endswith("filari.")
        assert 200 < len(text) <= 300


def test_parts_are_added_taken_out_and_joined_without_saving(cast, sign_in):
    browser = sign_in(cast.bruno)

    def after(deed: str, parts: list[str]) -> str:
        answer = browser.post(url("new", cast), typed(cast.channel, part=parts, deed=deed))
        return answer.content.decode()

    assert after("thread:add", ["Due."]).count('name="part"') == 2
    assert after("thread:remove:0", ["Due.", "Tre."]).count('name="part"') == 1
    joined = after("thread:join", ["Due.", "Tre."])
    assert 'name="part"' not in joined
    assert "Si pota lo stesso.\n\nDue.\n\nTre.</textarea>" in joined
    assert not Post.objects.exists()


def test_a_poll_where_a_channel_has_none_is_refused_with_a_way_out(cast, sign_in, sky):
    answer = sign_in(cast.bruno).post(
        url("look", cast), typed(cast.channel, sky, option=["Sì", "No"])
    )
    page = answer.content.decode()

    assert "trecorvi.example: " in page
    assert f'value="fix:off:{sky.public_id.hex}"' in page
    fixed = sign_in(cast.bruno).post(
        url("new", cast),
        typed(cast.channel, sky, option=["Sì", "No"], deed=f"fix:off:{sky.public_id.hex}"),
    )
    again = fixed.content.decode()
    assert "fix:off" not in again
    assert "Fits the limits of 1 channel" in again


def test_the_link_goes_out_measured_for_each_channel_and_keeps_its_own_query(cast, sign_in, sky):
    sent(
        cast,
        sign_in,
        cast.channel,
        sky,
        link="tenuta.example/visite?giorno=sabato#orari",
        utm_campaign="potatura",
    )
    post = Post.objects.get()
    page = unescape(sign_in(cast.bruno).get(url("edit", cast, post.public_id)).content.decode())

    assert post.link == "https://tenuta.example/visite?giorno=sabato#orari"
    for source in (cast.channel.network, "bluesky"):
        assert (
            f"https://tenuta.example/visite?giorno=sabato&utm_source={source}&utm_medium=social&utm_campaign=potatura#orari"
            in page
        )


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "data:text/html,x", "https://a@b.example", "https://x", "a b.it"]
)
def test_what_is_no_page_is_no_link(cast, sign_in, bad):
    answer = sign_in(cast.bruno).post(url("new", cast), typed(cast.channel, link=bad))

    assert answer.status_code == 422
    assert "Write the address of a web page" in answer.content.decode()


def test_the_previews_mark_what_each_network_makes_a_link(cast, sign_in, sky):
    text = "Con @aldo@social.example e #potatura: https://www.tenuta.example/una/pagina/molto/lunga"
    page = unescape(
        sign_in(cast.bruno)
        .post(url("look", cast), typed(cast.channel, sky, text=text))
        .content.decode()
    )
    first, second = page.split('<article class="preview')[1:]
    mastodon, bluesky = (first, second) if "p-bluesky" in second else (second, first)

    assert '<span class="p-link">@aldo</span>' in mastodon
    assert '<span class="p-link">tenuta.example/una/pagina/molt…' in mastodon
    assert (
        '<span class="p-link">https://www.tenuta.example/una/pagina/molto/lunga</span>' in bluesky
    )
    assert '<span class="p-link">#potatura</span>' in bluesky
    assert "tenuta.example</span>" in bluesky


def test_a_post_that_nobody_began_is_told_once_and_not_for_each_channel(cast, sign_in, sky):
    browser = sign_in(cast.rita)
    new = reverse("editorial:new", args=[cast.client.slug])
    page = browser.get(new).content.decode()
    assert page.count("Write something or add media.") == 1
    assert "1 stops it from being scheduled" in page
    assert f"{sky.handle}: Write something" not in page


def test_advice_is_given_with_a_button_that_puts_it_right(cast, sign_in):
    browser = sign_in(cast.bruno)
    text = "𝗣𝗼𝘁𝗮𝘁𝘂𝗿𝗮 in vigna 🍇🍇🍇🍇🍇🍇🍇 #potaturainvigna"
    page = browser.post(url("look", cast), typed(cast.channel, text=text)).content.decode()
    for deed in ("letters", "emoji", "tags"):
        assert f'value="fix:{deed}"' in page

    for deed in ("letters", "emoji", "tags"):
        answer = browser.post(url("new", cast), typed(cast.channel, text=text, deed=f"fix:{deed}"))
        text = unescape(
            answer.content.decode().partition('id="id_text"')[2].partition(">\n")[2]
        ).partition("</textarea>")[0]
    assert text == "Potatura in vigna 🍇🍇🍇🍇🍇 #PotaturaInVigna"
    assert not Post.objects.exists()


def test_capitals_become_small_letters_and_keep_links_and_tags(cast, sign_in):
    text = "SABATO SI POTA IN VIGNA. VENITE TUTTI! https://A.example/X #DOC"
    answer = sign_in(cast.bruno).post(
        url("new", cast), typed(cast.channel, text=text, deed="fix:capitals")
    )

    assert (
        "Sabato si pota in vigna. Venite tutti! https://A.example/X #DOC</textarea>"
        in answer.content.decode()
    )


# --- short links --------------------------------------------------------------------------------------


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def with_short_link(cast, sign_in, *, target: str = "https://tenuta.example/visite") -> Post:
    """A draft whose link is short and measured."""
    sent(cast, sign_in, cast.channel, link=target, utm_campaign="potatura", is_link_short="on")
    return Post.objects.get()


def follow(client, link: ShortLink, method: str = "get", agent: str = FIREFOX, **headers):
    return getattr(client, method)(f"/r/{link.code}", headers={"User-Agent": agent, **headers})


def test_a_short_link_leads_nowhere_until_a_revision_holds_it(cast, sign_in, client):
    post = with_short_link(cast, sign_in)
    link = ShortLink.objects.get()
    assert follow(client, link).status_code == 404

    revision = drafting.freeze_revision(post=post, member=cast.bruno, now=database_now())
    answer = follow(client, link)
    assert revision.content["versions"][str(cast.channel.pk)]["link"].endswith(f"/r/{link.code}")
    assert (answer.status_code, answer.url) == (
        302,
        f"https://tenuta.example/visite?utm_source={cast.channel.network}&utm_medium=social&utm_campaign=potatura",
    )
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_a_click_is_a_number_on_a_day_and_programs_are_not_counted(cast, sign_in, client):
    post = with_short_link(cast, sign_in)
    drafting.freeze_revision(post=post, member=cast.bruno, now=database_now())
    link = ShortLink.objects.get()
    for _ in range(3):
        follow(client, link)
    follow(client, link, "head")
    follow(client, link, agent="Googlebot/2.1")
    follow(client, link, agent="")
    follow(client, link, agent="Mastodon/4.4 (http.rb/5.1)")
    follow(client, link, **{"Sec-Purpose": "prefetch"})

    assert [clicks.n for clicks in LinkClicks.objects.all()] == [3]
    assert {f.name for f in LinkClicks._meta.get_fields()} == {"id", "agency", "link", "day", "n"}
    page = sign_in(cast.bruno).get(url("post", cast, post.public_id)).content.decode()
    assert "3 clicks" in page


def test_a_code_that_was_shown_keeps_its_target_and_another_link_gets_another_code(
    cast, sign_in, client
):
    post = with_short_link(cast, sign_in)
    drafting.freeze_revision(post=post, member=cast.bruno, now=database_now())
    old = ShortLink.objects.get()
    sign_in(cast.bruno).post(
        url("edit", cast, post.public_id),
        typed(
            cast.channel,
            edit_number="1",
            link="https://tenuta.example/altro",
            is_link_short="on",
        ),
    )
    new = ShortLink.objects.exclude(pk=old.pk).get()

    assert new.target == "https://tenuta.example/altro"
    assert follow(client, old).url.startswith("https://tenuta.example/visite?")
    with pytest.raises(IntegrityError), transaction.atomic():
        ShortLink.objects.filter(pk=old.pk).update(target="https://elsewhere.example/")


def test_a_draft_that_changes_its_mind_leaves_no_codes_behind(cast, sign_in):
    post = with_short_link(cast, sign_in)
    sign_in(cast.bruno).post(
        url("edit", cast, post.public_id),
        typed(cast.channel, edit_number="1", link="https://tenuta.example/visite"),
    )

    assert not ShortLink.objects.exists()


def test_an_unknown_code_says_so_kindly_and_nothing_in_the_address_leads_away(client, db):
    for code in ("abcdefghj", "x?next=https://elsewhere.example", "%68ttps:", "a" * 200):
        answer = client.get(f"/r/{code}")
        assert answer.status_code == 404
    assert (
        "This link leads nowhere"
        in client.get("/r/abcdefghj", headers={"Accept-Language": "en"}).content.decode()
    )


def test_the_table_takes_only_addresses_of_pages(cast):
    post = make_posts.draft(cast.bruno, cast.channel)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShortLink.objects.create(
            agency=cast.client.agency,
            client=cast.client,
            post=post,
            channel=cast.channel,
            code="kurz",
            target="javascript:alert(1)",
            created_at=database_now(),
        )


def test_a_preview_has_the_signs_of_its_network(cast, sign_in):
    instagram = make.channel(cast.client, "@trecorvi", network="instagram")
    page = sign_in(cast.bruno).post(url("look", cast), typed(instagram, text="Si pota."))
    foot = page.content.decode().partition('class="p-foot"')[2].partition("</p>")[0]
    assert re.findall(r"#([a-z-]+)\"", foot) == ["heart", "chat", "send", "bookmark"]

    drawn = set(Path("static/icons/icons.txt").read_text().split())
    for network in [*KNOWN, "mastodon", "bluesky", "sandbox"]:
        signs = set(re.findall(r"#([a-z-]+)\"", preview_signs(network)))
        assert signs, network
        assert signs <= drawn, network
