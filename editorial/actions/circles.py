"""Who may be told of a post: nobody whom an embargo leaves out, whatever their role would let them hear."""

from __future__ import annotations

from collections.abc import Iterable

from clients.models import Contact
from editorial.models import Post, Release
from people.models import Member, Notice


def let_in(members: Iterable[Member], post: Post) -> list[Member]:
    """Those of them who may know of the post."""
    everybody = list(members)
    if post.release_id is None:
        return everybody
    return [
        each
        for each in everybody
        if not Release.objects.closed_to(each).filter(pk=post.release_id).exists()
    ]


def contacts_let_in(contacts: Iterable[Contact], post: Post) -> list[Contact]:
    """Those of the client's people who may know of the post."""
    everybody = list(contacts)
    if post.release_id is None:
        return everybody
    return [
        each
        for each in everybody
        if not Release.objects.closed_to_contact(each).filter(pk=post.release_id).exists()
    ]


def forget_notices(release: Release) -> None:
    """Take the notices of its posts from those whom its embargo leaves out: they were told before there was one."""
    colleagues = Member.objects.filter(agency_id=release.agency_id)
    outside = [
        each.pk
        for each in colleagues
        if Release.objects.closed_to(each).filter(pk=release.pk).exists()
    ]
    for public_id in release.posts.values_list("public_id", flat=True):
        Notice.objects.filter(
            agency_id=release.agency_id, member__in=outside, url__contains=str(public_id)
        ).delete()
