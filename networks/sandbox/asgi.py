"""Requests and answers on top of ASGI, as little of it as the sandbox needs."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# A video of the largest size that the sandbox says it takes, and the form around it.
MAX_BODY = 104 * 1024 * 1024
JSON_TYPE = b"application/json; charset=utf-8"
HTML_TYPE = b"text/html; charset=utf-8"
SAFE_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


@dataclass(slots=True)
class Answer:
    """What to send back."""

    body: bytes
    status: int = 200
    type: bytes = JSON_TYPE
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)


def as_json(
    value: Any, status: int = 200, headers: list[tuple[bytes, bytes]] | None = None
) -> Answer:
    """A JSON answer."""
    return Answer(
        json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"),
        status,
        JSON_TYPE,
        headers or [],
    )


def error(status: int, text: str, **more: str) -> Answer:
    """Mastodon's way to say no."""
    return as_json({"error": text, **more}, status)


class Refused(Exception):
    """Ends a handler early with an answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Request:
    """One request, parsed as far as somebody asks."""

    __slots__ = ("_data", "_head", "_query", "body", "files", "id", "method", "path", "scope")

    def __init__(self, scope: Scope, body: bytes) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.body = body
        self.id = ""
        self.files: dict[str, tuple[str, str, bytes]] = {}
        self._head: dict[bytes, bytes] | None = None
        self._query: list[tuple[str, str]] | None = None
        self._data: dict[str, Any] | None = None

    def header(self, name: bytes) -> str:
        """A header by its lower-case name, or nothing."""
        if self._head is None:
            self._head = dict(self.scope["headers"])
        return self._head.get(name, b"").decode("latin-1")

    def all(self, name: str) -> list[str]:
        """Every value of a query parameter."""
        if self._query is None:
            self._query = parse_qsl(
                self.scope["query_string"].decode("latin-1"), keep_blank_values=True
            )
        return [value for key, value in self._query if key == name]

    def one(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        values = self.all(name)
        return values[0] if values else default

    def number(self, name: str, default: int, most: int) -> int:
        """A query parameter as a number between 1 and `most`."""
        value = self.one(name)
        return min(max(int(value), 1), most) if value.isdigit() else default

    def data(self) -> dict[str, Any]:
        """The body's fields: JSON, form or multipart; names like a[] hold lists, a[b] dictionaries."""
        if self._data is None:
            self._data = self._parse()
        return self._data

    def text(self, name: str, default: str = "") -> str:
        """A body field as text."""
        value = self.data().get(name)
        return default if value is None else str(value)

    def _parse(self) -> dict[str, Any]:
        kind = self.header(b"content-type")
        if kind.startswith("application/json"):
            try:
                value = json.loads(self.body)
            except ValueError:
                raise Refused(error(400, "Invalid JSON")) from None
            return value if isinstance(value, dict) else {}
        if kind.startswith("multipart/form-data"):
            return _nested(self._multipart(kind))
        return _nested(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def _multipart(self, kind: str) -> list[tuple[str, str]]:
        boundary = b"--" + kind.partition("boundary=")[2].strip('"').encode("latin-1")
        fields: list[tuple[str, str]] = []
        for part in self.body.split(boundary)[1:-1]:
            head, _, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            value = value.removesuffix(b"\r\n")
            lines = head.decode("utf-8", "replace").split("\r\n")
            names = {
                line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines
            }
            disposition = {
                piece.partition("=")[0].strip(): piece.partition("=")[2].strip('"')
                for piece in names.get("content-disposition", "").split(";")[1:]
            }
            if "filename" in disposition:
                self.files[disposition.get("name", "")] = (
                    disposition["filename"],
                    names.get("content-type", "application/octet-stream"),
                    value,
                )
            else:
                fields.append((disposition.get("name", ""), value.decode("utf-8", "replace")))
        return fields


def _nested(fields: list[tuple[str, str]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in fields:
        head, *keys = name.replace("]", "").split("[")
        if not keys:
            data[head] = value
        elif keys == [""]:
            data.setdefault(head, []).append(value)
        else:
            inner = data.setdefault(head, {})
            if len(keys) == 2 and not keys[1]:
                inner.setdefault(keys[0], []).append(value)
            else:
                inner[keys[0]] = value
    return data


async def read_body(receive: Receive) -> bytes:
    """The whole body, refusing more than MAX_BODY."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts = [body]
    n = len(body)
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
        n += len(parts[-1])
        if n > MAX_BODY:
            raise Refused(error(413, "Request body too large"))
    return b"".join(parts)


async def send_answer(send: Send, answer: Answer, *, cut_after: int | None = None) -> None:
    """Send the answer; with `cut_after` only so many bytes of its body, and then hang up."""
    headers = [
        (b"content-type", answer.type),
        (b"content-length", str(len(answer.body)).encode()),
        *SAFE_HEADERS,
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if cut_after is None:
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})
    else:
        # Promising more and ending makes the server close the connection in the middle of the body.
        await send(
            {"type": "http.response.body", "body": answer.body[:cut_after], "more_body": True}
        )
