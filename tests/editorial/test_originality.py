"""Words and pictures a client has had before: how alike two texts are, and the hint in the composer."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from editorial.actions.picturing import PictureInput
from editorial.actions.repeating import look_for_repetitions, remember_words
from editorial.models import Publication, Repetition
from editorial.originality import ALIKE, SAME, likeness, nearest, percent, plain, sketch
from editorial.queries.originality import MONTHS, same_picture, same_words
from people.clock import database_now
from tests import make, make_pictures, make_posts
from tests.editorial.filling import form, url

PRUNING = "Sei gradi alle sei. Si pota lo stesso. Aldo dice che la vite preferisce il freddo a chi ha fretta."
OPENING = "Domenica apriamo alle 10. Portate scarpe vecchie: si cammina tra i filari. Posti: 18, prenotazione dal link in bio."

ADDED = "Un'eccellenza di famiglia: tagga un amico, raccontaci la tua vigna e vinci una cassa di bottiglie di Natale."
FUNDED = "Funded by the European Union. Views and opinions expressed are those of the authors only and do not commit the European Union."


@pytest.mark.parametrize(
    "again",
    [
        PRUNING,
        PRUNING.upper(),
        f"🍇 {PRUNING} 🍷🍷",
        f"{PRUNING}\n\n#vigna #potatura #TenutaTrecorvi",
        f"{PRUNING} https://trecorvi.example/visite?utm_source=instagram",
        f"{PRUNING} @tenutatrecorvi",
        PRUNING.replace(". ", "!\n"),
        PRUNING.replace("è", "e\u0300"),
    ],
)
def test_what_stands_around_the_words_changes_nothing(again):
    assert likeness(PRUNING, again) == 1


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        # Sentences that changed places.
        (PRUNING, "Si pota lo stesso. Aldo dice che la vite preferisce il freddo a chi ha fretta. Sei gradi alle sei.", SAME, 1),
        # One word otherwise.
        (PRUNING, PRUNING.replace("freddo", "gelo"), SAME, 1),
        # The same news with other numbers is the same post.
        (OPENING, OPENING.replace("10", "11").replace("18", "20"), SAME, 1),
        # A sentence more.
        (PRUNING, f"{PRUNING} Passa a trovarci.", ALIKE, SAME),
        # So much more that it is half of the text: before it, after it, around it, with a word of the old one otherwise.
        (PRUNING, f"{PRUNING} {ADDED}", ALIKE, SAME),
        (PRUNING, f"{ADDED} {PRUNING}", ALIKE, SAME),
        (PRUNING, f"{ADDED[:60]} {PRUNING.replace('freddo', 'gelo')} {ADDED[60:]}", ALIKE, SAME),
        # A little of a long text, and a phrase too short to be a post, are no repetition.
        (PRUNING, f"{ADDED} {PRUNING} {OPENING} {FUNDED}", 0, ALIKE - 0.01),
        ("Domenica apriamo alle dieci.", f"Domenica apriamo alle dieci. {ADDED[:40]}", 0, ALIKE - 0.01),
        # The same column, another episode.
        ("La fonte del mese: Acquamadre. 7,4 °C in agosto, due gradi più di trent'anni fa.",
         "La fonte del mese: Fontebuia. Sotto il ponte scorre anche quando il fiume è in secca.", 0, ALIKE),
        # What a funder asks for under each picture makes no two posts the same; the same post it leaves the same.
        (f"Same spring, same thermometer shelf, thirty years apart.\n\n{FUNDED}",
         f"A map of the springs that are no longer on the map.\n\n{FUNDED}", 0, ALIKE),
        (f"{PRUNING}\n\n{FUNDED}", f"{PRUNING.replace('freddo', 'gelo')}\n\n{FUNDED}", SAME, 1),
        (f"Ancora.\n{PRUNING}", f"Di nuovo.\n{PRUNING}", ALIKE, 1),
        # Two posts of one client about two things.
        (PRUNING, OPENING, 0, ALIKE),
        ("Same spring, same thermometer shelf, thirty years apart.",
         "Thirty people walked to the spring on Sunday; here is what they measured.", 0, ALIKE),
    ],
)  # fmt: skip
def test_how_alike_two_texts_are(one, other, least, most):
    assert least <= likeness(one, other) <= most


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_between_none_and_one(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


@given(st.text(alphabet="abcdef ", min_size=60), st.text(alphabet="abcdef ", max_size=40))
def test_a_post_with_a_little_more_is_found_whichever_is_asked_about(one, more):
    both = likeness(one, f"{one} {more}"), likeness(f"{one} {more}", one)
    assert both[0] == both[1]
    if len(plain(one).replace(" ", "")) >= 48:
        assert both[0] >= ALIKE


@given(st.text())
def test_a_text_is_like_itself(text):
    assert likeness(text, text) == 1


@given(st.lists(st.text(alphabet="abcde ", min_size=30), min_size=1, max_size=6))
def test_the_nearest_of_a_list_that_holds_the_text_is_the_text(texts):
    found = nearest(texts[0], enumerate(texts))
    assert found is None or found[1] == 1


def test_a_greeting_is_too_short_to_be_called_a_repetition():
    assert nearest("Buon Natale 🎄", [(1, "Buon Natale!")]) is None


def test_a_hundred_per_cent_is_said_of_the_same_words_only():
    assert percent(0.999) == 99
    assert percent(1) == 100


def out(cast, text, *, days_ago=30, is_new=False, **fields):
    """A post that is out and was looked at, unless `is_new`."""
    made = Publication.objects.create(
        agency=cast.agency, client=cast.client, channel=cast.channel, remote_id=f"r{days_ago}",
        text=text, published_at=database_now() - timedelta(days=days_ago), **fields,
    )  # fmt: skip
    if not is_new:
        look_for_repetitions(now=database_now())
    return made


def asked(cast, text, **more):
    return same_words(
        client=cast.client, member=cast.bruno, text=text, post=None, now=database_now(), **more
    )


def test_the_nearest_post_of_the_last_twelve_months_is_found(cast):
    out(cast, OPENING, days_ago=3)
    meant = out(cast, f"{PRUNING} #vigna", days_ago=200)
    out(cast, PRUNING.replace("freddo", "gelo"), days_ago=10)

    found = asked(cast, f"🍇 {PRUNING}")

    assert found is not None
    assert found.publication_id == meant.public_id
    assert found.alike == 1


def test_an_earlier_post_is_found_inside_a_longer_one(cast):
    meant = out(cast, PRUNING, days_ago=40)
    for longer in (f"{ADDED} {PRUNING}", f"{PRUNING}\n\n{ADDED}"):
        found = asked(cast, longer)
        assert found is not None
        assert (found.publication_id, found.alike) == (meant.public_id, ALIKE)


@pytest.mark.parametrize("more", [{"days_ago": MONTHS.days + 2}, {"removed_at": database_now}])
def test_what_is_older_or_was_taken_away_is_no_repetition(cast, more):
    out(cast, PRUNING, **{name: each() if callable(each) else each for name, each in more.items()})

    assert asked(cast, PRUNING) is None


def test_another_clients_posts_are_never_compared(cast, rivals):
    Publication.objects.create(
        agency=rivals.agency, client=rivals.client, channel=rivals.channel, remote_id="r",
        text=PRUNING, published_at=database_now(),
    )  # fmt: skip
    neighbour = make.client(cast.alice, "Lanterne Storte")
    channel = make.channel(neighbour)
    make_posts.draft(cast.alice, channel, text=PRUNING)

    assert asked(cast, PRUNING) is None


def test_a_post_is_not_its_own_repetition_and_a_planned_one_is_named(cast):
    post = make_posts.draft(cast.bruno, cast.channel, text=PRUNING)
    now = database_now()

    assert (
        same_words(client=cast.client, member=cast.bruno, text=PRUNING, post=post, now=now) is None
    )
    found = asked(cast, PRUNING)
    assert found is not None
    assert found.post_id == post.public_id
    assert not found.is_out


def test_the_shortlist_is_read_off_the_index(cast):
    Publication.objects.bulk_create(
        Publication(
            agency=cast.agency, client=cast.client, channel=cast.channel, remote_id=f"n{n}",
            text=f"bottiglie{n} passi{n} gradi{n} cantina{n} vigna{n}", published_at=database_now(),
        )
        for n in range(300)
    )  # fmt: skip
    remember_words(now=database_now())
    with CaptureQueriesContext(connection) as queries:
        asked(cast, PRUNING)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE editorial_repetition; SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + next(q["sql"] for q in queries if "sketch" in q["sql"]))
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "repetition_by_sketch" in plan


def test_texts_that_are_alike_share_a_number_and_those_of_other_clients_do_not():
    once = set(sketch(plain(PRUNING), of=1))
    again = set(sketch(plain(PRUNING.replace("freddo", "gelo").replace("vite", "vigna")), of=1))

    assert once & again
    assert not once & set(sketch(plain(PRUNING), of=2))
    assert not once & set(sketch(plain(OPENING), of=1))
    assert len(once) <= 16


def test_the_composer_names_the_earlier_post_and_stops_nothing(cast, sign_in):
    earlier = out(cast, PRUNING, days_ago=40)
    browser = sign_in(cast.bruno)

    page = browser.post(
        url("look", cast), form(cast, text=f"{PRUNING} Passa a trovarci.")
    ).content.decode()

    assert "% the same as a post of" in page
    assert reverse("analytics:post", args=[cast.client.slug, earlier.public_id]) in page
    assert 'class="hard"' not in page
    assert (
        "the same as"
        not in browser.post(url("look", cast), form(cast, text=OPENING)).content.decode()
    )


def hills(size):
    """A picture with light and dark in it, the same at every size."""
    file = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def test_the_same_picture_is_told_even_when_it_was_saved_anew(cast):
    asset = make_pictures.ready(cast.bruno, cast.client, hills((900, 600)))
    again = make_pictures.ready(cast.bruno, cast.client, hills((800, 533)), name="di-nuovo.jpg")
    post = make_posts.draft(cast.bruno, cast.channel, pictures=[PictureInput(asset)])
    now = database_now()

    def told(assets, post=None):
        return same_picture(
            client=cast.client, member=cast.bruno, assets=assets, post=post, now=now
        )

    assert told([asset]).alike == 1
    assert told([again]).post_id == post.public_id
    assert told([asset], post) is None
    assert told([]) is None


def test_what_goes_out_twice_is_found_by_the_worker_and_another_channel_is_no_repetition(cast):
    first = out(cast, PRUNING, days_ago=60, is_new=True)
    beside = out(cast, PRUNING, days_ago=59, is_new=True)
    again = out(cast, f"{PRUNING} Passa a trovarci.", days_ago=5, is_new=True)
    other = out(cast, OPENING, days_ago=4, is_new=True)

    assert look_for_repetitions(now=database_now()) == 4
    assert look_for_repetitions(now=database_now()) == 0

    found = dict(Repetition.objects.values_list("publication_id", "earlier_id"))
    assert found[again.pk] in (first.pk, beside.pk)
    assert [found[each.pk] for each in (first, beside, other)] == [None, None, None]
