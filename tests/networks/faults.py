"""What networks do wrong, as scripts of a peer: after the bytes of a call left, and instead of doing what was asked."""

from __future__ import annotations

import gzip

from networks.errors import ErrorKind
from tests.networks.peers import Script, answers, hang_up

BOMB = gzip.compress(b"[" + b" " * 60_000_000 + b"]")
AFTER_BYTES: dict[str, Script] = {
    "500": answers(b'{"error":"x"}', status="500 Internal Server Error"),
    "502 HTML": answers(b"<html>bad gateway</html>", status="502 Bad Gateway", kind="text/html"),
    "10 MB error": answers(
        b"x" * 10_000_000, status="500 Internal Server Error", kind="text/plain"
    ),
    "503 with Retry-After": answers(
        b"{}", status="503 Service Unavailable", headers="Retry-After: 9\r\n"
    ),
    "408": answers(b"{}", status="408 Request Timeout"),
    "HTML 200": answers(b"<!doctype html><h1>Maintenance</h1>", kind="text/html"),
    "HTML 200 said to be JSON": answers(b"<!doctype html>"),
    "JSON of another shape": answers(b'["no", "status", "here"]'),
    "empty 200": answers(b""),
    "cut body": answers(b'{"id": "1", "cont', claim=4000),
    "hung up": hang_up,
    "gzip bomb": answers(BOMB, headers="Content-Encoding: gzip\r\n"),
    "broken gzip": answers(b"not gzip", headers="Content-Encoding: gzip\r\n"),
    "strange encoding": answers(b"{}", headers="Content-Encoding: br\r\n"),
    "redirect": answers(
        b"", status="302 Found", headers="Location: https://elsewhere.example/\r\n"
    ),
    "308": answers(
        b"", status="308 Permanent Redirect", headers="Location: https://elsewhere.example/\r\n"
    ),
    "not HTTP": lambda connection, request: connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    "too large": answers(b'{"a":"' + b"x" * 6_000_000 + b'"}'),
}
NOT_CREATED: dict[str, tuple[Script, ErrorKind]] = {
    "429": (
        answers(b'{"error":"slow"}', status="429 Too Many Requests", headers="Retry-After: 17\r\n"),
        ErrorKind.RATE_LIMITED,
    ),
    "401": (
        answers(b'{"error":"The access token is invalid"}', status="401 Unauthorized"),
        ErrorKind.AUTH_EXPIRED,
    ),
    "403": (
        answers(b'{"error":"outside the authorized scopes"}', status="403 Forbidden"),
        ErrorKind.PERMISSION_DENIED,
    ),
    "422": (
        answers(b'{"error":"Validation failed"}', status="422 Unprocessable Entity"),
        ErrorKind.CONTENT_REJECTED,
    ),
    "404": (answers(b'{"error":"Record not found"}', status="404 Not Found"), ErrorKind.NOT_FOUND),
}
