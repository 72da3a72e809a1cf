"""The Mastodon client API, the part of it that a publishing tool needs. https://docs.joinmastodon.org/methods/"""

from __future__ import annotations

from itertools import islice
from typing import Any

from networks.sandbox import cast, checking, entities
from networks.sandbox.asgi import Answer, Refused, Request, as_json, error
from networks.sandbox.network import PUBLIC, Network
from networks.sandbox.reactions import DAY_S
from networks.sandbox.state import Account, Attachment, Status, Token

# A video is never ready at once, here as there.
VIDEO_S = 1.0


class Api:
    """Handlers by route. Each takes the request and answers."""

    def __init__(self, network: Network, origin: str) -> None:
        self.network = network
        self.origin = origin
        # By account, "" for all: how long an upload stays 206, and how long a new post is missing from lists.
        self.processing_s: dict[str, float] = {}
        self.lag_s: dict[str, float] = {}
        # How many posts an account may make within 24 hours; 0: no end.
        self.quota = 0

    def who(self, request: Request, scope: str = "") -> tuple[Account, Token]:
        """The account of the request's token; 401 without one, 403 when the scope is missing."""
        token = self.network.tokens.get(
            request.header(b"authorization").removeprefix("Bearer ").strip()
        )
        if token is None:
            raise Refused(error(401, "The access token is invalid"))
        if scope and scope not in token.scopes and scope.partition(":")[0] not in token.scopes:
            raise Refused(error(403, "This action is outside the authorized scopes"))
        return self.network.accounts[token.account_id], token

    # Statuses

    def create(self, request: Request) -> Answer:
        account, token = self.who(request, "write:statuses")
        data = request.data()
        more = checking.fields(self.network, data, account)
        more["client_id"] = token.client_id
        if lag_s := _of(self.lag_s, account):
            more["visible_at"] = self.network.clock.now() + lag_s
        text = str(data.get("status") or "").replace("\r\n", "\n")
        key = request.header(b"idempotency-key")
        if self.quota and (account.id, key) not in self.network.keys:
            checking.refuse_beyond(self.network, account, self.quota)
        status = self.network.post(account, text, key=key, **more)
        return as_json(entities.status(self.network, self.origin, status, account.id))

    def update(self, request: Request) -> Answer:
        account, _ = self.who(request, "write:statuses")
        status = self._own(request.id, account)
        data = request.data()
        more = checking.fields(self.network, {**data, "in_reply_to_id": None}, account)
        status.text = str(data.get("status") or "").replace("\r\n", "\n")
        status.spoiler, status.media, status.poll = more["spoiler"], more["media"], more["poll"]
        status.language = more["language"]
        status.edited_at = self.network.clock.now()
        self.network.change(status)
        return as_json(entities.status(self.network, self.origin, status, account.id))

    def delete(self, request: Request) -> Answer:
        account, _ = self.who(request, "write:statuses")
        status = self._own(request.id, account)
        entity = {
            **entities.status(self.network, self.origin, status, account.id),
            "text": status.text,
        }
        self.network.delete(status)
        return as_json(entity)

    def show(self, request: Request) -> Answer:
        return as_json(self._entity(self._seen(request), request))

    def show_many(self, request: Request) -> Answer:
        now = self.network.clock.now()
        found = [self.network.statuses.get(id_) for id_ in request.all("id[]")[:20]]
        viewer = self._viewer(request)
        return as_json([
            entities.status(self.network, self.origin, one, viewer)
            for one in found
            if one is not None and one.visible_at <= now and self._may_see(one, viewer)
        ])  # fmt: skip

    def source(self, request: Request) -> Answer:
        account, _ = self.who(request, "read:statuses")
        status = self._own(request.id, account)
        return as_json({"id": status.id, "text": status.text, "spoiler_text": status.spoiler})

    def context(self, request: Request) -> Answer:
        status = self._seen(request)
        viewer = self._viewer(request)
        below = [one for one in self.network.below(status) if self._may_see(one, viewer)]
        return as_json({
            "ancestors": [
                self._entity(one, request)
                for one in self.network.above(status)
                if self._may_see(one, viewer)
            ],
            "descendants": [self._entity(one, request) for one in below],
        })  # fmt: skip

    def favourite(self, request: Request) -> Answer:
        account, _ = self.who(request, "write:favourites")
        status = self._seen(request)
        self.network.favourites[status.id].add(account.id)
        return as_json(self._entity(status, request))

    # Accounts, notifications

    def me(self, request: Request) -> Answer:
        account, _ = self.who(request)
        return as_json(entities.own_account(self.network, self.origin, account))

    def lookup(self, request: Request) -> Answer:
        name = request.one("acct").lstrip("@").partition("@")[0].lower()
        account = self.network.by_username.get(name)
        if account is None:
            return error(404, "Record not found")
        return as_json(entities.account(self.network, self.origin, account))

    def account(self, request: Request) -> Answer:
        return as_json(entities.account(self.network, self.origin, self._account(request.id)))

    def account_statuses(self, request: Request) -> Answer:
        viewer = self._viewer(request)
        statuses = self.network.newest(self._account(request.id))
        seen = (one for one in statuses if self._may_see(one, viewer))
        if request.one("exclude_replies") == "true":
            seen = (one for one in seen if one.parent_id is None)
        return self._paged(seen, request, 20)

    def notifications(self, request: Request) -> Answer:
        account, _ = self.who(request, "read:notifications")
        found = self._told(account, request)
        headers = _links(self.origin + request.path, [one.id for one in found])
        body = [entities.notification(self.network, self.origin, one, account.id) for one in found]
        return as_json(body, headers=headers)

    def grouped_notifications(self, request: Request) -> Answer:
        account, _ = self.who(request, "read:notifications")
        found = self._told(account, request)
        groups = [
            {
                "group_key": f"ungrouped-{one.id}", "notifications_count": 1, "type": "mention",
                "most_recent_notification_id": one.id, "page_min_id": one.id, "page_max_id": one.id,
                "latest_page_notification_at": entities.instant(one.created_at),
                "sample_account_ids": [one.account_id], "status_id": one.id,
            }
            for one in found
        ]  # fmt: skip
        people = {one.account_id: self.network.accounts[one.account_id] for one in found}
        body = {
            "accounts": [
                entities.account(self.network, self.origin, person) for person in people.values()
            ],
            "statuses": [self._entity(one, request) for one in found],
            "notification_groups": groups,
        }
        return as_json(body, headers=_links(self.origin + request.path, [one.id for one in found]))

    # Media

    def upload(self, request: Request) -> Answer:
        account, _ = self.who(request, "write:media")
        data = request.data()
        name_type_bytes = request.files.get("file")
        if name_type_bytes is None:
            return error(422, "Validation failed: File can't be blank")
        _, mime, body = name_type_bytes
        if not mime.startswith(("image/", "video/", "audio/")) or mime == "image/svg+xml":
            return error(422, "Validation failed: File content type is invalid")
        now = self.network.clock.now()
        processing_s = _of(self.processing_s, account)
        if not mime.startswith("image/"):
            processing_s = max(processing_s, VIDEO_S)
        one = Attachment(
            self.network.ids.at(now),
            account.id,
            mime,
            str(data.get("description") or "")[:1500],
            now + processing_s,
        )
        self.network.attachments[one.id] = one
        self.network.journal.put("attachment", one.id, one)
        self.network.journal.put_file(one.id, mime, body)
        return self._attachment(one, waiting=202)

    def media(self, request: Request) -> Answer:
        account, _ = self.who(request, "write:media")
        one = self.network.attachments.get(request.id)
        if one is None or one.account_id != account.id:
            return error(404, "Record not found")
        if request.method == "PUT":
            one.alt = request.text("description", one.alt)[:1500]
            self.network.journal.put("attachment", one.id, one)
        return self._attachment(one, waiting=206)

    # Finding

    def search(self, request: Request) -> Answer:
        self.who(request, "read:search")
        words = request.one("q").lower().split()
        kind, limit = request.one("type"), request.number("limit", 20, 40)
        after = int(request.one("min_id")) if request.one("min_id").isdigit() else 0
        statuses: list[Status] = []
        if words and kind in ("", "statuses"):
            recent = islice(self.network.timeline(), 5000)
            matching = (one for one in recent if all(word in one.text.lower() for word in words))
            statuses = list(islice((one for one in matching if int(one.id) > after), limit))
        people: list[Account] = []
        if words and kind in ("", "accounts"):
            name = words[0].lstrip("@")
            people = [
                one for one in self.network.accounts.values() if name in one.username.lower()
            ][:limit]
        tags = (
            [tag for tag in cast.TAGS if words and words[0].lstrip("#") in tag]
            if kind in ("", "hashtags")
            else []
        )
        return as_json({
            "accounts": [entities.account(self.network, self.origin, one) for one in people],
            "statuses": [self._entity(one, request) for one in statuses],
            "hashtags": [self._tag(tag) for tag in tags],
        })  # fmt: skip

    def tag_timeline(self, request: Request) -> Answer:
        tag = request.id.lower()
        found = (one for one in self.network.timeline() if tag in self.network.tags(one))
        return self._paged(found, request, 20)

    def public_timeline(self, request: Request) -> Answer:
        return self._paged(self.network.timeline(), request, 20)

    def trends(self, request: Request) -> Answer:
        return as_json([self._tag(tag) for tag in cast.TAGS[: request.number("limit", 10, 20)]])

    def instance(self, request: Request) -> Answer:
        return as_json(entities.instance(self.origin, len(self.network.accounts), self.quota))

    # Inside

    def _viewer(self, request: Request) -> str:
        token = self.network.tokens.get(
            request.header(b"authorization").removeprefix("Bearer ").strip()
        )
        if token is None and request.header(b"authorization"):
            raise Refused(error(401, "The access token is invalid"))
        return token.account_id if token else ""

    def _may_see(self, status: Status, viewer: str) -> bool:
        if status.visibility in PUBLIC or status.account_id == viewer:
            return True
        return bool(viewer) and int(status.id) in self.network.told.get(viewer, ())

    def _own(self, id_: str, account: Account) -> Status:
        status = self.network.statuses.get(id_)
        if status is None or status.account_id != account.id:
            raise Refused(error(404, "Record not found"))
        return status

    def _seen(self, request: Request) -> Status:
        status = self.network.statuses.get(request.id)
        if (
            status is None
            or status.visible_at > self.network.clock.now()
            or not self._may_see(status, self._viewer(request))
        ):
            raise Refused(error(404, "Record not found"))
        return status

    def _account(self, id_: str) -> Account:
        account = self.network.accounts.get(id_)
        if account is None:
            raise Refused(error(404, "Record not found"))
        return account

    def _entity(self, status: Status, request: Request) -> entities.Entity:
        return entities.status(self.network, self.origin, status, self._viewer(request))

    def _attachment(self, one: Attachment, waiting: int) -> Answer:
        is_waiting = one.ready_at > self.network.clock.now()
        body = entities.attachment(self.origin, one)
        return as_json(
            {**body, "url": None} if is_waiting else body, waiting if is_waiting else 200
        )

    def _told(self, account: Account, request: Request) -> list[Status]:
        """What the account was told, newest first."""
        self.network.ripen(account)
        types = request.all("types[]")
        if types and "mention" not in types:
            return []
        ids = self.network.told[account.id]
        found = [
            self.network.statuses[str(id_)] for id_ in ids if str(id_) in self.network.statuses
        ]
        return _window(found[::-1], request, 40, 80)

    def _paged(self, statuses: Any, request: Request, usual: int) -> Answer:
        found = _window(list(islice(statuses, 4000)), request, usual, 40)
        headers = _links(self.origin + request.path, [one.id for one in found])
        return as_json([self._entity(one, request) for one in found], headers=headers)

    def _tag(self, tag: str) -> dict[str, Any]:
        now = self.network.clock.now()
        midnight = int(now // DAY_S * DAY_S)
        history = []
        for day in range(7):
            # Invented use, steady for a day, stronger for the first tags of the list.
            weight = (len(cast.TAGS) - cast.TAGS.index(tag)) if tag in cast.TAGS else 1
            uses = (
                weight * 6
                + (self.network.seed + len(tag) * 7 + midnight // 86_400 - day) * 2_654_435_761 % 11
            )
            history.append(
                {
                    "day": str(midnight - day * 86_400),
                    "uses": str(uses),
                    "accounts": str(max(1, uses * 2 // 3)),
                }
            )
        return {
            "id": str(1000 + len(tag)),
            "name": tag,
            "url": f"{self.origin}/tags/{tag}",
            "history": history,
        }


def _of(seconds: dict[str, float], account: Account) -> float:
    return seconds.get(account.id, seconds.get("", 0.0))


def _window(newest_first: list[Status], request: Request, usual: int, most: int) -> list[Status]:
    limit = request.number("limit", usual, most)
    max_id, since_id, min_id = (request.one(name) for name in ("max_id", "since_id", "min_id"))
    found = newest_first
    if max_id.isdigit():
        found = [one for one in found if int(one.id) < int(max_id)]
    if since_id.isdigit():
        found = [one for one in found if int(one.id) > int(since_id)]
    if min_id.isdigit():
        # min_id pages forward: the oldest ones after it, still shown newest first.
        found = [one for one in found if int(one.id) > int(min_id)]
        return found[-limit:]
    return found[:limit]


def _links(url: str, ids: list[str]) -> list[tuple[bytes, bytes]]:
    if not ids:
        return []
    link = f'<{url}?max_id={ids[-1]}>; rel="next", <{url}?min_id={ids[0]}>; rel="prev"'
    return [(b"link", link.encode("latin-1", "replace"))]
