"""The pictures of a post as the actions take them, as it keeps them, and as a revision freezes them for its channels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from editorial.contents import Picture, clean_text
from editorial.models import MOST_IN_ALL, MOST_PICTURES, Asset, Post, PostAsset
from editorial.own import Own


@dataclass(frozen=True, slots=True)
class PictureInput:
    """A picture of the post: its alt text there, its shape, and the point (percent) that stays in it.

    One that is not `is_shared` goes out only on the channels that choose it.
    """

    asset: Asset
    alt: str = ""
    crop: str = ""
    focus_x: int = 50
    focus_y: int = 50
    is_shared: bool = True


def pictures_of(post: Post, *, uses: Iterable[PostAsset] | None = None) -> list[PictureInput]:
    """The pictures of a post, as drafting takes them; `uses` with their pictures, where they are known already."""
    if uses is None:
        uses = PostAsset.objects.filter(post=post).select_related("asset")
    return [
        PictureInput(
            asset=each.asset,
            alt=each.alt,
            crop=each.crop,
            focus_x=each.focus_x,
            focus_y=each.focus_y,
            is_shared=each.is_shared,
        )
        for each in uses
    ]


def shared_media(pictures: Iterable[PictureInput]) -> list[Picture]:
    """What the channels get that follow the post, as a revision freezes it."""
    return [_frozen(each) for each in pictures if each.is_shared]


def media_of(pictures: Sequence[PictureInput], own: Own) -> list[Picture] | None:
    """The same of a channel with pictures or a shape of its own; None for one that follows the post."""
    if own.pictures is None and own.shape is None:
        return None
    by_id = {str(each.asset.public_id): each for each in pictures}
    chosen = own.pictures
    if chosen is None:
        chosen = tuple(key for key, each in by_id.items() if each.is_shared)
    return [_frozen(by_id[each], own.shape) for each in chosen if each in by_id]


def _frozen(picture: PictureInput, shape: str | None = None) -> Picture:
    is_cut = shape is not None and not picture.asset.is_video and not picture.asset.is_animated
    return Picture(
        asset=str(picture.asset.public_id),
        sha256=picture.asset.sha256,
        alt=picture.alt,
        crop=str(shape) if is_cut else picture.crop,
        focus_x=picture.focus_x,
        focus_y=picture.focus_y,
    )


def write_pictures(post: Post, pictures: Sequence[PictureInput]) -> None:
    """Refuses (ValueError) more than four for all and eight with those of single channels, and the same one twice; the
    database, those of another client."""
    n_shared = sum(picture.is_shared for picture in pictures)
    n_different = len({picture.asset.pk for picture in pictures})
    if n_shared > MOST_PICTURES or not n_different == len(pictures) <= MOST_IN_ALL:
        raise ValueError("four different pictures for all at most, eight with those of single ones")
    post.pictures.all().delete()
    PostAsset.objects.bulk_create(
        [
            PostAsset(
                agency_id=post.agency_id,
                client_id=post.client_id,
                post=post,
                asset=picture.asset,
                position=position,
                alt=clean_text(picture.alt)[0].strip(),
                crop="" if picture.asset.is_animated else picture.crop,
                focus_x=picture.focus_x,
                focus_y=picture.focus_y,
                is_shared=picture.is_shared,
            )
            for position, picture in enumerate(sorted(pictures, key=lambda p: not p.is_shared))
        ]
    )
