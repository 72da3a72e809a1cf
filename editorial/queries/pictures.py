"""Pictures as screens and networks see them: addresses, what is cut, where they are used, what a network would say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, BinaryIO, TypeVar

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clients.models import Client
from editorial.contents import every_picture_in, pictures_in
from editorial.models import Asset, AssetKind, AssetState, Post, PostAsset, RenditionPurpose
from editorial.models.posts import open_to
from editorial.pictures.cutting import Cut, box_of, fitted
from editorial.pictures.video_fitting import can_be_made, wanted_for
from editorial.pictures.video_rules import MIME, Film
from networks.limits import Limits
from networks.types import Media
from people import cldr
from people.models import Member
from people.prepared import prepared

# Networks shrink anything bigger; sending it would only take longer.
MOST_SIDE = 4096


@dataclass(frozen=True)
class Shown:
    """A picture in a post, ready for a template. The preview cuts by the viewBox of an SVG, without a new file."""

    asset: Asset
    slug: str
    alt: str
    cut: Cut

    @property
    def is_ready(self) -> bool:
        return self.asset.state == AssetState.READY

    @property
    def thumb_url(self) -> str:
        return address(self.asset, self.slug, RenditionPurpose.THUMB)

    @property
    def screen_url(self) -> str:
        return address(self.asset, self.slug, RenditionPurpose.SCREEN)

    @property
    def film_url(self) -> str:
        """Where a player gets the video."""
        return address(self.asset, self.slug, "film")

    @cached_property
    def screen_size(self) -> tuple[int, int]:
        """The size of the file for screens."""
        return fitted(self.asset.width, self.asset.height, most_side=1600)

    @property
    def view_box(self) -> str:
        """What of the file for screens is seen."""
        left, top, right, bottom = box_of(*self.screen_size, self.cut)
        return f"{left} {top} {right - left} {bottom - top}"


AnyShown = TypeVar("AnyShown", bound=Shown)


def address(asset: Asset, slug: str, purpose: str) -> str:
    """Where staff get a file of the asset."""
    return reverse("editorial:picture", args=[slug, asset.public_id, purpose])


def uses_in(post: Post) -> QuerySet[PostAsset]:
    """What the post shows now, in order, each with its picture."""
    return post.pictures.select_related("asset")


def shown_in(post: Post, *, uses: Iterable[PostAsset] | None = None) -> list[Shown]:
    """The pictures of the post as it is now, in order; `uses` where they are known already."""
    return [
        Shown(each.asset, post.client.slug, each.alt, Cut(each.crop, each.focus_x, each.focus_y))
        for each in (uses_in(post) if uses is None else uses)
    ]


def going_out(post: Post, content: Mapping[str, Any]) -> list[Shown]:
    """Those of them that any channel gets by this content."""
    sent = {entry.asset for entry in every_picture_in(content)}
    return [each for each in shown_in(post) if str(each.asset.public_id) in sent]


def shown_in_content(
    content: Mapping[str, Any], *, client: Client, channel_id: int | None = None
) -> list[Shown]:
    """The pictures a revision froze for a channel, or for any (None), in order; one whose bytes are no longer the
    approved ones is left out."""
    entries = pictures_in(content, channel_id) if channel_id else every_picture_in(content)
    found = Asset.objects.filter(client=client, public_id__in=[e.asset for e in entries])
    assets = {str(asset.public_id): asset for asset in found} if entries else {}
    return [
        Shown(asset, client.slug, entry.alt, Cut(entry.crop, entry.focus_x, entry.focus_y))
        for entry in entries
        if (asset := assets.get(entry.asset)) is not None and asset.sha256 == entry.sha256
    ]


def shown_on(
    content: Mapping[str, Any], channel_id: int, shown: Iterable[AnyShown]
) -> list[AnyShown]:
    """Of a post's pictures those that a channel gets by this content, in its order and as they are cut there."""
    known = {str(each.asset.public_id): each for each in shown}
    return [
        replace(known[entry.asset], cut=Cut(entry.crop, entry.focus_x, entry.focus_y))
        for entry in pictures_in(content, channel_id)
        if entry.asset in known
    ]


# --- what a network would get -----------------------------------------------------------------------


def sending_rule(limits: Limits, cut: Cut) -> dict[str, Any]:
    """What the closed process makes of a still picture for a network with these limits."""
    return {
        "cut": {"crop": cut.crop, "focus_x": cut.focus_x, "focus_y": cut.focus_y},
        "most_side": MOST_SIDE,
        "most_pixels": limits.max_image_pixels,
        "most_bytes": limits.max_image_bytes,
        "takes_png": not limits.mimes or "image/png" in limits.mimes,
    }


def expected_media(shown: Sequence[Shown], limits: Limits) -> tuple[Media, ...]:
    """The files a network with these limits would get, for its rules to be asked before anything is made.

    A still picture is made to fit; an animation goes as it is, and may be too big or not taken at all.
    """
    return tuple(_expected(each, limits) for each in shown)


def video_rule(limits: Limits) -> dict[str, Any]:
    """What the closed process makes of a video for a network with these limits."""
    return {"most_pixels": limits.max_video_pixels, "most_bytes": limits.max_video_bytes}


def is_inside(rule: Mapping[str, Any], n_bytes: int, n_pixels: int) -> bool:
    """Whether a video of so many bytes and pixels a frame goes as it is."""
    return (rule["most_bytes"] is None or n_bytes <= rule["most_bytes"]) and (
        rule["most_pixels"] is None or n_pixels <= rule["most_pixels"]
    )


def _expected_video(shown: Shown, limits: Limits) -> Media:
    """The kept video; one too big for the network counts as fitting when it can be encoded to fit."""
    asset, rule = shown.asset, video_rule(limits)
    n_bytes, width, height = asset.n_bytes, asset.width, asset.height
    if not is_inside(rule, n_bytes, width * height):
        seconds = max(asset.duration_ms, 1) / 1000
        film = Film(
            width, height, max(asset.duration_ms, 1), asset.n_frames / seconds, asset.n_frames
        )
        wanted = wanted_for(film, rule) if can_be_made(film, rule) else None
        if wanted is not None:
            n_bytes, width, height = 0, wanted.width, wanted.height
    return Media(
        sha256=asset.sha256,
        mime=MIME,
        width=width,
        height=height,
        alt=shown.alt,
        open=_not_yet,
        n_bytes=n_bytes,
        duration_s=asset.duration_s,
    )


def _expected(shown: Shown, limits: Limits) -> Media:
    asset = shown.asset
    if asset.is_video:
        return _expected_video(shown, limits)
    if asset.is_animated:
        mime, n_bytes, size = "image/gif", asset.n_bytes, (asset.width, asset.height)
    else:
        left, top, right, bottom = box_of(asset.width or 1, asset.height or 1, shown.cut)
        size = fitted(
            right - left,
            bottom - top,
            most_side=MOST_SIDE,
            most_pixels=limits.max_image_pixels,
        )
        mime, n_bytes = "image/jpeg", 0
    return Media(
        sha256=asset.sha256,
        mime=mime,
        width=size[0],
        height=size[1],
        alt=shown.alt,
        open=_not_yet,
        n_bytes=n_bytes,
    )


def _not_yet() -> BinaryIO:
    raise OSError("this file is not made yet")


def obstacles(shown: Iterable[Shown]) -> list[str]:
    """Why these pictures cannot go out yet, in words; empty when they can."""
    sentences = []
    for each in shown:
        words = {"name": each.asset.name}
        if each.asset.removed_at is not None:
            sentences.append(
                _("«%(name)s» is in the library's trash: restore it, or take it out.") % words
            )
        elif each.asset.state == AssetState.REFUSED:
            sentences.append(_("«%(name)s» cannot be used: take it out.") % words)
        elif each.asset.state == AssetState.RECEIVED:
            sentences.append(
                _("«%(name)s» is still being prepared: try again in a few seconds.") % words
            )
    return sentences


def rights_ended(shown: Iterable[Shown], *, on: date) -> list[str]:
    """Which of these may no longer be published on that day, by the client's clock; in words."""
    return [
        _("The rights of «%(name)s» end on %(day)s: choose a day until then, or take it out.")
        % {
            "name": each.asset.name,
            "day": cldr.day(each.asset.rights_until, "d MMM y"),
        }
        for each in shown
        if each.asset.rights_until is not None and on > each.asset.rights_until
    ]


# --- the library ------------------------------------------------------------------------------------

FILTERS = ("unused", "video", "no_alt", "rights", "trash")
# How long before its end the library begins to say that a right ends.
RIGHTS_END_SOON = timedelta(days=30)


def library(
    *,
    client: Client,
    member: Member,
    show: str = "",
    words: str = "",
    label: str = "",
    today: date | None = None,
) -> QuerySet[Asset]:
    """The client's pictures and videos: unused first, then newest.

    `show` is one of FILTERS ("rights" wants `today`), `words` are of name, alt text or a label, `label` is a whole one.
    """
    found: QuerySet[Asset] = Asset.objects.visible_to(member).filter(client=client)
    if show == "trash":
        return found.filter(removed_at__isnull=False).order_by("-removed_at", "-pk")
    found = found.filter(removed_at=None).annotate(
        is_used=Exists(PostAsset.objects.filter(asset=OuterRef("pk")))
    )
    if show == "unused":
        found = found.filter(is_used=False)
    if show == "no_alt":
        found = found.filter(alt="").exclude(state=AssetState.REFUSED)
    if show == "video":
        found = found.filter(kind=AssetKind.VIDEO)
    if show == "rights" and today is not None:
        found = found.filter(rights_until__lte=today + RIGHTS_END_SOON)
    if label:
        found = found.filter(labels__contains=[label])
    if words:
        told = Q(name__icontains=words) | Q(alt__icontains=words)
        found = found.filter(told | Q(labels__contains=[words.lower()]))
    return found.order_by("is_used", "-uploaded_at", "-pk")


def counts(*, client: Client, member: Member, today: date) -> dict[str, int]:
    """How many pictures each filter shows."""
    in_library = Q(removed_at=None)
    mine = Asset.objects.visible_to(member).filter(client=client)
    return mine.aggregate(
        all=Count("pk", filter=in_library, distinct=True),
        unused=Count("pk", filter=in_library & Q(uses=None), distinct=True),
        no_alt=Count("pk", filter=in_library & Q(alt="") & ~Q(state="refused"), distinct=True),
        video=Count("pk", filter=in_library & Q(kind=AssetKind.VIDEO), distinct=True),
        rights=Count(
            "pk",
            filter=in_library & Q(rights_until__lte=today + RIGHTS_END_SOON),
            distinct=True,
        ),
        trash=Count("pk", filter=~in_library, distinct=True),
    )


def labels_of(*, client: Client, member: Member) -> list[str]:
    """Every label in this library, by the alphabet."""
    mine = Asset.objects.visible_to(member).in_library().filter(client=client)
    each = mine.annotate(one=Func(F("labels"), function="unnest"))
    return sorted(set(each.values_list("one", flat=True)))


def alike(asset: Asset, *, member: Member, limit: int = 6) -> list[Asset]:
    """Others of the same library that look nearly the same, newest first; a plain surface looks like nothing."""
    mine = Asset.objects.visible_to(member).in_library().filter(client_id=asset.client_id)
    near = mine.filter(motif=asset.motif).exclude(pk=asset.pk)
    return list(near.order_by("-uploaded_at", "-pk")[:limit])


def uses_of(assets: Iterable[Asset], *, member: Member) -> dict[int, list[Post]]:
    """The posts the member may see that show each of these pictures, newest first, in one query."""
    uses = (
        PostAsset.objects.filter(open_to(member), asset__in=list(assets))
        .select_related("post__client")
        .order_by("-post__edited_at", "-post_id")
    )
    found: dict[int, list[Post]] = defaultdict(list)
    for use in uses:
        found[use.asset_id].append(use.post)
    return found


def choosable(*, client: Client, member: Member, limit: int = 24) -> list[Asset]:
    """What the editor offers from the library: unused first, then newest."""
    return _choosable(client=client, member=member, limit=limit)


@prepared("limit")
def _choosable(*, client: Client, member: Member, limit: int) -> QuerySet[Asset]:
    return library(client=client, member=member).exclude(state=AssetState.REFUSED)[:limit]
