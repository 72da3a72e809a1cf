"""Going back to an earlier revision of a post: as a new edit, so that nothing between is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from clients.models import Channel
from editorial.actions.drafting import Additions, VersionInput, edit_post, freeze_revision
from editorial.actions.picturing import PictureInput
from editorial.contents import Picture, pictures_in
from editorial.models import Asset, Post, Revision
from editorial.own import Own, own_of
from people.models import Member


@dataclass(frozen=True, slots=True)
class Restored:
    """The post as it stands again, the revision that stood until now, and how much could not come back."""

    post: Post
    before: Revision
    n_channels_gone: int
    n_pictures_gone: int


@transaction.atomic
def restore_revision(
    *, post: Post, member: Member, revision: Revision, edit_number: int, now: datetime
) -> Restored:
    """Put the words, channels and pictures of `revision` back as a new revision.

    What stands now is kept as a revision first. Channels and pictures that are no longer the client's stay away; the
    link stays as it is, because what was frozen is the address with its measuring parts. Raises what edit_post raises.
    """
    held = Post.objects.select_for_update().get(pk=post.pk)
    before = freeze_revision(post=held, member=held.edited_by, now=held.edited_at)
    content, frozen = revision.content, _frozen(revision.content)
    channels = {
        channel.pk: channel
        for channel in Channel.objects.filter(client_id=post.client_id, pk__in=content["versions"])
    }
    assets = {
        str(asset.public_id): asset
        for asset in Asset.objects.filter(
            client_id=post.client_id, public_id__in=[picture.asset for picture in frozen]
        )
    }
    saved = edit_post(
        post=held,
        member=member,
        edit_number=edit_number,
        text=content["text"],
        title=held.title,
        versions=_versions(held, content, channels),
        pictures=_pictures(content, frozen, assets),
        additions=Additions(
            thread=tuple(content.get("thread", ())),
            poll=content.get("poll"),
            link=held.link,
            is_link_short=held.is_link_short,
            utm_campaign=held.utm_campaign,
        ),
        wall_at=held.wall_at,
        fold=held.fold,
        now=now,
    )
    freeze_revision(post=saved, member=member, now=now)
    return Restored(
        saved, before, len(content["versions"]) - len(channels), len(frozen) - len(assets)
    )


def _versions(
    held: Post, content: Mapping[str, Any], channels: Mapping[int, Channel]
) -> list[VersionInput]:
    """What was frozen for each channel that is still there; its link stays the one that it has now."""
    links = {v.channel_id: own_of(v.own).link for v in held.versions.all()}
    return [
        VersionInput(
            channel=channels[int(key)],
            text=version["text"],
            spoiler=version["spoiler"],
            visibility=version["visibility"],
            first_comment=version.get("first_comment", ""),
            own=_own(version, links.get(int(key)), shared=content.get("media", ())),
        )
        for key, version in content["versions"].items()
        if int(key) in channels
    ]


def _pictures(
    content: Mapping[str, Any], frozen: Sequence[Picture], assets: Mapping[str, Asset]
) -> list[PictureInput]:
    """The frozen pictures that are still there, as they were cut."""
    shared = {picture.asset for picture in pictures_in(content)}
    return [
        PictureInput(
            asset=assets[picture.asset],
            alt=picture.alt,
            crop=picture.crop,
            focus_x=picture.focus_x,
            focus_y=picture.focus_y,
            is_shared=picture.asset in shared,
        )
        for picture in frozen
        if picture.asset in assets
    ]


def _frozen(content: Mapping[str, Any]) -> list[Picture]:
    """The pictures of the post as it was: those for all, then those that single channels chose, uncut where one has them so."""
    found = {each.asset: each for each in pictures_in(content)}
    own = [(int(key), version) for key, version in content["versions"].items()]
    for channel_id, _version in sorted(own, key=lambda each: "shape" in each[1]):
        for each in pictures_in(content, channel_id):
            found.setdefault(each.asset, each)
    return list(found.values())


def _own(
    version: Mapping[str, Any], link: str | None, *, shared: Sequence[Mapping[str, Any]]
) -> Own:
    """What differed on a channel besides its words, as drafting takes it; `shared` is what all others got."""
    thread, media = version.get("thread"), version.get("media")
    chosen = None if media is None else tuple(each["asset"] for each in media)
    # What has only a shape of its own is frozen with its pictures too: they go on following the post.
    if "shape" in version and chosen == tuple(each["asset"] for each in shared):
        chosen = None
    return Own(
        pictures=chosen,
        shape=version.get("shape"),
        link=link,
        thread=tuple(thread) if isinstance(thread, list) else thread,
        poll=version.get("poll"),
    )
