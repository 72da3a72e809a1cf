"""Networks known without a connector: what fits, what is counted, which addresses are theirs."""

from __future__ import annotations

import re

import pytest

from networks import registry
from networks.addresses import account_of, post_address
from networks.known import KNOWN
from networks.limits import check
from networks.metrics import METRICS
from networks.types import Draft, Poll

FITS: list[tuple[str, str, bool, str]] = [
    ("instagram", "a" * 2200, True, "2200 characters"),
    ("instagram", "a" * 2201, False, "one more"),
    ("instagram", "🏮" * 2200, True, "an emoji is one code point"),
    ("facebook", "a" * 63_206, True, "the whole length"),
    ("facebook", "🏮" * 31_604, False, "an emoji is two code units"),
    ("linkedin", "é" * 3000, True, "accents are one"),
    ("linkedin", "a" * 3001, False, "one more"),
    ("tiktok", "🏮" * 1100, True, "two code units each"),
    ("tiktok", "🏮" * 1100 + "a", False, "one more"),
    ("youtube", "a" * 5000, True, "5000 bytes"),
    ("youtube", "è" * 2501, False, "a description is counted in bytes"),
    ("x", "a" * 280, True, "280 light letters"),
    ("x", "漢" * 141, False, "a heavy letter weighs two"),
    ("x", "a" * 256 + " https://example.org/" + "x" * 200, True, "a link weighs 23"),
    ("x", "👨‍👩‍👧‍👦" * 140, True, "a family of emoji weighs two"),
    ("pinterest", "a" * 801, False, "800 at most"),
    ("google_business", "a" * 1500, True, "1500"),
    ("google_business", "a" * 1501, False, "one more"),
    ("telegram", "🏮" * 2049, False, "code units"),
    ("threads", "a" * 501, False, "500 at most"),
    ("bluesky", "👨‍👩‍👧‍👦" * 300, False, "the second limit is in bytes"),
    ("mastodon", "@nome@server.example " + "a" * 494, True, "a mention counts without its server"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("network", "text", "fits", "why"), FITS, ids=[f"{n}: {w}" for n, _, _, w in FITS]
)
def test_a_text_fits_or_not(network: str, text: str, fits: bool, why: str) -> None:
    broken = [p for p in check(Draft(text), KNOWN[network].limits) if p.is_blocking]

    assert (broken == []) is fits, why


POSTS: list[tuple[str, str, str | None]] = [
    ("instagram", "https://www.instagram.com/p/DRx1_abC-9/?igsh=MWQ1", "DRx1_abC-9"),
    ("instagram", "https://www.instagram.com/tenutatrecorvi/reel/DRx1_abC/", "DRx1_abC"),
    ("instagram", "instagram.com/reels/DRx1/", "DRx1"),
    ("instagram", "https://www.instagram.com/stories/tenutatrecorvi/3512345678901234567/", "3512345678901234567"),
    ("instagram", "https://www.instagram.com/tenutatrecorvi/", None),
    ("instagram", "https://instagram.com.evil.example/p/DRx1/", None),
    ("facebook", "https://www.facebook.com/tenutatrecorvi/posts/pfbid02abcXYZ?__cft__=1", "pfbid02abcXYZ"),
    ("facebook", "https://www.facebook.com/permalink.php?story_fbid=pfbid0x&id=1000", "pfbid0x"),
    ("facebook", "https://m.facebook.com/story.php?story_fbid=12&id=34", "12"),
    ("facebook", "https://www.facebook.com/reel/1234567890", "1234567890"),
    ("facebook", "https://www.facebook.com/share/p/1AbCdEf/", "1AbCdEf"),
    ("facebook", "https://fb.watch/aBc_1/", "aBc_1"),
    ("facebook", "https://www.facebook.com/tenutatrecorvi/videos/titolo/99/", "99"),
    ("facebook", "https://www.facebook.com/photo/?fbid=55&set=a.1", "55"),
    ("facebook", "https://www.facebook.com/tenutatrecorvi", None),
    ("linkedin", "https://www.linkedin.com/feed/update/urn:li:activity:7390000000000000000/", "7390000000000000000"),
    ("linkedin", "https://it.linkedin.com/posts/salvafonti_sorgenti-activity-7390000000000000000-aBcD?utm_source=share", "7390000000000000000"),
    ("linkedin", "https://www.linkedin.com/company/salvafonti/", None),
    ("tiktok", "https://www.tiktok.com/@irmavelluto/video/7450000000000000000?is_from_webapp=1", "7450000000000000000"),
    ("tiktok", "https://vm.tiktok.com/ZNdAbCdEf/", "ZNdAbCdEf"),
    ("tiktok", "https://www.tiktok.com/@irmavelluto", None),
    ("youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3s", "dQw4w9WgXcQ"),
    ("youtube", "https://youtu.be/dQw4w9WgXcQ?si=x", "dQw4w9WgXcQ"),
    ("youtube", "https://youtube.com/shorts/AbC-_1", "AbC-_1"),
    ("youtube", "https://www.youtube.com/@irmavelluto", None),
    ("x", "https://x.com/comuneserravento/status/1990000000000000000?s=20", "1990000000000000000"),
    ("x", "https://twitter.com/i/web/status/1990000000000000000", "1990000000000000000"),
    ("x", "https://x.com/comuneserravento", None),
    ("pinterest", "https://it.pinterest.com/pin/titolo-lungo--123456/", "123456"),
    ("pinterest", "https://pin.it/AbC1", "AbC1"),
    ("google_business", "https://posts.gle/aBcDeF", "aBcDeF"),
    ("google_business", "https://local.google.com/place?id=1&use=posts&lpsid=CIHM0og", "CIHM0og"),
    ("threads", "https://www.threads.com/@tenutatrecorvi/post/DRx1_a", "DRx1_a"),
    ("telegram", "https://t.me/irmavelluto/42", "irmavelluto/42"),
    ("telegram", "https://t.me/irmavelluto", None),
    ("whatsapp", "https://whatsapp.com/channel/0029VaAbC/114", "114"),
    ("reddit", "https://www.reddit.com/r/italy/comments/1abcd/titolo/", "1abcd"),
    ("mastodon", "https://mastodon.example/@nome/113456789012345678", "113456789012345678"),
    ("bluesky", "https://bsky.app/profile/nome.bsky.social/post/3lbxyz", "3lbxyz"),
    ("x", "javascript:alert(1)//x.com/a/status/1", None),
    ("x", "https://user:pass@x.com/a/status/1", None),
    ("x", "https://x.com:8080/a/status/1", None),
    ("x", "x" * 600, None),
    ("x", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("network", "text", "named"), POSTS)
def test_an_address_names_a_post_of_that_network_or_nothing(
    network: str, text: str, named: str | None
) -> None:
    found = post_address(network, text)

    assert (found.id if found else None) == named


def test_what_only_tracks_who_clicked_is_left_out_of_an_address() -> None:
    plain = post_address("instagram", "https://www.instagram.com/p/DRx1/?igsh=MWQ1&utm_source=x")
    named = post_address("youtube", "https://www.youtube.com/watch?v=abc&t=3s&si=track")

    assert plain is not None
    assert named is not None
    assert plain.url == "https://www.instagram.com/p/DRx1/"
    assert named.url == "https://www.youtube.com/watch?v=abc"


ACCOUNTS: list[tuple[str, str, str | None, str]] = [
    ("instagram", "@TenutaTrecorvi", "@TenutaTrecorvi", "https://www.instagram.com/TenutaTrecorvi/"),
    ("instagram", "https://www.instagram.com/tenutatrecorvi/?hl=it", "@tenutatrecorvi", "https://www.instagram.com/tenutatrecorvi/"),
    ("instagram", "https://www.instagram.com/p/DRx1/", None, ""),
    ("instagram", "https://www.facebook.com/tenutatrecorvi", None, ""),
    ("facebook", "https://www.facebook.com/profile.php?id=1000", "1000", "https://www.facebook.com/profile.php?id=1000"),
    ("facebook", "tenutatrecorvi", "tenutatrecorvi", "https://www.facebook.com/tenutatrecorvi"),
    ("linkedin", "https://www.linkedin.com/company/salvafonti/posts/", "salvafonti", "https://www.linkedin.com/company/salvafonti/posts/"),
    ("tiktok", "https://www.tiktok.com/@irmavelluto", "@irmavelluto", "https://www.tiktok.com/@irmavelluto"),
    ("google_business", "https://www.google.com/maps/place/Tenuta+Trecorvi/@45.1,9.2,17z", "Tenuta Trecorvi", "https://www.google.com/maps/place/Tenuta+Trecorvi/@45.1,9.2,17z"),
    ("google_business", "Tenuta Trecorvi", None, ""),
    ("whatsapp", "https://whatsapp.com/channel/0029VaAbC", "0029VaAbC", "https://whatsapp.com/channel/0029VaAbC"),
    ("mastodon", "@nome@mastodon.example", "@nome@mastodon.example", "https://mastodon.example/@nome"),
    ("mastodon", "https://mastodon.example/@nome", "@nome@mastodon.example", "https://mastodon.example/@nome"),
    ("mastodon", "nome", None, ""),
    ("x", "due parole", None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("network", "text", "handle", "url"), ACCOUNTS)
def test_a_name_or_an_address_stands_for_an_account_or_nothing(
    network: str, text: str, handle: str | None, url: str
) -> None:
    found = account_of(network, text)

    assert (found.handle if found else None) == handle
    assert (found.url if found else "") == url


@pytest.mark.parametrize("slug", sorted(KNOWN))
def test_a_known_network_speaks_our_vocabulary(slug: str) -> None:
    known = KNOWN[slug]

    assert known.slug == slug
    assert set(known.metrics) <= set(METRICS)
    assert len(known.metrics) == len(set(known.metrics))
    assert {name for name, _ in known.words} <= set(known.metrics)
    assert check(Draft("Sei gradi alle sei."), known.limits) == []
    for shape in (*known.accounts, *known.posts):
        assert ("(?P<id>" in shape.path) or shape.query
        re.compile(shape.path)


def test_a_poll_fits_only_where_the_network_has_polls() -> None:
    poll = Draft("Rosso o bianco?", poll=Poll(("Rosso", "Bianco")))

    assert check(poll, KNOWN["linkedin"].limits) == []
    assert [p.rule for p in check(poll, KNOWN["instagram"].limits)] == ["not_offered"]


def test_a_person_writes_first_comments_and_threads_where_there_are_such_things() -> None:
    offers = {slug for slug, known in KNOWN.items() if known.limits.is_first_comment_offered}
    threads = {slug for slug, known in KNOWN.items() if known.limits.max_parts > 1}

    assert {"instagram", "facebook", "linkedin", "youtube"} <= offers
    assert "google_business" not in offers
    assert threads == {"x", "threads", "mastodon", "bluesky"}


def test_names_and_limits_come_from_the_connector_where_there_is_one() -> None:
    assert registry.limits_of("mastodon") is registry.connector("mastodon").limits
    assert registry.limits_of("instagram") is KNOWN["instagram"].limits
    assert list(registry.names())[: len(registry.labels())] == list(registry.labels())
    assert registry.names()["google_business"] == "Google"
    with pytest.raises(KeyError):
        registry.limits_of("nowhere")
