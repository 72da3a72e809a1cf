"""Networks as people use them, with or without a connector: what fits in a post, what can be counted, which addresses.

A channel may be kept by hand: the product plans, reminds and measures, a person publishes. For that we need a network's
limits, the figures its own insights show, and the shape of its addresses; nothing here calls anybody. Values are those of
docs/networks/by-hand.md, which says where each comes from. Pure.

A picture is never required here: by hand the reel may lie on somebody's phone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from networks.limits import Limits, PollLimits

MINUTE_S = 60
DAY_S = 86_400
MB = 1_048_576
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_VIDEOS = frozenset({"video/mp4", "video/quicktime", "video/webm"})
_VISUALS = _PICTURES | _VIDEOS
_NAME = r"[\w.-]{1,100}"


# By hand a first comment can be written wherever there are comments, and a thread goes on as long as people like.
_MOST_PARTS = 25


@dataclass(frozen=True, slots=True)
class Shape:
    """One form of a network's addresses.

    `path` is a pattern of the whole path without its last slash; the group `id` is what names the post or the account. With
    `query` that parameter names it. No hosts: any host. A host stands for its subdomains too.
    """

    hosts: tuple[str, ...]
    path: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A network known without its connector.

    `metrics` are names of networks.metrics that its own insights show; `words` the network's own word for one of them where
    people would not recognise ours. `profile` is the address of an account with `{}` for its name, empty where a name does not
    lead to an address.
    """

    slug: str
    label: str
    limits: Limits
    formats: tuple[str, ...]
    metrics: tuple[str, ...]
    accounts: tuple[Shape, ...]
    posts: tuple[Shape, ...]
    profile: str = ""
    has_at: bool = False
    words: tuple[tuple[str, str], ...] = ()


_INSTAGRAM = ("instagram.com",)
_FACEBOOK = ("facebook.com", "fb.com")
_LINKEDIN = ("linkedin.com",)
_TIKTOK = ("tiktok.com",)
_YOUTUBE = ("youtube.com",)
_X = ("x.com", "twitter.com")
_PINTEREST = (
    "pinterest.com", "pinterest.it", "pinterest.co.uk", "pinterest.fr", "pinterest.de", "pinterest.es",
    "pinterest.ch", "pinterest.at",
)  # fmt: skip
_THREADS = ("threads.net", "threads.com")
_TELEGRAM = ("t.me", "telegram.me")

_ALL = (
    Known(
        slug="instagram",
        label="Instagram",
        limits=Limits(
            max_chars=2200,
            rule="chars",
            max_media=20,
            max_videos=20,
            is_mixed_media_allowed=True,
            max_alt_chars=1000,
            mimes=_VISUALS,
        ),
        formats=("image", "carousel", "reel", "story"),
        metrics=(
            "reach", "views", "likes", "comments", "shares", "saves", "engagements",
            "followers", "following", "n_posts", "profile_views", "profile_reach",
        ),
        accounts=(Shape(_INSTAGRAM, rf"/(?P<id>{_NAME})"),),
        posts=(
            Shape(_INSTAGRAM, rf"(?:/{_NAME})?/(?:p|reel|reels|tv)/(?P<id>[\w-]+)"),
            Shape(_INSTAGRAM, rf"/stories/{_NAME}/(?P<id>\d+)"),
        ),
        profile="https://www.instagram.com/{}/",
        has_at=True,
    ),
    Known(
        slug="facebook",
        label="Facebook",
        limits=Limits(
            max_chars=63_206,
            rule="utf16",
            max_media=40,
            max_videos=40,
            is_mixed_media_allowed=True,
            mimes=_VISUALS,
        ),
        formats=("text", "link", "image", "carousel", "video", "reel", "story", "event"),
        metrics=(
            "reach", "views", "likes", "comments", "shares", "clicks", "engagements",
            "followers", "profile_views", "profile_reach",
        ),
        accounts=(
            Shape(_FACEBOOK, r"/profile\.php", query="id"),
            Shape(_FACEBOOK, rf"/(?:p/|pages/[^/]+/)?(?P<id>{_NAME})"),
        ),
        posts=(
            Shape(_FACEBOOK, rf"/(?:{_NAME}|groups/{_NAME})/(?:posts|permalink)/(?:[^/]+/)?(?P<id>[\w-]+)"),
            Shape(_FACEBOOK, rf"/(?:{_NAME}/videos/(?:[^/]+/)?|reel/|events/|stories/(?:{_NAME}/)?)(?P<id>[\w=-]+)"),
            Shape(_FACEBOOK, r"/share/(?:[a-z]/)?(?P<id>[\w-]+)"),
            Shape(_FACEBOOK, r"/(?:permalink|story)\.php", query="story_fbid"),
            Shape(_FACEBOOK, r"/(?:photo|photo\.php)", query="fbid"),
            Shape(_FACEBOOK, rf"/{_NAME}/photos(?:/[^/]+)*/(?P<id>\d+)"),
            Shape(_FACEBOOK, r"/watch", query="v"),
            Shape(("fb.watch",), r"/(?P<id>[\w-]+)"),
        ),
        profile="https://www.facebook.com/{}",
    ),
    Known(
        slug="linkedin",
        label="LinkedIn",
        limits=Limits(
            max_chars=3000,
            rule="chars",
            max_media=20,
            max_videos=1,
            max_alt_chars=4086,
            mimes=_VISUALS,
            max_image_pixels=36_152_320,
            poll=PollLimits(max_options=4, max_option_chars=30, min_s=DAY_S, max_s=14 * DAY_S),
        ),
        formats=("text", "link", "image", "carousel", "video", "document", "poll", "article"),
        metrics=(
            "views", "reach", "likes", "comments", "shares", "clicks", "engagements",
            "followers", "profile_views",
        ),
        accounts=(Shape(_LINKEDIN, rf"/(?:company|in|school|showcase)/(?P<id>{_NAME})(?:/.*)?"),),
        posts=(
            Shape(_LINKEDIN, r"/(?:feed/update|embed/feed/update)/urn:li:(?:activity|share|ugcPost):(?P<id>\d+)"),
            Shape(_LINKEDIN, r"/posts/.*(?:activity|share|ugcPost)-(?P<id>\d+)(?:-[\w-]+)?"),
            Shape(_LINKEDIN, r"/pulse/(?P<id>[^/]+)"),
        ),
        profile="https://www.linkedin.com/company/{}/",
        words=(("views", "impressions"),),
    ),
    Known(
        slug="tiktok",
        label="TikTok",
        limits=Limits(max_chars=2200, rule="utf16", max_media=35, max_videos=1, mimes=_VISUALS),
        formats=("video", "carousel", "story"),
        metrics=(
            "views", "reach", "likes", "comments", "shares", "saves", "watch_time_s", "avg_watch_s",
            "followers", "following", "n_posts", "profile_views",
        ),
        accounts=(Shape(_TIKTOK, rf"/@(?P<id>{_NAME})"),),
        posts=(
            Shape(_TIKTOK, rf"/@{_NAME}/(?:video|photo)/(?P<id>\d+)"),
            Shape(_TIKTOK, r"/t/(?P<id>\w+)"),
            Shape(("vm.tiktok.com", "vt.tiktok.com"), r"/(?P<id>\w+)"),
        ),
        profile="https://www.tiktok.com/@{}",
        has_at=True,
    ),
    Known(
        slug="youtube",
        label="YouTube",
        limits=Limits(
            max_chars=5000, rule="bytes", max_media=1, max_videos=1, mimes=_VISUALS
        ),
        formats=("video", "short", "community_post"),
        metrics=(
            "views", "impressions", "likes", "comments", "shares", "watch_time_s", "avg_watch_s",
            "followers", "n_posts",
        ),
        accounts=(
            Shape(_YOUTUBE, rf"/@(?P<id>{_NAME})(?:/.*)?"),
            Shape(_YOUTUBE, rf"/(?:channel|c|user)/(?P<id>{_NAME})"),
        ),
        posts=(
            Shape(_YOUTUBE, r"/watch", query="v"),
            Shape(_YOUTUBE, r"/(?:shorts|live|post)/(?P<id>[\w-]+)"),
            Shape(("youtu.be",), r"/(?P<id>[\w-]+)"),
        ),
        profile="https://www.youtube.com/@{}",
        has_at=True,
    ),
    Known(
        slug="x",
        label="X",
        limits=Limits(
            max_chars=280,
            rule="weighted",
            max_media=4,
            max_videos=4,
            is_mixed_media_allowed=True,
            max_alt_chars=1000,
            mimes=_VISUALS,
            max_image_bytes=15 * MB,
            poll=PollLimits(
                max_options=4, max_option_chars=25, min_s=5 * MINUTE_S, max_s=7 * DAY_S
            ),
        ),
        formats=("text", "link", "image", "gif", "video", "poll", "thread"),
        metrics=(
            "views", "likes", "comments", "shares", "quotes", "saves", "clicks", "engagements",
            "followers", "following", "n_posts", "profile_views",
        ),
        accounts=(Shape(_X, r"/(?P<id>\w{1,30})"),),
        posts=(Shape(_X, r"/(?:\w{1,30}|i(?:/web)?)/status/(?P<id>\d+)(?:/.*)?"),),
        profile="https://x.com/{}",
        has_at=True,
        words=(("views", "impressions"),),
    ),
    Known(
        slug="pinterest",
        label="Pinterest",
        limits=Limits(
            max_chars=800, rule="chars", max_media=5, max_videos=1, max_alt_chars=500, mimes=_VISUALS
        ),
        formats=("image", "carousel", "video"),
        metrics=(
            "views", "likes", "comments", "saves", "clicks", "engagements",
            "followers", "profile_views", "profile_reach",
        ),
        accounts=(Shape(_PINTEREST, rf"/(?P<id>{_NAME})"),),
        posts=(
            Shape(_PINTEREST, r"/pin/(?:[\w-]*--)?(?P<id>\d+)"),
            Shape(("pin.it",), r"/(?P<id>\w+)"),
        ),
        profile="https://www.pinterest.com/{}/",
        words=(("views", "impressions"),),
    ),
    Known(
        slug="google_business",
        label="Google",
        limits=Limits(
            max_chars=1500,
            rule="chars",
            max_media=1,
            max_videos=1,
            mimes=frozenset({"image/jpeg", "image/png"}) | _VIDEOS,
            max_image_bytes=5 * MB,
        ),
        formats=("text", "link", "image", "event", "offer"),
        metrics=("views", "clicks", "profile_views"),
        accounts=(
            Shape(("maps.app.goo.gl", "g.page", "share.google"), r"/(?P<id>[\w/-]+)"),
            Shape(("google.com", "google.it"), r"/maps/place/(?P<id>[^/]+)(?:/.*)?"),
            Shape(("google.com", "google.it"), r"/maps", query="cid"),
        ),
        posts=(
            Shape(("posts.gle", "share.google"), r"/(?P<id>[\w-]+)"),
            Shape(("g.co",), r"/kgs/(?P<id>\w+)"),
            Shape(("local.google.com", "google.com", "google.it"), r"/.*", query="lpsid"),
            Shape(("maps.app.goo.gl",), r"/(?P<id>\w+)"),
        ),
    ),
    Known(
        slug="threads",
        label="Threads",
        # Threads counts an emoji as its bytes; code units are the nearest of our rules.
        limits=Limits(
            max_chars=500,
            rule="utf16",
            max_media=20,
            max_videos=20,
            is_mixed_media_allowed=True,
            max_alt_chars=1000,
            mimes=_VISUALS,
            poll=PollLimits(max_options=4, max_option_chars=25, min_s=DAY_S, max_s=DAY_S),
        ),
        formats=("text", "link", "image", "carousel", "video", "poll", "thread"),
        metrics=("views", "likes", "comments", "shares", "quotes", "followers"),
        accounts=(Shape(_THREADS, rf"/@(?P<id>{_NAME})"),),
        posts=(
            Shape(_THREADS, rf"/@{_NAME}/post/(?P<id>[\w-]+)"),
            Shape(_THREADS, r"/t/(?P<id>[\w-]+)"),
        ),
        profile="https://www.threads.com/@{}",
        has_at=True,
    ),
    Known(
        slug="telegram",
        label="Telegram",
        limits=Limits(
            max_chars=4096,
            rule="utf16",
            max_media=10,
            max_videos=10,
            is_mixed_media_allowed=True,
            mimes=_VISUALS,
            max_image_bytes=10 * MB,
            poll=PollLimits(max_options=10, max_option_chars=100, min_s=5, max_s=30 * DAY_S),
        ),
        formats=("text", "link", "image", "carousel", "video", "poll"),
        metrics=("views", "likes", "comments", "shares", "followers"),
        accounts=(Shape(_TELEGRAM, rf"/(?:s/)?(?P<id>{_NAME})"),),
        posts=(Shape(_TELEGRAM, r"/(?P<id>(?:c/|s/)?\w+/\d+)"),),
        profile="https://t.me/{}",
        has_at=True,
    ),
    Known(
        slug="whatsapp",
        label="WhatsApp",
        limits=Limits(
            max_chars=4096, rule="utf16", max_media=10, max_videos=10, is_mixed_media_allowed=True, mimes=_VISUALS
        ),
        formats=("text", "link", "image", "video", "poll"),
        metrics=("views", "likes", "shares", "followers"),
        accounts=(Shape(("whatsapp.com",), r"/channel/(?P<id>\w+)"),),
        posts=(Shape(("whatsapp.com",), r"/channel/\w+/(?P<id>\w+)"),),
    ),
    Known(
        slug="reddit",
        label="Reddit",
        limits=Limits(max_chars=40_000, rule="chars", max_media=20, max_videos=1, mimes=_VISUALS),
        formats=("text", "link", "image", "video", "poll"),
        metrics=("views", "likes", "comments", "shares", "followers"),
        accounts=(Shape(("reddit.com",), rf"/(?P<id>(?:r|u|user)/{_NAME})"),),
        posts=(
            Shape(("reddit.com",), r"/(?:r|u|user)/[\w-]+/comments/(?P<id>\w+)(?:/.*)?"),
            Shape(("reddit.com",), r"/r/\w+/s/(?P<id>\w+)"),
            Shape(("redd.it",), r"/(?P<id>\w+)"),
        ),
        profile="https://www.reddit.com/user/{}/",
    ),
    Known(
        slug="mastodon",
        label="Mastodon",
        limits=Limits(max_chars=500, rule="mastodon", max_media=4, max_videos=1, max_alt_chars=1500, mimes=_VISUALS),
        formats=("text", "link", "image", "video", "poll", "thread"),
        metrics=("likes", "comments", "shares", "quotes", "followers", "following", "n_posts"),
        accounts=(Shape((), rf"/@(?P<id>{_NAME}(?:@{_NAME})?)"),),
        posts=(
            Shape((), rf"/@{_NAME}(?:@{_NAME})?/(?P<id>\d+)"),
            Shape((), rf"/users/{_NAME}/statuses/(?P<id>\d+)"),
        ),
        has_at=True,
    ),
    Known(
        slug="bluesky",
        label="Bluesky",
        limits=Limits(
            max_chars=300, rule="graphemes", max_bytes=3000, max_media=4, max_videos=1, max_alt_chars=2000, mimes=_VISUALS
        ),
        formats=("text", "link", "image", "video", "thread"),
        metrics=("likes", "comments", "shares", "quotes", "saves", "followers", "following", "n_posts"),
        accounts=(Shape(("bsky.app",), r"/profile/(?P<id>[\w.:-]+)"),),
        posts=(Shape(("bsky.app",), r"/profile/[\w.:-]+/post/(?P<id>\w+)"),),
        profile="https://bsky.app/profile/{}",
        has_at=True,
    ),
)  # fmt: skip

_THREADED = frozenset({"x", "threads", "mastodon", "bluesky"})
_WITHOUT_COMMENTS = frozenset({"google_business", "whatsapp"})


def _with_what_follows(known: Known) -> Known:
    limits = replace(
        known.limits,
        max_parts=_MOST_PARTS if known.slug in _THREADED else 1,
        is_first_comment_offered=known.slug not in _WITHOUT_COMMENTS,
    )
    return replace(known, limits=limits)


KNOWN: dict[str, Known] = {each.slug: _with_what_follows(each) for each in _ALL}
