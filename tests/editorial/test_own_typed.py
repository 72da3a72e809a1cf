"""What differs on a channel, as it is typed into the editor: one click beside a finding, saving itself, a fifth picture, one that is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from clients.models import Channel
from editorial.actions.picturing import PictureInput
from editorial.models import Post
from people.ids import uuid7
from tests import make, make_pictures
from tests.editorial.own_hands import FIRST, SECOND, key, pictures_for, seen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of this test lie in a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def google(cast) -> Channel:
    """The client's place on Google, which shows one picture and has neither threads nor polls."""
    channel = make.channel(cast.client, "Tenuta Trecorvi", token="google")
    channel.network, channel.host, channel.limits = "google_business", "https://google.example", {}
    channel.save()
    return channel


def typed(cast, google, pictures, **fields: Any) -> dict[str, Any]:
    on = {f"on-{each.public_id.hex}-is_on": "on" for each in (cast.channel, google)}
    alts = {f"pic-{each.asset.public_id.hex}-alt": each.alt for each in pictures}
    return {
        "text": FIRST,
        "part": [SECOND],
        "key": str(uuid7()),
        "deed": "save",
        "poll_runs": "86400",
        "picture": [key(each) for each in pictures],
        **on,
        **alts,
        **fields,
    }


def posted(cast, browser, data: dict[str, Any]) -> Any:
    return browser.post(reverse("editorial:new", args=[cast.client.slug]), data, follow=True)


def test_one_click_beside_the_finding_lets_a_network_have_only_what_it_takes(cast, sign_in, google):
    browser = sign_in(cast.bruno)
    pictures = pictures_for(cast.bruno, cast.client)[:2]
    hexed = google.public_id.hex

    page = posted(cast, browser, typed(cast, google, pictures, deed="fix:none")).content.decode()
    for deed in (f"own:first:{hexed}:1", f"own:joined:{hexed}", f"own:firstpart:{hexed}"):
        assert f'value="{deed}"' in page
    assert "Only the first picture here" in page

    page = posted(
        cast, browser, typed(cast, google, pictures, deed=f"own:first:{hexed}:1")
    ).content.decode()
    assert f"own:first:{hexed}" not in page
    assert '<option value="own" selected>Only those chosen here' in page
    assert not Post.objects.exists()

    settled = {f"on-{hexed}-pictures_are": "own", f"on-{hexed}-shown": [key(pictures[0])]}
    settled[f"on-{hexed}-thread_is"] = "joined"
    page = posted(cast, browser, typed(cast, google, pictures, **settled)).content.decode()
    post = Post.objects.get()
    assert post.versions.get(channel=google).own == {
        "pictures": [key(pictures[0])],
        "thread": "joined",
    }
    assert post.versions.get(channel=cast.channel).own == {}
    assert not seen(post, google).problems
    assert [s.alt for s in seen(post, cast.channel).shown] == [each.alt for each in pictures]


def test_what_differs_saves_itself_and_twice_is_the_same_post(cast, sign_in, google):
    browser = sign_in(cast.bruno)
    pictures = pictures_for(cast.bruno, cast.client)[:2]
    hexed = google.public_id.hex
    data = typed(cast, google, pictures)
    data |= {f"on-{hexed}-link_is": "own", f"on-{hexed}-link": "altrove.example"}
    data |= {f"on-{hexed}-thread_is": "own", f"on-{hexed}-part": ["Un'altra.", " "]}

    answer = browser.post(reverse("editorial:autosave_new", args=[cast.client.slug]), data)
    assert answer.status_code == 200, answer.content
    post = Post.objects.get()
    assert post.versions.get(channel=google).own == {
        "link": "https://altrove.example",
        "thread": ["Un'altra."],
    }
    assert seen(post, google).draft.text.endswith("https://altrove.example")
    posted(cast, browser, data)
    assert Post.objects.count() == 1

    data[f"on-{hexed}-link"] = "non è un indirizzo"
    wrong = browser.post(reverse("editorial:autosave_new", args=[cast.client.slug]), data)
    assert wrong.status_code == 422
    assert "Write the address of a web page" in wrong.json()["words"]


def test_a_fifth_picture_is_for_the_channels_that_choose_it(cast, sign_in, google):
    browser = sign_in(cast.bruno)
    client = cast.client
    first = [
        PictureInput(make_pictures.ready(cast.bruno, client, name=f"{n}.jpg"), alt=f"Foto {n}")
        for n in range(4)
    ]
    fifth = make_pictures.ready(cast.bruno, client, name="insegna.jpg")
    data = typed(cast, google, first, deed="pictures:add", choose=str(fifth.public_id))
    page = posted(cast, browser, data).content.decode()
    assert f'name="pic-{fifth.public_id.hex}-single"' in page
    assert page.count("4 of 4") == 1

    data = typed(cast, google, [*first, PictureInput(fifth)])
    hexed = google.public_id.hex
    data |= {f"pic-{fifth.public_id.hex}-single": "on", f"on-{hexed}-thread_is": "none"}
    data |= {f"on-{hexed}-pictures_are": "own", f"on-{hexed}-shown": [str(fifth.public_id)]}
    posted(cast, browser, data)
    post = Post.objects.get()
    assert [s.asset for s in seen(post, google).shown] == [fifth]
    assert [s.asset for s in seen(post, cast.channel).shown] == [each.asset for each in first]


def test_a_channel_whose_chosen_picture_is_gone_is_named_with_its_ways_out(cast, sign_in, google):
    browser = sign_in(cast.bruno)
    dawn, shears, _sign = pictures_for(cast.bruno, cast.client)
    hexed = google.public_id.hex
    own = {f"on-{hexed}-pictures_are": "own", f"on-{hexed}-shown": [key(shears)]}
    url = reverse("editorial:look", args=[cast.client.slug])
    said = f"{google.handle} goes out without pictures."

    assert (
        said not in browser.post(url, typed(cast, google, [dawn, shears], **own)).content.decode()
    )
    # The one it chose leaves the post.
    gone = typed(cast, google, [dawn], **own)
    page = browser.post(url, gone).content.decode()
    assert said in page
    assert f'value="own:allpictures:{hexed}"' in page
    assert f'value="own:nopictures:{hexed}"' in page
    # Where the post has none, there is nothing to choose.
    assert said not in browser.post(url, typed(cast, google, [], **own)).content.decode()

    settled = posted(cast, browser, gone | {"deed": f"own:allpictures:{hexed}"}).content.decode()
    assert said not in settled
    posted(cast, browser, gone)
    post = Post.objects.get()
    assert seen(post, google).shown == []
    assert [each.asset for each in seen(post, cast.channel).shown] == [dawn.asset]
