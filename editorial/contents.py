"""What a revision freezes: base text, the version of each channel, language, pictures, and what follows the post
(the parts of a thread, first comments); as plain data with a hash.

The hash is what an approval is bound to, and what the publisher checks again at the moment of sending.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from editorial.lifecycle import StepKind
from editorial.own import FOLLOWS, JOINED, Own
from networks.types import Draft, Media, Poll

# The place of the first part that follows among a delivery's steps: after the post itself (0) and its uploads.
FIRST_FOLLOWING = 100
# Stands in a text for the link of its release, which is known only when it goes out.
PLACEHOLDER = "[link]"
# What is counted for that link while nobody knows it: as long as a shared link is.
EXPECTED_LINK = "https://link.example/0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class ChannelText:
    """What one channel gets of a post: text, content warning, visibility, and what stands only there.

    `link` is the address people will follow from this channel, as it goes out; `first_comment` is said below the post.
    `own` is what differs from the post besides, `media` its pictures where those differ.
    """

    text: str
    spoiler: str = ""
    visibility: str = "public"
    first_comment: str = ""
    link: str = ""
    own: Own = FOLLOWS
    media: Sequence[Picture] | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What goes out after the first part of a post, as an answer to it: a part of its thread, a first comment."""

    kind: StepKind
    draft: Draft


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a post, in its order: which bytes (`sha256` of the upload), its alt text, how it is cut."""

    asset: str
    sha256: str
    alt: str = ""
    crop: str = ""
    focus_x: int = 50
    focus_y: int = 50


def freeze(
    *,
    text: str,
    language: str,
    versions: Mapping[int, ChannelText],
    pictures: Sequence[Picture] = (),
    thread: Sequence[str] = (),
    poll: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The content of a revision; `versions` is keyed by channel id, empty texts follow the base.

    `thread` is the texts of the second part and on; blank ones are left out. `poll` is the fields of
    networks.types.Poll.
    """
    # What a post has not has no key either: what was frozen before there was such a thing keeps its hash.
    parts = [part for part in thread if not is_blank(part)]
    return {
        **({"media": [asdict(picture) for picture in pictures]} if pictures else {}),
        **({"poll": _poll(poll)} if poll else {}),
        **({"thread": parts} if parts else {}),
        "text": text,
        "language": language,
        "versions": {
            str(channel_id): {
                "text": version.text,
                "spoiler": version.spoiler,
                "visibility": version.visibility,
                **(
                    {}
                    if is_blank(version.first_comment)
                    else {"first_comment": version.first_comment}
                ),
                **({"link": version.link} if version.link else {}),
                **_own(version),
            }
            for channel_id, version in sorted(versions.items())
        },
    }


def _own(version: ChannelText) -> dict[str, Any]:
    """What differs from the post besides words and link; the poll {} is none."""
    own = version.own
    parts = None if own.thread in (None, JOINED) else [p for p in own.thread if not is_blank(p)]
    return {
        **({} if version.media is None else {"media": [asdict(each) for each in version.media]}),
        **({} if own.shape is None else {"shape": own.shape}),
        **({"thread": JOINED} if own.thread == JOINED else {}),
        **({} if parts is None else {"thread": parts}),
        **({} if own.poll is None else {"poll": _poll(own.poll) if own.poll else {}}),
    }


def _poll(poll: Mapping[str, Any]) -> dict[str, Any]:
    """Poll fields as JSON, whatever the order and type they came in."""
    return {
        "options": [str(option) for option in poll["options"]],
        "expires_in_s": int(poll["expires_in_s"]),
        "is_multiple": bool(poll.get("is_multiple", False)),
        "hides_totals": bool(poll.get("hides_totals", False)),
    }


def content_hash(content: Mapping[str, Any]) -> str:
    """A stable fingerprint of a revision's content: the SHA-256 of its canonical form in UTF-8."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(content: Mapping[str, Any]) -> str:
    """The one way to write a revision's content: JSON on one line, keys by the alphabet, no spaces, letters as they are.

    Certificates explain it to their readers: another way would give another fingerprint to what was approved.
    """
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def pictures_in(content: Mapping[str, Any], channel_id: int | None = None) -> list[Picture]:
    """The pictures that a revision froze for a channel, or for those that follow the post (None), in order."""
    version = content["versions"].get(str(channel_id), {})
    return [Picture(**entry) for entry in version.get("media", content.get("media", []))]


def every_picture_in(content: Mapping[str, Any]) -> list[Picture]:
    """The pictures that go out on any of its channels, each once as it is first met; all of it while it has no channel."""
    ids: list[int | None] = [int(key) for key in content["versions"]] or [None]
    found: dict[str, Picture] = {}
    for channel_id in ids:
        for each in pictures_in(content, channel_id):
            found.setdefault(each.asset, each)
    return list(found.values())


def text_in(content: Mapping[str, Any], channel_id: int) -> str:
    """The words of a channel's first part without the link: its own or the base, with all parts where it joins them."""
    version = content["versions"][str(channel_id)]
    text = version["text"] or content["text"]
    if version.get("thread") != JOINED:
        return str(text)
    return "\n\n".join(each for each in (text, *content.get("thread", [])) if not is_blank(each))


def parts_in(content: Mapping[str, Any], channel_id: int) -> list[str]:
    """The texts that follow the first part on this channel."""
    thread = content["versions"][str(channel_id)].get("thread", content.get("thread", []))
    return [] if thread == JOINED else list(thread)


def says_nothing(content: Mapping[str, Any]) -> bool:
    """Whether it has neither words nor pictures on any of its channels: a plan that nobody has written yet."""
    channels = [int(key) for key in content["versions"]]
    return not any(
        pictures_in(content, each) or not is_blank(text_in(content, each)) for each in channels
    )


def poll_in(content: Mapping[str, Any], channel_id: int) -> Mapping[str, Any] | None:
    """The poll of this channel; None without one."""
    return content["versions"][str(channel_id)].get("poll", content.get("poll")) or None


def for_channel(
    content: Mapping[str, Any], channel_id: int, *, handed_over: Sequence[Mapping[str, Any]] = ()
) -> Draft:
    """What this channel's network is asked to show: the channel's own text where it has one, else the base.

    Pictures stand in it by number, order and alt text; with `handed_over` (Step.payload, in order) by the very
    files the network has got. Their bytes are not opened from here.
    """
    version = content["versions"][str(channel_id)]
    poll = poll_in(content, channel_id)
    return Draft(
        text=with_link(text_in(content, channel_id), version.get("link", "")),
        language=content["language"],
        visibility=version["visibility"],
        spoiler=version["spoiler"],
        media=tuple(
            Media(
                sha256=str(got.get("sha256", picture.sha256)),
                mime=str(got.get("mime", "image/jpeg")),
                width=got.get("width"),
                height=got.get("height"),
                alt=picture.alt,
                open=_is_not_opened,
                n_bytes=int(got.get("n_bytes", 0)),
                duration_s=got.get("duration_s"),
            )
            for at, picture in enumerate(pictures_in(content, channel_id))
            for got in [handed_over[at] if at < len(handed_over) else {}]
        ),
        poll=Poll(**{**poll, "options": tuple(poll["options"])}) if poll else None,
        link=version.get("link") or None,
    )


def with_link(text: str, link: str) -> str:
    """The text with the link on a line of its own at its end, unless it holds it already."""
    if not link or re.search(re.escape(link) + r"(?![\w/?#&=%~-])", text):
        return text
    return link if is_blank(text) else f"{text.rstrip()}\n{link}"


def wants_link(content: Mapping[str, Any]) -> bool:
    """Whether some text of it stands for a link that is set only when it goes out."""
    return PLACEHOLDER in json.dumps(content, ensure_ascii=False)


def resolved(content: Mapping[str, Any], link: str) -> Mapping[str, Any]:
    """The content with the link in the place of its placeholder, in every text; as it is without a link."""
    if not link or not wants_link(content):
        return content

    def said(text: str) -> str:
        return text.replace(PLACEHOLDER, link)

    return {
        **content,
        "text": said(content["text"]),
        **({"thread": [said(part) for part in content["thread"]]} if "thread" in content else {}),
        "versions": {
            key: {
                **version,
                **{n: said(version[n]) for n in ("text", "first_comment") if n in version},
                **(
                    {"thread": [said(part) for part in version["thread"]]}
                    if isinstance(version.get("thread"), list)
                    else {}
                ),
            }
            for key, version in content["versions"].items()
        },
    }


def has_follow_ups(content: Mapping[str, Any]) -> bool:
    """Whether anything goes out after the first part, on any channel."""
    versions = content["versions"]
    return any(parts_in(content, int(key)) for key in versions) or any(
        each.get("first_comment") for each in versions.values()
    )


def follow_ups(content: Mapping[str, Any], channel_id: int) -> list[FollowUp]:
    """What goes out on this channel after the first part, in order: the parts of the thread, the first comment.

    Each has the words, and of the first part language, visibility and content warning. To what it answers is
    known only when that is out.
    """
    version = content["versions"][str(channel_id)]
    said = [(StepKind.STATUS, part) for part in parts_in(content, channel_id)]
    if version.get("first_comment"):
        said.append((StepKind.COMMENT, version["first_comment"]))
    return [
        FollowUp(
            kind,
            Draft(
                text=text,
                language=content["language"],
                visibility=version["visibility"],
                spoiler=version["spoiler"],
            ),
        )
        for kind, text in said
    ]


def _is_not_opened() -> BinaryIO:
    raise OSError("this picture stands for one that was handed over before")


def text_hash(text: str) -> str:
    """Equal for texts that a reader would call the same: NFC, white space collapsed."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def first_words(content: Mapping[str, Any]) -> str:
    """What a revision is known by to whoever does not know its title: the first words of a text in it."""
    texts = [content["text"], *(each["text"] for each in content["versions"].values())]
    return short_title(next((text for text in texts if text.strip()), "…"))


# Zero-width and control characters that networks drop or choke on; joiners inside emoji stay.
_UNPUBLISHABLE = {"Cc", "Cs", "Co", "Cn"}


def clean_text(raw: str) -> tuple[str, int]:
    """The text without characters that cannot be published, and how many were removed."""
    unified = raw.replace("\r\n", "\n").replace("\r", "\n")
    kept = [
        c
        for c in unified
        if c == "\n" or c == "\t" or unicodedata.category(c) not in _UNPUBLISHABLE
    ]
    return unicodedata.normalize("NFC", "".join(kept)), len(unified) - len(kept)


def is_blank(text: str) -> bool:
    """True for only white space and invisible characters."""
    return all(unicodedata.category(c) in {"Zs", "Zl", "Zp", "Cf", "Cc"} for c in text)


def short_title(text: str, *, length: int = 60) -> str:
    """The first words of a text, as lists and cards name an untitled post."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
