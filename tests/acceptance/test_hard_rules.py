"""Point 22: whatever a network would refuse blocks scheduling, and the editor leads to what puts it right.

Every rule of networks/limits.py is broken here once, by a draft on a channel whose network is that strict; a rule that is added
there and not here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from clients.actions.connecting.opening import limits_of
from clients.remote import limits_as_json
from editorial.actions.picturing import PictureInput
from editorial.models import Asset, Delivery, Version
from networks.limits import PollLimits
from people.clock import database_now
from tests import make_pictures, make_posts
from tests.cast import Cast
from tests.conftest import SignIn
from tests.editorial.filling import fields

POLL = {"options": ["Sabato", "Domenica"], "expires_in_s": 86_400, "is_multiple": False, "hides_totals": False}  # fmt: skip
POLLS = PollLimits(max_options=3, max_option_chars=10, min_s=3600, max_s=172_800)
A_FILM = {"kind": "video", "mime": "video/mp4", "duration_ms": 90_000, "n_frames": 2700}
MOVES = "it moves"  # a picture that goes as it is, and is not made to fit


@dataclass(frozen=True)
class Broken:
    """A draft that breaks one rule: what of the network is strict, what the post is, and what its files are."""

    limits: dict[str, Any] = field(default_factory=dict)
    text: str = "Si pota lo stesso."
    post: dict[str, Any] = field(default_factory=dict)
    version: dict[str, str] = field(default_factory=dict)
    files: tuple[dict[str, Any], ...] = ()
    alt: str = "La vigna"


RULES: dict[tuple[str, str], Broken] = {
    ("text", "empty"): Broken(text=" "),
    ("text", "too_long"): Broken(text="Si pota. " * 60),
    ("text", "too_many_bytes"): Broken({"max_bytes": 10}),
    ("thread", "not_offered"): Broken({"max_parts": 1}, post={"thread": ["E poi si lega."]}),
    ("thread", "too_many_parts"): Broken({"max_parts": 2}, post={"thread": ["Due.", "Tre."]}),
    ("first_comment", "not_offered"): Broken(
        {"is_first_comment_offered": False}, version={"first_comment": "Qui sotto."}
    ),
    ("visibility", "not_offered"): Broken(
        {"visibilities": ("public",)}, version={"visibility": "unlisted"}
    ),
    ("media", "required"): Broken({"is_media_required": True}),
    ("media", "too_many"): Broken({"max_media": 1}, files=({}, {})),
    ("media", "mixed"): Broken({"max_media": 4, "max_videos": 1}, files=({}, A_FILM)),
    ("media", "too_many_videos"): Broken({"max_videos": 0}, files=(A_FILM,)),
    ("media[]", "type"): Broken({"mimes": frozenset(["image/jpeg"])}, files=(A_FILM,)),
    ("media[]", "bytes"): Broken({"max_image_bytes": 50}, files=({MOVES: True},)),
    ("media[]", "pixels"): Broken({"max_image_pixels": 50}, files=({MOVES: True},)),
    ("media[]", "seconds"): Broken({"max_video_s": 60.0, "max_videos": 1}, files=(A_FILM,)),
    ("media[].alt", "too_long"): Broken({"max_alt_chars": 10}, files=({},), alt="Le vigne vecchie"),
    ("poll", "not_offered"): Broken({"poll": None}, post={"poll": POLL}),
    ("poll", "with_media"): Broken({"poll": POLLS}, post={"poll": POLL}, files=({},)),
    ("poll", "too_few_options"): Broken(
        {"poll": POLLS}, post={"poll": {**POLL, "options": ["Sabato"]}}
    ),
    ("poll", "too_many_options"): Broken(
        {"poll": POLLS}, post={"poll": {**POLL, "options": ["Uno", "Due", "Tre", "Quattro"]}}
    ),
    ("poll.options[]", "empty"): Broken(
        {"poll": POLLS}, post={"poll": {**POLL, "options": ["Sabato", " "]}}
    ),
    ("poll.options[]", "repeated"): Broken(
        {"poll": POLLS}, post={"poll": {**POLL, "options": ["Sabato", "Sabato"]}}
    ),
    ("poll.options[]", "too_long"): Broken(
        {"poll": POLLS}, post={"poll": {**POLL, "options": ["Sabato", "Domenica dopo pranzo"]}}
    ),
    ("poll.expires_in_s", "duration"): Broken(
        {"poll": POLLS}, post={"poll": {**POLL, "expires_in_s": 60}}
    ),
}
# Advice, not a bar; and what no form can send (a post is text of Unicode).
NO_BARS = {("media[].alt", "missing"), ("text", "control_character")}


def test_22_every_rule_of_a_network_is_broken_here() -> None:
    source = (Path(settings.BASE_DIR) / "networks/limits.py").read_text()
    written = set(re.findall(r'Problem\(\s*f?("[^"]+"|field), "(\w+)"', source))
    names = {"field": ("media[]", "poll.options[]")}
    rules = set()
    for where, rule in written:
        place = re.sub(r"\{\w+\}", "", where.strip('"'))
        if place == ".alt":
            rules.add(("media[].alt", rule))
        elif place == "field":
            rules |= {(each, rule) for each in names["field"] if (each, rule) in RULES}
        else:
            rules.add((place, rule))
    assert rules == set(RULES) | NO_BARS


@pytest.mark.parametrize("rule", RULES, ids=" ".join)
def test_22_a_rule_that_would_refuse_the_post_blocks_scheduling_and_leads_to_what_puts_it_right(
    cast: Cast, sign_in: SignIn, rule: tuple[str, str]
) -> None:
    broken = RULES[rule]
    channel = cast.channel
    strict = {"max_media": 4, "max_videos": 4, **broken.limits}
    channel.limits = limits_as_json(replace(limits_of(channel), **strict))
    channel.save(update_fields=["limits"])
    pictures = []
    for n, more in enumerate(broken.files):
        data = make_pictures.gif(3) if MOVES in more else None
        asset = make_pictures.ready(cast.rita, cast.client, data, name=f"vigna-{n}.jpg")
        if more and MOVES not in more:
            Asset.objects.filter(pk=asset.pk).update(**more)
            asset.refresh_from_db()
        pictures.append(PictureInput(asset, alt=broken.alt))
    post = make_posts.draft(cast.rita, channel, text=broken.text, pictures=pictures)
    for name, value in broken.post.items():
        setattr(post, name, value)
    post.save()
    Version.objects.filter(post=post).update(**broken.version)

    browser = sign_in(cast.rita)
    day = database_now() + timedelta(days=3)
    when = {"day": f"{day:%Y-%m-%d}", "clock": "18:15"}
    refused = browser.post(
        reverse("editorial:schedule", args=[cast.client.slug, post.public_id]), when
    )
    assert refused.status_code == 422
    assert not Delivery.objects.exists()
    edit = reverse("editorial:edit", args=[cast.client.slug, post.public_id])
    assert edit in refused.content.decode()

    page = browser.get(edit).content.decode()
    hard = re.findall(r'<li class="hard">.*?</li>', page, re.S)
    assert hard, "the editor says nothing of it"
    for line in hard:
        leads = re.search(r'<a class="btn" href="([^"]+)"', line)
        deed = re.search(r'name="deed" value="([^"]+)"', line)
        assert deed or leads, line
        if leads and leads[1].startswith("#"):
            assert f'id="{leads[1][1:]}"' in page, "it leads to where nothing is"
        if deed:
            after = browser.post(edit, {**fields(page), "deed": deed[1]}).content.decode()
            assert line not in re.findall(r'<li class="hard">.*?</li>', after, re.S)
