"""What the composer says of words and pictures a client has had before, and of the order of a campaign: hints with the way to the
other post, never a stop."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import Client
from editorial.campaigning import trouble
from editorial.checking import Line
from editorial.forms.editor import EditorForm
from editorial.models import Post
from editorial.originality import percent
from editorial.queries.originality import Earlier, same_picture, same_words
from editorial.when import instant_of
from editorial.words.campaigns import told
from people import cldr
from people.models import Member


def repeats(
    *, client: Client, member: Member, form: EditorForm, post: Post | None, now: datetime
) -> list[Line]:
    """At most two hints: of the words of the form as it stands, and of its pictures."""
    text = "\n".join([str(form["text"].value() or ""), *form.additions.parts])
    assets = [row.asset for row in form.pictures.rows]
    words = same_words(client=client, member=member, text=text, post=post, now=now)
    shown = same_picture(client=client, member=member, assets=assets, post=post, now=now)
    lines = []
    if words is not None:
        share = percent(words.alike)
        title = (
            _("The same words as %(post)s") if share == 100 else _("%(n)s%% the same as %(post)s")
        ) % {"n": share, "post": _post(words, client)}
        lines.append(_line(title, words, client))
    if shown is not None:
        title = (
            _("The same picture as in %(post)s")
            if shown.alike == 1
            else _("A picture that looks like one in %(post)s")
        ) % {"post": _post(shown, client)}
        lines.append(_line(title, shown, client))
    return lines


def out_of_order(*, client: Client, form: EditorForm, post: Post | None) -> list[Line]:
    """That the post would leave before the one it goes after, or that that one leaves not at all; asks nothing of the database
    besides what the form offers."""
    first = form.place.first_now
    if first is None:
        return []
    at = form.moment_now
    if at is None and post is not None and "day" not in form.fields and post.wall_at:
        at = instant_of(post.wall_at, post.time_zone, post.fold)
    wrong = trouble(at, first)
    if wrong is None:
        return []
    said = told(wrong, at=at, first=first, zone=client.time_zone)
    here = {"move": "#when-h", "order": "#aim-h"}
    name = "editorial:edit" if said.deed == "time" else "editorial:post"
    href = here.get(said.deed) or reverse(name, args=[client.slug, first.key])
    why = _("Nothing waits for it: this post leaves at its own time.")
    return [Line(said.sentence, why=why, fix=said.fix, href=href)]


def _line(title: str, earlier: Earlier, client: Client) -> Line:
    out = _("It is out: “%(words)s” Say it anew, or leave it so on purpose.")
    planned = _("It is not out yet: “%(words)s” One of the two may be enough.")
    why = (out if earlier.is_out else planned) % {"words": earlier.words}
    return Line(title, why=why, fix=_("See that post"), href=_url(earlier, client))


def _post(earlier: Earlier, client: Client) -> str:
    if earlier.at is None:
        return _("a post without a date")
    day = cldr.instant(earlier.at, "d MMMM y", ZoneInfo(client.time_zone))
    return _("a post of %(day)s") % {"day": day}


def _url(earlier: Earlier, client: Client) -> str:
    if earlier.post_id is not None:
        return reverse("editorial:post", args=[client.slug, earlier.post_id])
    return reverse("analytics:post", args=[client.slug, earlier.publication_id])
