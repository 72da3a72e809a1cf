"""What the palette and the client switch find: few rows, few queries, only what the member may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Lower

from clients.models import Assignment, Client, Visit
from editorial.lifecycle import PostStage
from editorial.models import Post
from people.models import Member
from people.roles import Role

# So many rows are read at a glance; whoever wants more types another letter.
MOST_CLIENTS = 8
MOST_POSTS = 6
# A word is looked for in the newest posts, so that it takes as long in the tenth year as in the first.
N_NEWEST = 3000


@dataclass(frozen=True, slots=True)
class Found:
    """A client, and what the member is there."""

    client: Client
    role: str


def clients(*, member: Member, words: Sequence[str], most: int = MOST_CLIENTS) -> list[Found]:
    """The member's current clients whose name or short name has all the words; those lately looked at first.

    The short name has no accents, so "citta" finds Città. One query, however many clients there are.
    """
    own = Client.objects.visible_to(member).current()
    for word in words:
        own = own.filter(Q(name__icontains=word) | Q(slug__icontains=word))
    mine = Assignment.objects.filter(client_id=OuterRef("pk"), member_id=member.pk)
    seen = Visit.objects.filter(client_id=OuterRef("pk"), member_id=member.pk)
    found = own.annotate(
        role_of_member=Subquery(mine.values("role")), seen_at=Subquery(seen.values("seen_at"))
    ).order_by(F("seen_at").desc(nulls_last=True), Lower("name"), "id")
    is_owner = member.role == Role.OWNER
    return [
        Found(client, Role.OWNER if is_owner else client.role_of_member) for client in found[:most]
    ]


def client_of(*, member: Member, slug: str) -> Found | None:
    """The client of an address, for somebody who sees it."""
    mine = Assignment.objects.filter(client_id=OuterRef("pk"), member_id=member.pk)
    client = (
        Client.objects.visible_to(member)
        .filter(slug=slug)
        .annotate(role_of_member=Subquery(mine.values("role")))
        .first()
    )
    if client is None:
        return None
    return Found(client, Role.OWNER if member.role == Role.OWNER else client.role_of_member)


def posts(*, member: Member, words: Sequence[str], client: Client | None = None) -> list[Post]:
    """The newest posts whose title or text has all the words, of one client first when one is given."""
    newest = (
        Post.objects.visible_to(member).exclude(stage=PostStage.ARCHIVED).order_by("-edited_at")
    )
    found = Post.objects.filter(pk__in=newest.values("pk")[:N_NEWEST])
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    is_elsewhere = Case(When(client_id=client.pk if client else 0, then=0), default=1)
    return list(found.select_related("client").order_by(is_elsewhere, "-edited_at")[:MOST_POSTS])


def my_posts(*, member: Member, most: int = 4) -> list[Post]:
    """The posts the member edited last."""
    return list(
        Post.objects.visible_to(member)
        .filter(edited_by=member)
        .exclude(stage=PostStage.ARCHIVED)
        .select_related("client")
        .order_by("-edited_at")[:most]
    )
