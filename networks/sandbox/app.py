"""The ASGI application of the sandbox: routes, faults, answers."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from networks.sandbox.api import Api
from networks.sandbox.asgi import (
    HTML_TYPE,
    Answer,
    Receive,
    Refused,
    Request,
    Scope,
    Send,
    error,
    read_body,
    send_answer,
)
from networks.sandbox.control import Control, Fault
from networks.sandbox.network import Network
from networks.sandbox.pages import Pages
from networks.sandbox.signin import SignIn

Handler = Callable[[Request], Answer]
SEED = 41
MAINTENANCE = b"<!doctype html><title>Maintenance</title><h1>We will be right back</h1>"


class Sandbox:
    """One network behind one address."""

    def __init__(
        self,
        *,
        origin: str,
        path: Path,
        latency_s: float,
        has_control: bool,
        seed: int = SEED,
        ahead_s: float = 0.0,
    ) -> None:
        self.origin = origin
        self.network = Network(path, seed, ahead_s)
        self.api = Api(self.network, origin)
        self.pages = Pages(self.network, origin)
        self.sign_in = SignIn(self.network, self.pages, origin)
        self.control = Control(self.network, self.api, latency_s)
        self.routes: dict[str, Handler] = {**self._api_routes(), **self._page_routes()}
        if has_control:
            self.routes |= self._control_routes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            request = Request(scope, await read_body(receive))
        except Refused as refused:
            await send_answer(send, refused.answer)
            return
        if request.path.startswith("/sandbox/"):
            # Another site's page can send a form here, but not JSON without asking first.
            is_form = (
                request.method == "POST" and request.header(b"content-type") != "application/json"
            )
            answer = error(415, "Orders are JSON") if is_form else self._answer(request)
            await send_answer(send, answer)
            return
        if self.control.latency_s:
            await asyncio.sleep(self.control.latency_s)
        fault = self.control.take(request)
        if fault is None:
            await send_answer(send, self._answer(request))
        else:
            await self._misbehave(fault, request, send)

    async def _misbehave(self, fault: Fault, request: Request, send: Send) -> None:
        """Do what the fault orders; *_after kinds do the work first, so the post exists and nobody is told."""
        kind = fault.kind
        if kind == "slow":
            await asyncio.sleep(fault.seconds)
            await send_answer(send, self._answer(request))
        elif kind == "hold":
            await self.control.hold()
            await send_answer(send, self._answer(request))
        elif kind == "drip":
            await self._drip(send, self._answer(request), fault.seconds or 5.0)
        elif kind == "rate_limit":
            answer = error(429, "Too many requests")
            answer.headers.append((b"retry-after", str(int(fault.seconds or 30)).encode()))
            await send_answer(send, answer)
        elif kind == "token_death":
            self.network.revoke(request.header(b"authorization").removeprefix("Bearer "))
            await send_answer(send, error(401, "The access token was revoked"))
        elif kind == "forbidden":
            await send_answer(send, error(403, "Your login is currently disabled"))
        elif kind == "invalid":
            await send_answer(send, error(422, "Validation failed: Text is not acceptable"))
        elif kind.startswith("reset_"):
            if kind == "reset_after":
                self._answer(request)
            if not _hang_up(request.scope["client"]):
                await self._break("cut", Answer(b"{}"), send)
        elif kind.endswith("_before"):
            await self._break(kind.partition("_")[0], Answer(b"{}" + b" " * 400), send)
        else:
            await self._break(kind.partition("_")[0], self._answer(request), send)

    async def _break(self, how: str, answer: Answer, send: Send) -> None:
        if how == "error":
            await send_answer(send, Answer(b'{"error":"Internal error"}', 500))
        elif how == "html":
            await send_answer(send, Answer(MAINTENANCE, 200, HTML_TYPE))
        else:
            await send_answer(send, answer, cut_after=len(answer.body) // 2)

    async def _drip(self, send: Send, answer: Answer, seconds: float) -> None:
        headers = [
            (b"content-type", answer.type),
            (b"content-length", str(len(answer.body)).encode()),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        step = max(1, len(answer.body) // 50)
        for at in range(0, len(answer.body), step):
            piece = answer.body[at : at + step]
            is_last = at + step >= len(answer.body)
            await send({"type": "http.response.body", "body": piece, "more_body": not is_last})
            await asyncio.sleep(seconds / 50)

    def _answer(self, request: Request) -> Answer:
        try:
            return self._handler(request)(request)
        except Refused as refused:
            return refused.answer
        except (ValueError, TypeError, AttributeError, KeyError) as problem:
            print(
                f"sandbox: {request.method} {request.path}: {problem!r}",
                file=sys.stderr,
                flush=True,
            )
            return error(400, "Bad request")

    def _handler(self, request: Request) -> Handler:
        path = request.path.rstrip("/") or "/"
        found = self.routes.get(f"{request.method} {path}")
        if found is not None:
            return found
        pieces = path.split("/")
        if (
            len(pieces) > 1
            and pieces[1].startswith("@")
            and request.method == "GET"
            and len(pieces) in (2, 3)
        ):
            request.id = pieces[1][1:]
            return (
                self.pages.profile
                if len(pieces) == 2
                else lambda asked: self.pages.post(asked, pieces[2])
            )
        for at in (4, 2, 5):
            if len(pieces) > at:
                pattern = "/".join([*pieces[:at], "*", *pieces[at + 1 :]])
                found = self.routes.get(f"{request.method} {pattern}")
                if found is not None:
                    request.id = pieces[at]
                    return found
        if path.startswith(("/api/", "/oauth/", "/sandbox/", "/.well-known/")):
            return lambda asked: error(404, "The page you are looking for isn't here.")
        return self.pages.missing

    def _api_routes(self) -> dict[str, Handler]:
        api, sign_in = self.api, self.sign_in
        return {
            "GET /.well-known/oauth-authorization-server": sign_in.metadata,
            "POST /api/v1/apps": sign_in.register,
            "GET /oauth/authorize": sign_in.ask,
            "POST /oauth/authorize": sign_in.decide,
            "POST /oauth/token": sign_in.token,
            "POST /oauth/revoke": sign_in.revoke,
            "GET /oauth/userinfo": sign_in.userinfo,
            "GET /api/v2/instance": api.instance,
            "GET /api/v1/accounts/verify_credentials": api.me,
            "GET /api/v1/accounts/lookup": api.lookup,
            "GET /api/v1/accounts/*": api.account,
            "GET /api/v1/accounts/*/statuses": api.account_statuses,
            "POST /api/v1/statuses": api.create,
            "GET /api/v1/statuses": api.show_many,
            "GET /api/v1/statuses/*": api.show,
            "PUT /api/v1/statuses/*": api.update,
            "DELETE /api/v1/statuses/*": api.delete,
            "GET /api/v1/statuses/*/source": api.source,
            "GET /api/v1/statuses/*/context": api.context,
            "POST /api/v1/statuses/*/favourite": api.favourite,
            "POST /api/v2/media": api.upload,
            "GET /api/v1/media/*": api.media,
            "PUT /api/v1/media/*": api.media,
            "GET /api/v1/notifications": api.notifications,
            "GET /api/v2/notifications": api.grouped_notifications,
            "GET /api/v2/search": api.search,
            "GET /api/v1/timelines/public": api.public_timeline,
            "GET /api/v1/timelines/tag/*": api.tag_timeline,
            "GET /api/v1/trends/tags": api.trends,
        }

    def _page_routes(self) -> dict[str, Handler]:
        pages = self.pages
        return {
            "GET /": pages.timeline,
            "GET /sandbox.css": pages.css,
            "GET /avatars/*": pages.avatar,
            "GET /media/*": pages.file,
        }

    def _control_routes(self) -> dict[str, Handler]:
        control = self.control
        return {
            "GET /sandbox/state": control.state,
            "POST /sandbox/latency": control.set_latency,
            "POST /sandbox/lag": control.set_lag,
            "POST /sandbox/processing": control.set_processing,
            "POST /sandbox/quota": control.set_quota,
            "POST /sandbox/tokens": control.set_tokens,
            "POST /sandbox/faults": control.add_fault,
            "POST /sandbox/rates": control.set_rates,
            "POST /sandbox/let-go": control.let_go,
            "POST /sandbox/clear": control.clear,
            "POST /sandbox/clock": control.set_clock,
            "POST /sandbox/accounts": control.add_accounts,
            "POST /sandbox/backdate": control.backdate,
            "POST /sandbox/figures": control.figures,
            "POST /sandbox/forget": control.forget,
            "POST /sandbox/attachments": control.add_attachments,
            "GET /sandbox/ledger": control.show_ledger,
        }

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self.network.journal.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _hang_up(client: tuple[str, int]) -> bool:
    """End the connection to this peer without an answer; False where its socket cannot be found.

    ASGI has no word for that, so the socket is looked for among the files that this process has open.
    """
    try:
        numbers = [int(name) for name in os.listdir("/dev/fd")]
    except OSError:
        return False
    for number in numbers:
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as found:
                if found.getpeername()[:2] == tuple(client):
                    found.shutdown(socket.SHUT_RDWR)
                    return True
        except OSError:
            continue
    return False


def create() -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """The application of this process; what it should be stands in its environment, put there by __main__."""
    return Sandbox(
        origin=os.environ["SANDBOX_ORIGIN"],
        path=Path(os.environ["SANDBOX_DB"]),
        latency_s=float(os.environ.get("SANDBOX_LATENCY_MS", "0")) / 1000,
        has_control=os.environ.get("SANDBOX_CONTROL") == "1",
        seed=int(os.environ.get("SANDBOX_SEED", str(SEED))),
        ahead_s=float(os.environ.get("SANDBOX_AHEAD_S", "0")),
    )
