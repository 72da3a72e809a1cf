"""Every place of the publishing path where a process may die with something half done: listed from the code itself.

A commit point is a function that ends a transaction, or writes without one; a call point is one that calls a network.
Neither needs a mark in the code: they are read from its syntax, and a doomed process (doomed.py) recognises them when it
passes one. A commit or a call that is not listed here cannot be met unnoticed: the doomed process reports it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from editorial.actions import reaping
from networks.mastodon import sandboxes
from networks.mastodon.connector import SANDBOX

ENGINE = (
    "alerts", "arming", "checking_parts", "claiming", "following_up", "preparing", "publishing", "reaping",
    "reaping_parts", "reconciling", "settling", "settling_parts",
)  # fmt: skip
# What is done about a post that is out; and what a release wants besides its posts.
AFTER = ("checking_remedies", "reaping_remedies", "remedying", "settling_remedies")
RELEASES = ("going",)
# The modules of the path, by the name that Python gives them.
PATH = {f"editorial.actions.{name}": name for name in (*ENGINE, *AFTER, *RELEASES)} | {
    "clients.actions.connecting.refreshing": "refreshing"
}
WRITES = frozenset(
    {"atomic", "aside", "execute", "update", "save", "create", "bulk_create", "delete"}
)
PROMISES = {
    each.idempotency: each.slug
    for each in (SANDBOX, sandboxes.NATURAL, sandboxes.READBACK, sandboxes.BLIND)
}
CALLS = frozenset({"commit", "verify", "prepare", "refresh", "amend", "remove", "is_there", "says"})

# Functions that write, but never end a transaction: they are called inside one. A doomed process that sees one of them
# commit all the same reports it as not listed.
INSIDE = frozenset({
    "alerts.aside",
    "arming.first_part_is_out", "arming.next_part", "arming.note_rest", "arming.ask_about_rest", "arming.leave_waiting",
    "reaping._end_attempts", "reaping_parts._moved", "reconciling._write",
    "settling._move", "settling.close_tries", "settling._keep_proof", "settling._record_answer",
    "settling_parts.move", "settling_parts._record_published", "settling_parts._record_no_proof",
    "settling_remedies.move", "settling_remedies.done", "settling_remedies._read", "reaping_remedies._moved",
    "going._call", "going._let_go",
})  # fmt: skip
# Sweeps that find nothing to do where channels stay connected and nothing is late.
IDLE = frozenset({
    "reaping.reap [release what has its channel back]", "reaping.reap [hold what has lost its channel]",
    "reaping.reap [mark what is too late]", "reaping_parts.reap_parts [ask about parts that are too late]",
    "reaping_parts.reap_parts [give parts their turn]",
    "reaping_remedies.reap_remedies [release remedies that have their channel back]",
    "reaping_remedies.reap_remedies [hand remedies to people]",
    "reaping_remedies.reap_remedies [hold remedies that have lost their channel]",
})  # fmt: skip
# Not on the way of a publisher, or met only when the database refuses a row; each is tested where it says.
ELSEWHERE = {
    "following_up.plan_follow_ups": "scheduling: tests/editorial/test_threads_planned.py",
    "reconciling.look_up_now": "a person asks: tests/editorial/test_screens_deciding.py",
    "checking_parts.look_up_parts_now": "a person asks: tests/editorial/test_threads_decided.py",
    "settling._settle_alone": "a refused row: tests/editorial/test_publishing_mishaps.py",
    "reconciling.look_at_each": "a look that cannot be recorded: tests/editorial/test_publishing_doubts.py",
    "publishing._Round._mark_unopened": "a channel without tokens: tests/editorial/test_publishing_moves.py",
    "publishing._open": "a channel that breaks: tests/editorial/test_publishing_mishaps.py",
    "following_up.parts_due": "it only reads",
    "remedying.remedies_due": "it only reads",
    **dict.fromkeys(
        ("going.say_go", "going.say_no_go", "going.set_link"),
        "a person decides: tests/editorial/test_releases.py",
    ),
    "claiming.give_back": "a round that ends early: tests/editorial/test_publishing_sessions.py",
    **dict.fromkeys(
        (
            "preparing._lease_next", "preparing._write_steps", "preparing._Handing._store", "preparing._Handing._hold",
            "preparing._Handing._go_on.<locals>.<lambda>",
        ),
        "pictures, of which nobody sees anything yet: tests/editorial/test_pictures_publishing.py",
    ),
    **dict.fromkeys(
        ("refreshing._take", "refreshing._leave", "refreshing._ask_and_store"),
        "an ended token: tests/clients/test_refreshing.py",
    ),
}  # fmt: skip


class _Scopes(ast.NodeVisitor):
    """Collects the names of functions, as Python itself gives them, that write or that call a network."""

    def __init__(self, module: str) -> None:
        self.names = [module]
        self.classes: set[str] = set()
        # What is done aside, where the words for it do not stand in the call.
        self.asides = {
            "reaping.reap": list(reaping._SWEEPS),
            "reaping_remedies.reap_remedies": [
                "hand remedies to people",
                "hold remedies that have lost their channel",
            ],
        }
        self.commits: dict[str, None] = {}
        self.calls: dict[str, None] = {}

    def _within(self, node: ast.AST, *names: str) -> None:
        self.names += names
        self.generic_visit(node)
        del self.names[-len(names) :]

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.classes.add(node.name)
        self._within(node, node.name)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        is_nested = len(self.names) > 1 and self.names[-1] not in self.classes
        self._within(node, *(["<locals>", node.name] if is_nested else [node.name]))

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._within(node, "<locals>", "<lambda>")

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and len(self.names) > 1:
            owner = node.func.value
            name = ".".join(self.names)
            called = getattr(owner, "id", "") or getattr(owner, "attr", "")
            if called == "connector" and node.func.attr in CALLS:
                self.calls[name] = None
            elif node.func.attr == "aside":
                doing = node.args[0]
                words = (
                    [doing.value] if isinstance(doing, ast.Constant) else self.asides.get(name, [])
                )
                self.commits |= dict.fromkeys([f"{name} [{each}]" for each in words] or [name])
            elif node.func.attr in WRITES:
                self.commits[name] = None
        self.generic_visit(node)


def _scopes() -> list[_Scopes]:
    found = []
    for module, name in PATH.items():
        source = (Path(settings.BASE_DIR) / f"{module.replace('.', '/')}.py").read_text()
        scopes = _Scopes(name)
        scopes.visit(ast.parse(source))
        found.append(scopes)
    return found


def commits() -> list[str]:
    """Functions of the publishing path that may end a transaction of their own; with what they do aside, if so."""
    found = [name for scopes in _scopes() for name in scopes.commits]
    has_asides = {_function(name) for name in found if "[" in name}
    return [name for name in found if name not in has_asides and _function(name) not in INSIDE]


def calls() -> list[str]:
    """Functions of the publishing path that call a network."""
    return [name for scopes in _scopes() for name in scopes.calls]


def functions() -> frozenset[str]:
    """Where a process of the publishing path may commit or call."""
    return frozenset(map(_function, [*commits(), *calls()]))


def moments(*, even_idle: bool) -> list[str]:
    """Every point at which a publisher may die, as the trap of a doomed process calls it.

    `even_idle` has those too that find nothing to do in the act that is played.
    """
    publishing = [*ENGINE, "refreshing"]
    return _moments(publishing, promises=tuple(PROMISES), even_idle=even_idle)


def moments_after(*, even_idle: bool) -> list[str]:
    """The same of whoever carries out corrections and removals, and calls for the go of releases.

    The deeds are the same on all networks: without `even_idle` two promises are enough.
    """
    promises = tuple(PROMISES) if even_idle else ("key", "blind")
    found = _moments([*AFTER, *RELEASES], promises=promises, even_idle=even_idle)
    shared = ("before commit", "after commit")
    return found + [f"reconciling.look_at_due | {moment}" for moment in shared]


def _moments(modules: Sequence[str], *, promises: Sequence[str], even_idle: bool) -> list[str]:
    found = [
        f"{name} | {moment}"
        for name in commits()
        if name.partition(".")[0] in modules
        and _function(name) not in ELSEWHERE
        and (even_idle or name not in IDLE)
        for moment in ("before commit", "after commit")
    ]
    return found + [
        f"{name} [{promise}] | {moment}"
        for name in calls()
        if name.partition(".")[0] in modules and name not in ELSEWHERE
        for promise in promises
        if not (name.startswith("reconciling.") and promise == "blind")
        for moment in ("before bytes", "after bytes", "after answer")
    ]


def on_the_way_out() -> list[str]:
    """The points between a claim and the record of what came of it, where it matters most that a publisher is slow."""
    way = ("claiming.", "following_up.", "publishing.", "settling.", "settling_parts.")
    when = ("after commit", "before bytes", "after bytes")
    found = moments(even_idle=False)
    return [name for name in found if name.startswith(way) and name.endswith(when)]


def stale() -> list[str]:
    """What the tables above name and the code no longer has."""
    known = {_function(name) for scopes in _scopes() for name in [*scopes.commits, *scopes.calls]}
    idle = IDLE - frozenset(commits())
    return sorted(idle | (INSIDE | ELSEWHERE.keys()) - known - {"alerts.aside"})


def _function(name: str) -> str:
    return name.partition(" [")[0]
