"""Was it posted? Reading the account's newest posts after an outcome nobody saw.

The rule: look at posts since two minutes before the first send; ignore those that back other deliveries, and those that
answer something else than the draft does; compare words, number of media and the poll. One match is found; two, or one
that nearly matches, is for a person; none is one good negative read, except for posts without words, which cannot be
told apart and are never called absent. A failed read raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import quote

from networks.mastodon import parse
from networks.mastodon.api import Api
from networks.mastodon.markup import text_of
from networks.reading import each_of, understood
from networks.text import squeeze
from networks.types import Absent, Draft, Found, Published, Undecided, Verdict

PAGE = 40
MAX_PAGES = 3
NEAR = 0.9


def read_back(
    api: Api,
    account_id: str,
    draft: Draft,
    *,
    first_sent_at: datetime,
    known_remote_ids: frozenset[str],
) -> Verdict:
    """The verdict on one draft; raises NetworkError when the account cannot be read."""
    posts, is_complete = posts_since(api, account_id, first_sent_at)
    exact: list[Published] = []
    near: list[Published] = []
    for post in posts:
        published = parse.published(post)
        if published.remote_id in known_remote_ids:
            continue
        has_parent = parse.has_same_parent(post, draft)
        if has_parent is False:
            continue
        has_words, has_as_much = parse.same_words(post, draft)
        if has_words and has_as_much and has_parent:
            exact.append(published)
        elif has_words or _is_near(post, draft):
            near.append(published)
    if len(exact) == 1:
        return Found(exact[0])
    if exact:
        return Undecided("several_matches", tuple(exact))
    if near:
        return Undecided("near_match", tuple(near))
    if not squeeze(draft.text):
        return Undecided("no_text")
    if not is_complete:
        return Undecided("too_many_posts")
    return Absent()


def posts_since(api: Api, account_id: str, since: datetime) -> tuple[list[Mapping[str, Any]], bool]:
    """The posts in the window, and whether the window was read to its beginning."""
    path = f"/api/v1/accounts/{quote(account_id, safe='')}/statuses"
    inside: list[Mapping[str, Any]] = []
    before: list[tuple[str, str]] = []
    for _ in range(MAX_PAGES):
        response = api.get(path, ("limit", str(PAGE)), ("exclude_reblogs", "true"), *before)
        page = understood(response, lambda body: each_of(body, _with_id))
        # A pinned or backdated post may stand anywhere: judge each, and stop only at a page with none.
        recent = [post for post in page if parse.is_inside(post, since)]
        inside += recent
        if len(page) < PAGE // 2 or not recent:
            return inside, True
        before = [("max_id", str(page[-1]["id"]))]
    return inside, False


def _with_id(post: Mapping[str, Any]) -> Mapping[str, Any]:
    parse.published(post)
    return post


def _is_near(post: Mapping[str, Any], draft: Draft) -> bool:
    """Whether the words differ only a little: a server may rewrite a link or an emoji."""
    theirs, ours = squeeze(text_of(post.get("content"))), squeeze(draft.text)
    if not theirs or not ours:
        return False
    matcher = SequenceMatcher(None, theirs[:600], ours[:600], autojunk=False)
    return (
        matcher.real_quick_ratio() >= NEAR
        and matcher.quick_ratio() >= NEAR
        and matcher.ratio() >= NEAR
    )
