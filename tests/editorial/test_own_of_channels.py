"""What one channel has instead of the post's: what is seen is what is approved, and goes out; all else follows the post."""

from __future__ import annotations

import io
import urllib.request
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from PIL import Image

from editorial.actions import copying, drafting, moving, preparing, revising, rewording
from editorial.actions.drafting import Additions, VersionInput
from editorial.actions.picturing import PictureInput
from editorial.changes import content_changes
from editorial.contents import content_hash, for_channel
from editorial.forms.own import OwnForm
from editorial.models import Post
from editorial.own import JOINED, Own, own_of
from editorial.when import fold_of, wall_of
from networks.known import KNOWN
from networks.limits import Limits
from people.clock import database_now
from people.ids import uuid7
from tests import make
from tests.editorial.own_hands import (
    FIRST,
    SECOND,
    THIRD,
    content,
    key,
    made,
    pictures_for,
    scheduled_soon,
    seen,
    status_of,
)
from tests.editorial.threads import creates
from tests.make_posts import just_after, run_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of this test lie in a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


# --- out on the network --------------------------------------------------------------------------------


def test_each_channel_gets_what_was_seen_and_approved_for_it(
    owner, channel, other_channel, sandbox, client_of
):
    pictures = pictures_for(owner, client_of)
    dawn, shears, sign = pictures
    own = Own(
        pictures=(key(sign), key(shears)),
        shape="1.91:1",
        link="https://tenuta.example/potatura",
        thread=JOINED,
    )
    post = made(
        owner,
        {channel: Own(), other_channel: own},
        pictures=pictures,
        additions=Additions(thread=(SECOND, THIRD), link="https://tenuta.example/"),
    )
    previews = {each.pk: seen(post, each) for each in (channel, other_channel)}

    deliveries = scheduled_soon(post, owner)
    post.refresh_from_db()
    approved = post.approved_revision
    at = deliveries[channel.pk].due_at
    while preparing.prepare_due(clock=lambda: at - timedelta(minutes=20)):
        pass
    for _turn in range(6):
        run_round(just_after(deliveries[channel.pk]))

    for each in (channel, other_channel):
        out, preview = status_of(deliveries[each.pk], sandbox), previews[each.pk]
        # The frozen words are the previewed ones, and those are what the network says.
        assert for_channel(approved.content, each.pk).text == preview.draft.text
        assert creates(sandbox, each, preview.draft.text) == [1]
        assert [m["description"] for m in out["media_attachments"]] == [
            shown.alt for shown in preview.shown
        ]
        for part in preview.parts:
            assert creates(sandbox, each, part.text) == [1]
        made_files = [
            Image.open(io.BytesIO(urllib.request.urlopen(m["url"]).read())).size
            for m in out["media_attachments"]
        ]
        for (width, height), shown in zip(made_files, preview.shown, strict=True):
            _left, _top, across, down = map(int, shown.view_box.split())
            assert abs(width / height - across / down) < 0.02

    follows, differs = previews[channel.pk], previews[other_channel.pk]
    assert [s.alt for s in follows.shown] == [dawn.alt, shears.alt]
    assert [part.text for part in follows.parts] == [SECOND, THIRD]
    assert follows.draft.text == f"{FIRST}\nhttps://tenuta.example/"
    assert [s.alt for s in differs.shown] == [sign.alt, shears.alt]
    assert differs.draft.text == (
        f"{FIRST}\n\n{SECOND}\n\n{THIRD}\nhttps://tenuta.example/potatura"
    )
    assert creates(sandbox, other_channel, SECOND, THIRD) == [0, 0]


def test_a_poll_is_left_out_on_one_channel_and_another_asked_on_the_next(
    owner, channel, other_channel, sandbox
):
    poll = {
        "options": ["Sì", "No"],
        "expires_in_s": 86_400,
        "is_multiple": False,
        "hides_totals": False,
    }
    post = made(
        owner,
        {channel: Own(poll={}), other_channel: Own(poll={**poll, "options": ["Rosso", "Bianco"]})},
        additions=Additions(poll=poll),
    )
    deliveries = scheduled_soon(post, owner)
    run_round(just_after(deliveries[channel.pk]))

    assert status_of(deliveries[channel.pk], sandbox).get("poll") is None
    asked = status_of(deliveries[other_channel.pk], sandbox)["poll"]
    assert [option["title"] for option in asked["options"]] == ["Rosso", "Bianco"]


def test_a_channel_without_pictures_waits_for_none(owner, channel, other_channel, client_of):
    pictures = pictures_for(owner, client_of)[:2]
    post = made(
        owner,
        {channel: Own(pictures=()), other_channel: Own(pictures=(key(pictures[1]),))},
        pictures=pictures,
        additions=Additions(),
    )
    deliveries = scheduled_soon(post, owner)

    assert run_round(just_after(deliveries[channel.pk])) == 1
    deliveries[channel.pk].refresh_from_db()
    assert deliveries[channel.pk].state == "published"
    preparing.prepare_due(clock=lambda: deliveries[channel.pk].due_at)
    n_handed = deliveries[other_channel.pk].steps.filter(kind="media").count()
    assert (deliveries[channel.pk].steps.filter(kind="media").count(), n_handed) == (0, 1)


# --- what is kept, frozen and had back ----------------------------------------------------------------


DIFFERENT = [
    Own(pictures=()),
    Own(shape="4:5"),
    Own(shape=""),
    Own(link=""),
    Own(link="https://altrove.example/"),
    Own(thread=JOINED),
    Own(thread=()),
    Own(thread=("Un'altra seconda.",)),
    Own(poll={}),
    Own(
        poll={
            "options": ["Rosso", "Bianco"],
            "expires_in_s": 3_600,
            "is_multiple": False,
            "hides_totals": False,
        }
    ),
]


@pytest.fixture
def whole(cast) -> Any:
    """Makes a post with everything, on two channels: the first with `own`."""
    pictures = pictures_for(cast.bruno, cast.client)
    second = make.channel(cast.client, "altra", token="altra")

    def make_it(own: Own) -> Post:
        return made(
            cast.bruno,
            {cast.channel: own, second: Own()},
            pictures=pictures,
            additions=Additions(
                thread=(SECOND, THIRD),
                poll={"options": ["Sì", "No"], "expires_in_s": 86_400},
                link="https://tenuta.example/",
            ),
        )

    make_it.pictures = pictures
    return make_it


def test_what_differs_is_part_of_what_is_approved_and_all_else_is_as_it_was(cast, whole):
    plain = content(whole(Own()))
    hashes = {content_hash(plain)}
    for own in [*DIFFERENT, Own(pictures=(key(whole.pictures[1]), key(whole.pictures[0])))]:
        hashes.add(content_hash(content(whole(own))))

    assert len(hashes) == len(DIFFERENT) + 2
    first = plain["versions"][str(cast.channel.pk)]
    assert set(first) == {"text", "spoiler", "visibility", "link"}


@pytest.mark.parametrize("own", DIFFERENT)
def test_an_earlier_version_a_copy_and_the_history_know_what_differs(cast, whole, own):
    post = whole(own)
    then = content(post)
    # Its short name for the history: the revision stands, then somebody lets the channel follow again.
    revision = drafting.freeze_revision(post=post, member=cast.bruno, now=database_now())
    copied = copying.copy_post(post=post, member=cast.bruno, now=database_now())
    assert content(copied) == then

    followed = drafting.edit_post(
        post=post,
        member=cast.bruno,
        edit_number=post.edit_number,
        text=post.text,
        versions=[VersionInput(v.channel) for v in post.versions.select_related("channel")],
        now=database_now(),
    )
    assert content_changes(then, content(followed)).are_any

    back = revising.restore_revision(
        post=followed,
        member=cast.bruno,
        revision=revision,
        edit_number=followed.edit_number,
        now=database_now(),
    ).post
    # The link stays what it is by design: what was frozen carries its measuring parts.
    expected = replace(own, link=None)
    assert (
        own_of(back.versions.get(channel=cast.channel).own).as_json.items()
        >= {
            name: value for name, value in expected.as_json.items() if name not in ("pictures",)
        }.items()
    )
    if own.link is None:
        assert content(back) == then


def test_a_channel_that_is_only_cut_otherwise_still_follows_the_posts_pictures(cast, whole):
    post = whole(Own(shape="4:5"))
    revision = drafting.freeze_revision(post=post, member=cast.bruno, now=database_now())
    back = revising.restore_revision(
        post=post, member=cast.bruno, revision=revision, edit_number=post.edit_number,
        now=database_now(),
    ).post  # fmt: skip

    assert own_of(back.versions.get(channel=cast.channel).own) == Own(shape="4:5")


def test_rights_that_ended_stop_no_move_of_a_post_that_sends_the_picture_nowhere(cast, whole):
    _dawn, _shears, sign = whole.pictures
    post = made(cast.bruno, {cast.channel: Own(shape="4:5")}, pictures=whole.pictures)
    scheduled_soon(post, cast.rita)
    sign.asset.rights_until = date(2026, 1, 1)
    sign.asset.save(update_fields=["rights_until"])
    later, zone = database_now() + timedelta(days=2), post.client.time_zone

    moving.move(
        post=post, member=cast.rita, may_schedule=True, wall_at=wall_of(later, zone),
        fold=fold_of(later, zone), now=database_now(),
    )  # fmt: skip

    assert {each.due_at.date() for each in post.deliveries.all()} == {later.date()}


def test_a_picture_that_leaves_the_post_leaves_the_channels_choice_too(cast, whole):
    dawn, _shears, sign = whole.pictures
    post = whole(Own(pictures=(key(sign), key(dawn))))

    def without(*gone: PictureInput) -> dict[str, Any]:
        post.refresh_from_db()
        saved = drafting.edit_post(
            post=post,
            member=cast.bruno,
            edit_number=post.edit_number,
            text=post.text,
            versions=copying.versions_of(post),
            pictures=[each for each in whole.pictures if each not in gone],
            now=database_now(),
        )
        return dict(saved.versions.get(channel=cast.channel).own)

    assert without(sign) == {"pictures": [key(dawn)]}
    # Nobody chose the others for it: nothing goes out there that was not chosen.
    assert without(sign, dawn) == {"pictures": []}
    assert seen(post, cast.channel).shown == []


def test_what_is_corrected_on_one_channel_leaves_the_parts_of_the_others(cast, whole):
    post = whole(Own(thread=JOINED))
    other = post.versions.exclude(channel=cast.channel).get().channel
    words = rewording.NewWords("Sette gradi.", thread=(SECOND, "Aldo ha cambiato idea."))

    said = {each.channel.pk: each for each in rewording.reworded(post, words, {other.pk})}

    assert said[other.pk].own == Own()
    assert said[other.pk].text == ""
    assert said[cast.channel.pk].text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
    assert said[cast.channel.pk].own.thread == ()


# --- the form and its findings -------------------------------------------------------------------------


def test_every_way_to_differ_comes_back_from_its_form_as_it_was():
    limits: Limits = KNOWN["mastodon"].limits
    settings = {"expires_in_s": 3_600, "is_multiple": False, "hides_totals": False}
    pictures = Own(pictures=(str(uuid7()),))
    for own in [Own(), pictures, *DIFFERENT]:
        form = OwnForm(None, prefix="on-x", network="mastodon", limits=limits, own=own)
        assert form.now(settings) == own
        assert bool(form.differences) == (own != Own())
