"""Telling those who may say "go" what a release waits for: once for each thing, however many posts it has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from editorial.actions.alerts import aside
from editorial.actions.telling import who_can_act
from editorial.models import Release
from people.notices import notify

NOT_GO: Promise = _("its hour has come and nobody has said go: nothing of it goes out")
WITHOUT_LINK: Promise = _(
    "its hour has come and its link is not there: what waits for it goes out once it is"
)


def tell_held_back(
    *, without_go: Sequence[int] = (), without_link: Sequence[int] = (), now: datetime
) -> None:
    """These deliveries were held back at their hour, for want of a go or of a link."""
    for ids, what, event in (
        (without_go, NOT_GO, "no_go"),
        (without_link, WITHOUT_LINK, "no_link"),
    ):
        if ids:
            found = Release.objects.filter(posts__deliveries__in=ids).distinct()
            for release in found.select_related("client"):
                with aside(f"telling people of release {release.pk}"):
                    tell_of_release(release, what=what, event=event, now=now)


def tell_of_release(release: Release, *, what: Promise, event: str, now: datetime) -> None:
    """A notice and a mail to everybody who may say go, once for each `event`.

    The line of a mail is read over shoulders, so it names nothing that is under embargo.
    """
    name = _("a release") if release.is_secret(now) else f"«{release.name}»"
    notify(
        members=who_can_act(release.client),
        kind="release",
        text=format_lazy(
            "{client}, {release}: {what}", client=release.client.name, release=name, what=what
        ),
        url=reverse("editorial:release", args=[release.client.slug, release.public_id]),
        once_key=f"release:{release.pk}:{release.due_at.timestamp():.0f}:{event}",
        is_mailed=True,
        now=now,
    )
