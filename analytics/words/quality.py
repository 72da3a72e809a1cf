"""The four quality figures in words: each part says what was found, of how many, how it is counted, and which posts it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.quality import LEAST_POSTS, Named, Part, QualityFigure, score_of, share_of
from analytics.queries.quality import Basis, NotOut, OutRow, one_a_post
from clients.models import Client
from editorial import advice
from editorial.continuity import FULL_STOCK, by_week, kept, longest_silence, patience
from editorial.originality import ALIKE, SAME, likeness, percent
from editorial.queries.continuity import Rhythm
from people import cldr
from people.templatetags.ui import network_name

MOST_NAMED = 5


def four(client: Client, known: Basis) -> list[QualityFigure]:
    """Professionalism, attention, continuity, originality."""
    return [
        _figure(
            "professionalism", _("Professionalism"),
            _("Do posts go out when they should, and stand as they were written?"),
            _professional(client, known), known,
        ),
        _figure(
            "attention", _("Attention"), _("Is every post cared for down to the last line?"),
            _attentive(client, known), known,
        ),
        _figure(
            "continuity", _("Continuity"), _("Is the rhythm kept that was promised?"),
            _continuous(client, known), known, needs_posts=False,
        ),
        _figure(
            "originality", _("Originality"), _("Does each post say something new?"),
            _original(client, known), known, needs_first=True,
        ),
    ]  # fmt: skip


def _figure(
    key: str,
    name: str,
    asks: str,
    parts: Sequence[Part],
    known: Basis,
    *,
    needs_posts: bool = True,
    needs_first: bool = False,
) -> QualityFigure:
    """`needs_first`: what the others say without the first part would be taken for the whole."""
    why = ""
    n = len(known.posts)
    if needs_posts and n < LEAST_POSTS:
        why = ngettext(
            "Too little data: {n} post in these days, five are needed.",
            "Too little data: {n} posts in these days, five are needed.",
            n,
        ).format(n=n)
    elif not any(part.is_measured for part in parts):
        why = _("Nothing of this is measured yet; the parts say what is missing.")
    elif needs_first and not parts[0].is_measured:
        why = _("No figure without this part: {part}, {found}.").format(
            part=parts[0].name.lower(), found=parts[0].found
        )
    return QualityFigure(key, name, asks, tuple(parts), None if why else score_of(parts), why)


def _named(client: Client, row: OutRow | NotOut) -> Named:
    if row.post_id is not None:
        return Named(row.words, reverse("editorial:post", args=[client.slug, row.post_id]))
    assert isinstance(row, OutRow)
    return Named(row.words, reverse("analytics:post", args=[client.slug, row.publication_id]))


def _part(
    client: Client,
    name: str,
    how: str,
    *,
    n: int,
    bad: Sequence[OutRow | NotOut],
    n_bad: int | None = None,
    nothing: str = "",
) -> Part:
    """A part that counts how many of `n` were well; `bad` are the posts that were not."""
    n_good = n - (len(bad) if n_bad is None else n_bad)
    posts = one_a_post(bad)
    named = tuple(_named(client, row) for row in posts[:MOST_NAMED])
    found = _("{good} of {n}").format(good=cldr.number(n_good), n=cldr.number(n)) if n else nothing
    return Part(name, found, how, n, share_of(n_good, n), named, len(posts))


def _not_measured(name: str, why: str) -> Part:
    return Part(name, _("not measured"), why)


def _professional(client: Client, known: Basis) -> list[Part]:
    planned = [row for row in known.out if row.due_at is not None]
    late = [row for row in planned if row.is_late]
    corrected = [row for row in known.out if row.before is not None]
    typos = [row for row in corrected if likeness(row.before or "", row.after or "") >= SAME]
    changed = [row for row in corrected if row not in typos]
    posts = known.posts
    none = _("nothing went out")
    return [
        _part(
            client, _("Out on time"),
            _("Posts on channels within five minutes of their hour (an hour where a person publishes); what did not go out counts as late."),
            n=len(planned) + len(known.not_out), bad=[*known.not_out, *late], nothing=none,
        ),
        _part(client, _("Not corrected in substance"),
              _("Posts whose words were not changed after they were out, but for a few letters."),
              n=len(posts), bad=one_a_post(changed), nothing=none),
        _part(client, _("Without typos put right afterwards"),
              _("Posts that needed no correction of a few letters once they were out."),
              n=len(posts), bad=one_a_post(typos), nothing=none),
        _part(client, _("Still standing"),
              _("Posts that were not taken down, by us or by somebody else."),
              n=len(posts), bad=one_a_post(row for row in known.out if row.is_gone), nothing=none),
        _links(client, known),
    ]  # fmt: skip


def _links(client: Client, known: Basis) -> Part:
    """Of a post on several channels the one whose link is dead counts."""
    rows = [row for row in known.out if row.n_links and not row.is_gone]
    linking = one_a_post(sorted(rows, key=lambda row: not row.dead_link))
    bad = [row for row in linking if row.dead_link]
    part = _part(
        client, _("Links that work"),
        _("Posts with links whose links all open. Each is opened once a week; sites that let no programs in are not judged."),
        n=len(linking), bad=bad, nothing=_("no links that could be judged"),
    )  # fmt: skip
    named = zip(part.posts, bad, strict=False)
    return replace(part, posts=tuple(replace(post, why=row.dead_link) for post, row in named))


def _attentive(client: Client, known: Basis) -> list[Part]:
    posts = known.posts
    shown = [row for row in posts if row.n_pictures]
    n_pictures = sum(row.n_pictures for row in shown)
    tagged = [row for row in posts if "#" in row.text]
    return [
        _part(
            client, _("Alt text"), _("Pictures of posts that are out which have an alt text."),
            n=n_pictures, bad=[row for row in shown if row.n_without_alt],
            n_bad=sum(row.n_without_alt for row in shown), nothing=_("no pictures"),
        ),
        _part(
            client, _("Tags that can be read"),
            _("Posts with hashtags whose long ones have a capital at each word."),
            n=len(tagged), bad=[row for row in tagged if advice.long_low_tags(row.text)], nothing=_("no hashtags"),
        ),
        _part(
            client, _("Present in the first hour"),
            _("Of what people said in the first hour of a post and that asked for an answer, what was answered within an hour."),
            n=known.answered.n_first_hour, bad=[], n_bad=known.answered.n_first_hour - known.answered.n_present,
            nothing=_("nobody said anything in those hours"),
        ),
        _answered(client, known),
    ]  # fmt: skip


def _answered(client: Client, known: Basis) -> Part:
    """Who still waits within the promised time is not judged."""
    found = known.answered
    part = _part(
        client, _("Nobody left without an answer"),
        _("Of what people said and that asked for an answer, what got one; spam does not count. Where no time is promised, two days are given."),
        n=found.n, bad=[], n_bad=found.n - found.n_answered, nothing=_("nobody asked for anything"),
    )  # fmt: skip
    more = []
    if found.n_promised:
        in_time = _("{n} of {all} in the promised time").format(
            n=cldr.number(found.n_in_time), all=cldr.number(found.n_promised)
        )
        more.append(in_time)
    if found.median is not None:
        more.append(_("half of them within {span}").format(span=cldr.span(_minutes(found.median))))
    return replace(part, found=", ".join([part.found, *more]))


def _minutes(span: timedelta) -> int:
    return max(round(span.total_seconds() / 60), 1)


def _continuous(client: Client, known: Basis) -> list[Part]:
    how_to = _(
        "No rhythm is promised on any channel: write the posts a week on the channel’s page."
    )
    names = [_("Rhythm kept"), _("No long silence"), _("Approved in stock")]
    if not known.rhythms:
        return [_not_measured(name, how_to) for name in names]
    n_weeks = known.period.n_days // 7
    stock = (
        _not_measured(names[2], _("What was in stock on a day that is past is not kept."))
        if known.is_past
        else _stock(known, names[2])
    )
    return [_kept(known, names[0], n_weeks), _silence(known, names[1]), stock]


def _channel(rhythm: Rhythm, known: Basis) -> str:
    """The channel by its network, or by its name where the client has two there."""
    network = rhythm.channel.network
    is_one = sum(each.channel.network == network for each in known.rhythms) == 1
    return network_name(network) if is_one else rhythm.channel.handle


def _kept(known: Basis, name: str, n_weeks: int) -> Part:
    how = _(
        "Of the posts promised in the last {n} whole weeks; a week never counts for more than was promised."
    )
    shares, words = [], []
    for each in known.rhythms:
        weeks = by_week(known.exits[each.channel.pk], today=known.today, n_weeks=n_weeks)
        shares.append(kept(weeks, weekly=each.weekly))
        share = cldr.percent(cldr.number(round(shares[-1] * 100)))
        words.append(f"{_channel(each, known)} {share}")
    return Part(name, ", ".join(words), how.format(n=n_weeks), n_weeks, sum(shares) / len(shares))


def _silence(known: Basis, name: str) -> Part:
    how = _(
        "The longest run of days without an exit, beside what the promised rhythm bears (half as long again as the distance between two posts)."
    )
    shares, words = [], []
    for each in known.rhythms:
        found = longest_silence(
            known.exits[each.channel.pk], first=known.period.first_on, today=known.today
        )
        n, most = (found.n_days if found else 0), patience(each.weekly)
        shares.append(1.0 if n <= most else most / n)
        days = ngettext("{n} day (up to {most} is fine)", "{n} days (up to {most} is fine)", n)
        words.append(f"{_channel(each, known)} {days.format(n=n, most=most)}")
    return Part(name, ", ".join(words), how, known.period.n_days, sum(shares) / len(shares))


def _stock(known: Basis, name: str) -> Part:
    how = _(
        "For how many days what is approved and scheduled keeps the rhythm; {n} days are enough."
    )
    shares, words = [], []
    for each in known.rhythms:
        shares.append(min(each.n_days / FULL_STOCK, 1.0))
        days = ngettext("{n} day", "{n} days", each.n_days).format(n=each.n_days)
        words.append(f"{_channel(each, known)} {days}")
    return Part(
        name, ", ".join(words), how.format(n=FULL_STOCK), len(words), sum(shares) / len(shares)
    )


def _original(client: Client, known: Basis) -> list[Part]:
    looked = [row for row in known.out if row.is_looked_at]
    posts = one_a_post(looked)
    shown = [row for row in known.posts if row.n_pictures]
    how = _(
        "Posts whose words are less than {share} the same as any of the client’s own of the twelve months before."
    )
    pictures = _(
        "Posts whose pictures were in no earlier post, not even saved anew or cropped a little."
    )
    return [
        _part(client, _("Words of their own"), how.format(share=cldr.percent(str(percent(ALIKE)))),
              n=len(posts), bad=[row for row in posts if row.earlier_pk], nothing=_("not looked at yet")),
        _part(client, _("Pictures not seen before"), pictures,
              n=len(shown), bad=[row for row in shown if row.n_shown_again], nothing=_("no pictures")),
    ]  # fmt: skip


def lead(figures: Sequence[QualityFigure]) -> str:
    """One sentence: the weakest figure and what lowers it most."""
    known = [each for each in figures if each.score is not None]
    if not known:
        return _("Too little has gone out to judge; the parts below say what they will count.")
    weakest = min(known, key=lambda each: each.score or 0)
    parts = [part for part in weakest.parts if part.share is not None]
    low = min(parts, key=lambda part: part.share or 0)
    if weakest.score == 100:
        return _("All that is measured is as it should be.")
    return _(
        "The weakest of the four is {name}, {score} of 100. Its lowest part: “{part}”, {found}."
    ).format(name=weakest.name.lower(), score=weakest.score, part=low.name, found=low.found)


def frozen(client: Client, known: Basis) -> list[dict[str, Any]]:
    """The four as a report keeps them: scores and sentences in the client's language, no post by name."""
    with translation.override(client.language):
        return [
            {
                "name": each.name,
                "score": each.score,
                "why_none": each.why_none,
                "parts": [[part.name, part.found] for part in each.parts],
            }
            for each in four(client, known)
        ]
