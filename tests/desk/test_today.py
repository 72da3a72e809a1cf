"""Today in its order: what needs somebody, whose turn it is, and only buttons that the reader may press."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.models import Channel, Contact
from editorial.actions import asking, going, releasing, scheduling
from editorial.models import Amendment, Delivery, Release, Remedy, Review
from editorial.when import wall_of
from people.clock import database_now
from people.roles import Role
from tests import make, make_posts
from tests.portal.people import asked, draft

TODAY = "/t/"


def main(browser, address: str = TODAY) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def part(words: str, name: str) -> str:
    """The section of that id, up to the next one."""
    return words.partition(f'id="{name}"')[2].partition("</section>")[0]


@pytest.fixture
def missed(cast) -> Delivery:
    delivery = make_posts.scheduled(cast.rita, cast.channel, text="Mancato")
    Delivery.objects.filter(pk=delivery.pk).update(state="missed", reason="late")
    return delivery


def asked_in_the_agency(cast, text: str = "Da approvare") -> Review:
    return asking.ask_review(post=draft(cast, text), member=cast.bruno, now=database_now())


@pytest.mark.parametrize(
    ("who", "button"), [("rita", "Decide"), ("alice", "Decide"), ("bruno", "Look")]
)
def test_only_who_may_decide_is_asked_to(cast, sign_in, missed, who, button):
    words = part(main(sign_in(getattr(cast, who))), "unblock")

    assert f">{button}<" in words
    assert (">Decide<" in words) is (button == "Decide")
    assert ("Who schedules for this client decides." in words) is (button == "Look")


@pytest.mark.parametrize(("who", "button"), [("rita", "Reconnect"), ("bruno", "Look")])
def test_only_who_may_reconnect_is_asked_to(cast, sign_in, who, button):
    Channel.objects.update(health="reconnect")
    words = part(main(sign_in(getattr(cast, who))), "unblock")

    assert f">{button}<" in words
    assert (">Reconnect<" in words) is (button == "Reconnect")


def test_who_of_the_client_gets_the_link_to_reconnect_is_chosen_before_it_is_sent(cast, sign_in):
    Channel.objects.update(health="reconnect")
    Contact.objects.update(email="")
    assert "Let the client do it" not in part(main(sign_in(cast.rita)), "unblock")
    cast.carla.email = "carla@example.org"
    cast.carla.save(update_fields=["email"])
    browser = sign_in(cast.rita)
    words = part(main(browser), "unblock")
    page = reverse("clients:channel", args=[cast.client.slug, cast.channel.public_id])
    assert f'href="{page}#ask-h">Let the client do it<' in words
    # One press on Today mails nobody.
    ask = reverse("clients:reconnect_ask", args=[cast.client.slug, cast.channel.public_id])
    assert ask not in words
    chosen = browser.get(page).content.decode()
    assert 'id="ask-h"' in chosen
    assert f'value="{cast.carla.public_id}"' in chosen
    assert f'action="{ask}"' in chosen
    assert "Let the client do it" not in part(main(sign_in(cast.bruno)), "unblock")


def test_the_role_on_the_client_counts_and_not_the_one_in_the_agency(cast, sign_in):
    second = make.client(cast.alice, "Lanterne Storte")
    make.assigned(cast.alice, second, cast.rita, Role.ANALYST)
    make.channel(second)
    Channel.objects.filter(client=second).update(health="reconnect")

    assert ">Reconnect<" not in main(sign_in(cast.rita))
    assert ">Reconnect<" not in main(
        sign_in(cast.rita), reverse("desk:overview", args=[second.slug])
    )


def test_what_waits_for_me_is_asked_of_me_alone(cast, sign_in):
    asked_in_the_agency(cast)

    words = part(main(sign_in(cast.rita)), "mine")
    assert "Da approvare" in words
    assert "Da approvare" not in part(main(sign_in(cast.bruno)), "mine")


def test_what_the_client_has_not_decided_is_one_line_with_its_age(cast, sign_in):
    posts = [asked(cast, f"Post {n}").post for n in range(2)]
    Review.objects.update(asked_at=database_now() - timedelta(days=3))
    posts[0].wall_at = wall_of(database_now() + timedelta(days=1), posts[0].time_zone)
    posts[0].save(update_fields=["wall_at"])

    words = part(main(sign_in(cast.rita)), "with-client")
    assert "for 3 days" in words
    assert "2 posts to decide" in words
    assert f"{cast.carla} decides." in words
    assert "The first is meant to go out" in words
    assert ">Remind<" in words
    assert ">Remind<" not in part(main(sign_in(cast.bruno)), "with-client")


def test_the_sections_stand_in_the_order_of_harm(cast, sign_in, missed):
    asked_in_the_agency(cast)
    timed = draft(cast, "Con orario")
    timed.wall_at = wall_of(database_now() + timedelta(days=3), timed.time_zone)
    timed.save(update_fields=["wall_at"])
    words = main(sign_in(cast.rita))

    places = [words.index(f'id="{name}"') for name in ("unblock", "mine", "planned", "next", "out")]
    assert places == sorted(places)


def test_clients_with_an_empty_week_are_named_and_others_are_not(cast, rivals, sign_in):
    empty = make.client(cast.alice, "Vuoto")
    make.channel(empty)
    make.client(cast.alice, "Senza canale")
    make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=2))
    words = part(main(sign_in(cast.alice)), "gaps")

    assert "Vuoto" in words
    assert reverse("editorial:new", args=[empty.slug]) in words
    for absent in ("Senza canale", "Tenuta Trecorvi", rivals.client.name):
        assert absent not in words


def test_yesterday_tells_what_did_not_go_out(cast, sign_in, missed):
    Delivery.objects.filter(pk=missed.pk).update(
        due_at=database_now() - timedelta(days=1), next_attempt_at=database_now()
    )
    words = part(main(sign_in(cast.rita)), "out")

    assert "Yesterday:" in words
    assert "1 did not go out" in words


@pytest.mark.parametrize("who", ["alice", "rita"])
def test_today_asks_at_most_twelve_times_however_much_waits(
    cast, sign_in, django_assert_max_num_queries, who
):
    browser = sign_in(getattr(cast, who))
    main(browser)
    for n in range(2):
        with django_assert_max_num_queries(12):
            main(browser)
        for m in range(6):
            asked_in_the_agency(cast, f"Da approvare {n} {m}")
            client = make.client(cast.alice, f"Cliente {n} {m}")
            make.channel(client)
            make.assigned(cast.alice, client, cast.rita, Role.MANAGER)


@pytest.fixture
def out(cast) -> Delivery:
    """Published three seconds after its time, an hour ago at most and today."""
    delivery = make_posts.scheduled(cast.rita, cast.channel, text="Uscito")
    now = database_now()
    Delivery.objects.filter(pk=delivery.pk).update(state="claimed", lease_until=now, owner=1)
    Delivery.objects.filter(pk=delivery.pk).update(state="sending")
    Delivery.objects.filter(pk=delivery.pk).update(
        state="published", lease_until=None, owner=None, proof={"remote_id": "1"},
        due_at=now - timedelta(seconds=3), first_sent_at=now, ended_at=now,
    )  # fmt: skip
    delivery.refresh_from_db()
    return delivery


def asked_after(cast, delivery: Delivery, kind: str = "remove", **fields) -> None:
    """Something asked for after publication, an hour ago, that stands so."""
    now = database_now()
    amendment = Amendment.objects.create(
        agency=cast.agency, client=cast.client, post=delivery.post, kind=kind,
        asked_by=cast.rita, asked_at=now - timedelta(hours=1),
    )  # fmt: skip
    for position in range(2):
        Remedy.objects.create(
            agency=cast.agency, amendment=amendment, delivery=delivery, position=position,
            remote_id=f"{position}", next_try_at=now, **fields,
        )  # fmt: skip


@pytest.mark.parametrize(("who", "button"), [("rita", "Decide"), ("bruno", "Look")])
def test_a_post_that_is_gone_from_its_channel_stands_there_until_somebody_notes_it(
    cast, sign_in, out, who, button
):
    Delivery.objects.filter(pk=out.pk).update(gone="missing", gone_at=database_now())
    words = part(main(sign_in(getattr(cast, who))), "unblock")
    assert "Uscito" in words
    assert "we did not remove it" in words
    assert f">{button}<" in words

    where = [out.client.slug, out.post.public_id, out.public_id]
    field = f"d-{out.public_id.hex}-deed"
    browser = sign_in(cast.rita)
    assert f'name="{field}" value="note_gone"' in main(
        browser, reverse("editorial:post", args=where[:2])
    )
    for _ in range(2):  # twice is told, and does no harm
        browser.post(reverse("editorial:settle", args=where), {field: "note_gone"})
    out.refresh_from_db()
    assert (out.gone, out.state) == ("noted", "published")
    assert "Uscito" not in part(main(browser), "unblock")


@pytest.mark.parametrize(
    ("state", "words", "button"),
    [
        ("by_hand", "It must be removed by hand", "Decide"),
        ("needs_human", "Try again, do it by hand, or leave it.", "Decide"),
        ("unknown", "it may be done or not", "Look"),
    ],
)
def test_a_removal_that_stands_still_is_one_line_with_one_next_step(
    cast, sign_in, out, state, words, button
):
    check = {"check_after": database_now()} if state == "unknown" else {}
    asked_after(cast, out, state=state, reason="forbidden", **check)
    section = part(main(sign_in(cast.rita)), "unblock")

    assert section.count("<li>") == section.count(f">{button}<") == 1
    assert "Uscito" in section
    assert words in section
    assert "60 minutes ago" in section or "1 hour ago" in section


def test_what_was_carried_out_is_nobodys_work_any_more(cast, sign_in, out):
    asked_after(cast, out, state="done", done_at=database_now())
    assert "Uscito" not in part(main(sign_in(cast.rita)), "unblock")


def test_what_of_others_stands_still_after_publication_is_not_shown(cast, rivals, sign_in, out):
    asked_after(cast, out, state="by_hand")
    assert "Uscito" not in main(sign_in(rivals.eve))


def test_the_day_so_far_says_that_all_went_out_and_how_late_the_slowest_was(cast, sign_in, out):
    words = part(main(sign_in(cast.rita)), "out")
    assert "The one exit due so far today went out" in words
    assert "the slowest 3 s late." in words


def test_the_day_so_far_says_what_did_not_go_out(cast, sign_in, out, missed):
    Delivery.objects.filter(pk=missed.pk).update(due_at=database_now() - timedelta(seconds=9))
    words = part(main(sign_in(cast.rita)), "out")
    assert "1 of 2 exits due so far today went out." in words
    assert "1 needs a person" in words


def test_a_release_that_nobody_let_go_stands_on_today_from_half_an_hour_before_until_it_is_settled(
    cast, sign_in
):
    now = database_now()
    due = (now + timedelta(minutes=20)).replace(second=0, microsecond=0)
    made = {
        name: releasing.make_release(
            member=cast.rita,
            client=cast.client,
            name=name,
            posts=[draft(cast, f"Insieme {name}")],
            wall_at=wall_of(at, cast.client.time_zone),
            fold=0,
            now=now,
        )
        for name, at in (("Presto", due), ("Domani", due + timedelta(days=1)))
    }

    for who, button in ((cast.rita, "Decide"), (cast.bruno, "Look")):
        words = part(main(sign_in(who)), "go")
        assert "Presto" in words
        assert "Domani" not in words
        assert "Go or no go?" in words
        assert f">{button}<" in words

    # Its hour has come, and nobody said go.
    Release.objects.filter(name="Presto").update(due_at=now - timedelta(minutes=1))
    assert "No go: nothing goes out" in part(main(sign_in(cast.rita)), "go")

    going.say_go(release=made["Presto"], member=cast.rita, now=now)
    assert 'id="go"' not in main(sign_in(cast.rita))


def test_a_release_of_the_week_says_how_many_of_its_posts_are_ready(cast, sign_in):
    now = database_now()
    due = (now + timedelta(days=3)).replace(second=0, microsecond=0)
    posts = [draft(cast, f"Insieme {n}") for n in range(2)]
    release = releasing.make_release(
        member=cast.rita, client=cast.client, name="Fuori orario", posts=posts,
        wall_at=wall_of(due, cast.client.time_zone), fold=0, now=now,
    )  # fmt: skip

    def schedule(post):
        post.refresh_from_db()
        scheduling.schedule(
            post=post, member=cast.rita, wall_at=release.wall_at, fold=0, is_repeat_ok=True, now=now
        )

    schedule(posts[0])
    words = part(main(sign_in(cast.bruno)), "unblock")
    assert "Fuori orario" in words
    assert "1 of 2 posts are ready." in words
    assert "Not ready: <bdi>Insieme 1</bdi>" in words
    schedule(posts[1])
    words = part(main(sign_in(cast.bruno)), "unblock")
    assert "Nothing to unblock" in words
    assert "Fuori orario" not in words


def test_what_waits_for_the_client_is_told_there_and_not_among_the_drafts(cast, sign_in):
    for post in (asked(cast, "Aspetta").post, draft(cast, "Da finire")):
        post.wall_at = wall_of(database_now() + timedelta(days=2), post.time_zone)
        post.save(update_fields=["wall_at"])
    words = main(sign_in(cast.rita))

    assert "1 post to decide" in part(words, "with-client")
    assert "Da finire" in part(words, "planned")
    assert "Aspetta" not in part(words, "planned")
