"""Who a session belongs to: the person with their memberships, in one query, because every page begins with both."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import DateTimeField, Func, QuerySet

from people.models import Member, User
from people.prepared import prepared


class StaffBackend(AuthenticationBackend):
    """Signing in is allauth's; finding the person of a session brings their active memberships along."""

    def get_user(self, user_id: Any) -> Any:
        """The person, if they may sign in; the memberships found wait for MemberMiddleware in `found_memberships`."""
        members = memberships_of(user=user_id)
        if not members:
            return super().get_user(user_id)
        user = members[0].user
        if not self.user_can_authenticate(user):
            return None
        setattr(user, "found_memberships", members)  # noqa: B010 - a person has no such field for mypy
        return user


@prepared()
def memberships_of(*, user: int) -> QuerySet[Member]:
    """The person's active memberships with their agencies, the oldest first; `asked_at` is the database's instant of asking."""
    active = Member.objects.active().filter(user_id=user)
    active = active.annotate(asked_at=Func(function="smm_now", output_field=DateTimeField()))
    return active.select_related("agency", "user").order_by("joined_at", "pk")


def found_with(user: User) -> list[Member]:
    """The memberships of a person whom a session named; asked for where the person came another way."""
    found: list[Member] | None = getattr(user, "found_memberships", None)
    return memberships_of(user=user.pk) if found is None else found
