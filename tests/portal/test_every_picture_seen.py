"""Whoever approves can see every picture of a channel, however many it has and however its network lays them out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from editorial.actions import asking, drafting
from editorial.actions.drafting import VersionInput
from editorial.actions.picturing import PictureInput
from editorial.own import Own
from people.clock import database_now
from tests import make, make_pictures
from tests.portal.people import visitor

N = 8


@pytest.fixture
def post(cast, settings, tmp_path) -> Any:
    """A post with four pictures for all and four for single channels, which Facebook and Instagram have all."""
    settings.MEDIA_ROOT = tmp_path / "media"
    pictures = [
        PictureInput(
            make_pictures.ready(cast.bruno, cast.client, name=f"{n}.jpg"), alt=f"Foto {n}", is_shared=n < 4
        )
        for n in range(N)
    ]  # fmt: skip
    all_of_them = Own(pictures=tuple(str(each.asset.public_id) for each in pictures))
    channels = [
        make.channel(cast.client, f"@{network}", network=network)
        for network in ("facebook", "instagram")
    ]
    return drafting.create_post(
        member=cast.bruno, client=cast.client, text="Otto foto", pictures=pictures,
        versions=[VersionInput(each, own=all_of_them) for each in channels], now=database_now(),
    )  # fmt: skip


def previews(page: str) -> dict[str, str]:
    found = page.split('<article class="preview p-')[1:]
    return {each.partition('"')[0]: each.partition("</article>")[0] for each in found}


def seen(part: str) -> list[str]:
    return re.findall(r'aria-label="(Foto \d)"', part)


@pytest.mark.parametrize("who", ["client", "colleague"])
def test_all_eight_are_there_behind_one_press_or_one_beside_the_other(cast, sign_in, post, who):
    if who == "client":
        asking.ask_client(post=post, member=cast.rita, now=database_now())
        page = visitor(cast.carla).get().content.decode()
    else:
        url = reverse("editorial:post", args=[cast.client.slug, post.public_id])
        page = sign_in(cast.rita).get(url).content.decode()
    by_network = previews(page)
    names = [f"Foto {n}" for n in range(N)]

    before, _press, behind = by_network["facebook"].partition('<details class="p-rest">')
    assert seen(before) == names[:5]
    assert seen(behind.partition("</details>")[0]) == names[5:]
    assert "+3" in behind.partition("</summary>")[0]
    assert seen(by_network["instagram"]) == names
    assert re.findall(r'class="p-nth">(\d/\d)<', by_network["instagram"]) == [
        f"{n}/{N}" for n in range(1, N + 1)
    ]
