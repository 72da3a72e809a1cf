"""The four quality figures: each explained by its parts, none a bare score."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from analytics.quality import Part, score_of
from analytics.queries.quality import basis
from analytics.words import quality as quality_words
from clients.actions import rhythm
from clients.models import LinkCheck
from editorial.actions.noting_links import note_published_links
from editorial.actions.picturing import PictureInput
from editorial.actions.repeating import look_for_repetitions
from editorial.models import Delivery, Publication
from people.clock import database_now
from tests import make_pictures, make_posts

SAID = (
    "Sei gradi alle sei. Si pota lo stesso.",
    "Domenica apriamo alle 10, portate scarpe vecchie.",
    "Il Gracco riposa in botte da due inverni e nessuno lo disturba.",
    "Quanto dura una giornata di vendemmia? Quarantuno secondi.",
    "Con cosa lo bevo? Con le lenticchie della nonna, tiepide.",
    "Piove da tre giorni: le anatre di Aldo hanno preso possesso del fosso.",
    "Chi etichetta a mano sbaglia una bottiglia su mille, e la beve.",
    "La cantina profuma di mosto, il cane dorme accanto al torchio.",
    "Abbiamo finito le casse di legno: quest’anno si regala nella carta.",
    "Domande all’enologo: perché il rosato non è un bianco timido?",
)


def figures(cast, *, n_days: int = 30):
    known = basis(client=cast.client, member=cast.alice, n_days=n_days, now=database_now())
    return {each.key: each for each in quality_words.four(cast.client, known)}


def parts(cast, key: str) -> dict[str, Part]:
    return {part.name: part for part in figures(cast)[key].parts}


def out(cast, n: int, *, text: str = "", late: timedelta = timedelta(0), **draft) -> Publication:
    """A post of ours that went out n days ago."""
    delivery = make_posts.scheduled(
        cast.rita,
        cast.channel,
        text=text or SAID[n % len(SAID)],
        **draft,
    )
    due = database_now() - timedelta(days=n)
    Delivery.objects.filter(pk=delivery.pk).update(due_at=due)
    return Publication.objects.create(
        agency=cast.agency, client=cast.client, channel=cast.channel, delivery=delivery,
        remote_id=f"q{delivery.pk}", text=delivery.post.text, published_at=due + late,
    )  # fmt: skip


def test_a_figure_is_the_mean_of_what_was_measured():
    assert score_of([Part("", "", "", 4, 0.5), Part("", "", ""), Part("", "", "", 9, 1.0)]) == 75
    assert score_of([Part("", "", "")]) is None


def test_too_little_data_is_said_instead_of_a_score(cast):
    out(cast, 1)

    found = figures(cast)["professionalism"]

    assert found.score is None
    assert found.why_none == "Too little data: 1 post in these days, five are needed."


def test_what_went_out_late_or_not_at_all_lowers_professionalism_and_is_named(cast):
    for n in range(1, 9):
        out(cast, n)
    late = out(cast, 9, late=timedelta(minutes=20))
    missed = make_posts.scheduled(cast.rita, cast.channel, text="Domenica apriamo alle 10.")
    due = database_now() - timedelta(days=2)
    Delivery.objects.filter(pk=missed.pk).update(state="missed", due_at=due)

    part = parts(cast, "professionalism")["Out on time"]

    assert (part.found, part.n, part.share) == ("8 of 10", 10, 0.8)
    assert {post.url for post in part.posts} == {
        reverse("editorial:post", args=[cast.client.slug, each.post.public_id])
        for each in (missed, late.delivery)
    }


def test_what_nobody_measures_is_not_a_zero(cast):
    for n in range(1, 7):
        out(cast, n)

    first_hour = parts(cast, "attention")["Present in the first hour"]

    assert (first_hour.share, first_hour.found) == (None, "nobody said anything in those hours")
    assert parts(cast, "professionalism")["Links that work"].share is None
    assert figures(cast)["professionalism"].score == 100


def test_pictures_without_alt_text_and_tags_in_one_word_lower_attention(cast):
    asset = make_pictures.ready(cast.rita, cast.client)
    bare = out(cast, 1, pictures=[PictureInput(asset)])
    out(cast, 2, pictures=[PictureInput(asset, alt="Tralci")])
    tagged = out(cast, 3, text="Si pota #unannoinvigna")
    for n in range(4, 8):
        out(cast, n)

    found = parts(cast, "attention")

    assert (found["Alt text"].found, [post.words for post in found["Alt text"].posts]) == (
        "1 of 2",
        [bare.delivery.post.name],
    )
    assert [post.words for post in found["Tags that can be read"].posts] == [
        tagged.delivery.post.name
    ]


def test_continuity_needs_a_promise_and_then_counts_it(cast):
    assert figures(cast)["continuity"].score is None
    rhythm.promise_rhythm(by=cast.rita, channel=cast.channel, weekly_posts=1, now=database_now())
    for n in (1, 8, 15, 22):
        out(cast, n)

    found = parts(cast, "continuity")

    assert found["Rhythm kept"].share == 1
    assert found["No long silence"].share == 1
    assert found["Approved in stock"].share is not None


def test_the_same_words_again_lower_originality(cast):
    words = "Sei gradi alle sei. Si pota lo stesso. Aldo dice che la vite preferisce il freddo a chi ha fretta."
    out(cast, 20, text=words)
    again = out(cast, 2, text=f"{words} Passa!")
    picture = PictureInput(make_pictures.ready(cast.rita, cast.client), alt="Tralci")
    for n in range(4, 10):
        out(cast, n, pictures=[picture] if n < 6 else [])
    unread = figures(cast)["originality"]
    assert (unread.parts[0].share, unread.parts[1].is_measured) == (None, True)
    assert unread.score is None
    assert unread.why_none == "No figure without this part: words of their own, not looked at yet."
    look_for_repetitions(now=database_now())

    part = parts(cast, "originality")["Words of their own"]

    assert [post.url for post in part.posts] == [
        reverse("editorial:post", args=[cast.client.slug, again.delivery.post.public_id])
    ]
    assert (part.found, part.n) == ("7 of 8", 8)
    assert figures(cast)["originality"].score is not None


def test_the_screen_shows_the_parts_in_few_queries(cast, sign_in, django_assert_max_num_queries):
    rhythm.promise_rhythm(by=cast.rita, channel=cast.channel, weekly_posts=1, now=database_now())
    for n in range(1, 8):
        out(cast, n)
    browser = sign_in(cast.rita)
    url = reverse("analytics:quality", args=[cast.client.slug])
    browser.get(url)

    with django_assert_max_num_queries(12):
        page = browser.get(url).content.decode()

    for word in (
        "Professionalism",
        "Attention",
        "Continuity",
        "Originality",
        "not measured",
        "Out on time",
    ):
        assert word in page


def test_a_link_that_does_not_open_lowers_professionalism_and_is_named(cast):
    gone, here, locked = (f"http://www.trecorvi.it/{path}" for path in ("manca", "visite", "soci"))
    for n in range(1, 5):
        out(cast, n, text=f"{SAID[n]} {here}")
    bad = out(cast, 6, text=f"Prenota {here} o {gone}")
    out(cast, 7, text=f"Per i soci: {locked}")
    taken_down = out(cast, 8, text=f"Vecchio: {gone}")
    note_published_links(now=database_now())
    assert parts(cast, "professionalism")["Links that work"].share is None
    now = database_now()
    LinkCheck.objects.filter(url=here).update(opened_at=now, asked_at=now)
    LinkCheck.objects.filter(url=locked).update(trouble="unclear", asked_at=now)
    LinkCheck.objects.filter(url=gone).update(
        trouble="gone", failing_since=now, n_failed=2, is_dead=True
    )
    Publication.objects.filter(pk=taken_down.pk).update(removed_at=now)

    part = parts(cast, "professionalism")["Links that work"]

    assert (part.found, part.n, part.share) == ("4 of 5", 5, 0.8)
    assert [(post.url, post.why) for post in part.posts] == [
        (reverse("editorial:post", args=[cast.client.slug, bad.delivery.post.public_id]), gone)
    ]
