"""What a preview draws on each network: where the words fold, what is a link, which parts there are."""

import re
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from editorial.previewing import FOLDS, card_of, folded, manner_of, marked
from editorial.templatetags.posts import post_preview
from networks.known import KNOWN
from networks.types import Draft
from tests import make, make_pictures
from tests.editorial.test_composer import typed, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


LONG = "parola " * 80
LINK = "https://www.tenuta.example/pagina"


@pytest.mark.parametrize(
    ("network", "seen"),
    [
        ("instagram", (115, 125)),
        ("linkedin", (200, 210)),
        ("facebook", (467, 477)),
        ("google_business", (90, 100)),
        ("tiktok", (90, 100)),
        ("youtube", (147, 157)),
        ("x", None),
        ("threads", None),
        ("bluesky", None),
        ("mastodon", None),
    ],
)
def test_words_fold_where_the_network_folds_them(network, seen):
    text, rest = folded(LONG, network)

    assert text + rest == LONG
    assert bool(rest) == (seen is not None)
    if seen:
        assert seen[0] <= len(text) <= seen[1]
        assert text.endswith("parola"), "between words"


@pytest.mark.parametrize("network", sorted(FOLDS))
def test_lines_fold_a_text_too_and_nothing_is_lost(network):
    fold = FOLDS[network]
    lines = [f"riga {n}" for n in range(fold.n_lines + 2)]

    text, rest = folded("\n".join(lines), network)

    assert text == "\n".join(lines[: fold.n_lines])
    assert rest.split() == " ".join(lines[fold.n_lines :]).split()
    full = "\n".join(lines[: fold.n_lines])
    assert folded(full, network) == (full, "")
    assert folded(f"{full}\n\n", network)[1] == "", "nothing but the end is behind it"


def test_no_empty_line_stands_before_more():
    assert folded(f"Si pota.\n\n{LONG}", "instagram")[0].startswith("Si pota.\n\nparola")
    assert folded(f"Si pota.\n\n{'x' * 130}", "tiktok")[0].endswith("x")
    assert folded(f"{'Si pota. ' * 8}\n\nE poi.", "tiktok")[0].endswith("Si pota.")


def test_a_character_is_never_taken_apart():
    family = "👩‍👩‍👧"
    text, rest = folded(f"a{family * 100}", "instagram")

    assert text == f"a{family * ((len(text) - 1) // len(family))}"
    assert rest.startswith(family)


@pytest.mark.parametrize(
    ("network", "link", "tag", "mention", "card"),
    [
        ("instagram", False, True, True, False),
        ("tiktok", False, True, True, False),
        ("google_business", False, False, False, False),
        ("pinterest", False, True, True, False),
        ("youtube", True, True, True, False),
        ("whatsapp", True, False, False, True),
        ("facebook", True, True, True, True),
        ("linkedin", True, True, True, True),
        ("x", True, True, True, True),
    ],
)
def test_what_can_be_pressed_and_whether_a_card_is_drawn(network, link, tag, mention, card):
    text = f"Con @aldo, #potatura: {LINK}"
    kinds = {bit.kind for bit in marked(text, network)} - {"text"}

    assert "".join(bit.text for bit in marked(text, network)) == text
    expected = {"link": link, "tag": tag, "mention": mention}
    assert kinds == {kind for kind, is_so in expected.items() if is_so}
    assert bool(card_of(text, network, has_media=False, has_poll=False)) is card


@pytest.mark.parametrize(
    ("network", "poll", "thread", "comment"),
    [
        ("instagram", False, False, True),
        ("facebook", False, False, True),
        ("tiktok", False, False, True),
        ("google_business", False, False, False),
        ("linkedin", True, False, True),
        ("x", True, True, True),
        ("threads", True, True, True),
        ("mastodon", True, True, True),
        ("sandbox", True, True, True),
    ],
)
def test_no_part_is_drawn_that_the_network_has_not(cast, sign_in, network, poll, thread, comment):
    channel = (
        cast.channel
        if network == "sandbox"
        else make.channel(cast.client, "@trecorvi", network=network)
    )
    draft = typed(
        channel,
        text="Si vota?",
        option=["Sì", "No"],
        part=["La seconda parte"],
        **{f"on-{channel.public_id.hex}-first_comment": "Il commento"},
    )
    manner = manner_of(network)
    assert (manner.has_polls, manner.has_threads, manner.has_comments) == (poll, thread, comment)

    page = unescape(sign_in(cast.bruno).post(url("look", cast), draft).content.decode())
    preview = page.partition(f'<article class="preview p-{network}"')[2].partition("</article>")[0]
    assert "Si vota?" in preview
    assert ('class="p-poll"' in preview) is poll
    assert ("La seconda parte" in preview) is thread
    assert ("Il commento" in preview) is comment


def test_instagram_shows_one_picture_at_a_time_and_the_name_before_the_words(cast, sign_in):
    channel = make.channel(cast.client, "@trecorvi", network="instagram")
    page = make.channel(cast.client, "trecorvi.page", network="facebook")
    files = [make_pictures.picture(colour=(n, 9, 9)) for n in (10, 90)]
    assets = [make_pictures.ready(cast.bruno, cast.client, data) for data in files]
    chosen = {"picture": [str(each.public_id) for each in assets]}
    answer = sign_in(cast.bruno).post(
        url("look", cast), typed(channel, page, text=f"{LINK} {LONG} fine", **chosen)
    )
    previews = unescape(answer.content.decode()).split('<article class="preview')[1:]
    by_network = {re.search(r"p-(\w+)", each).group(1): each for each in previews}
    instagram, facebook = by_network["instagram"], by_network["facebook"]

    assert re.findall(r'class="p-nth">(\d/\d)<', instagram) == ["1/2", "2/2"]
    assert f"<b><bdi>trecorvi</bdi></b> {LINK}" in instagram, "a link is plain words"
    assert "p-nth" not in facebook
    assert "n-2" in facebook
    assert f'class="p-link">{LINK}<' in facebook
    assert "<bdi>trecorvi</bdi>" not in facebook.partition('class="p-text"')[2]


@pytest.mark.parametrize("network", ["instagram", "facebook", "linkedin", "tiktok"])
def test_who_approves_can_open_what_is_folded(cast, network):
    channel = make.channel(cast.client, "@trecorvi", network=network)
    shown = post_preview(channel, Draft(text=f"{LONG}e infine"))
    page = render_to_string("editorial/preview.html", shown)

    before, _fold, behind = page.partition('<details class="p-fold">')
    assert "e infine" not in before
    assert "e infine" in behind.partition("</details>")[0]
    assert "… more" in behind


def test_every_network_has_a_manner():
    assert all(manner_of(network) for network in KNOWN)
