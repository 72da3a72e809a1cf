"""Today's line about posts to come that break a rule of their client's voice: which posts, whose, until when, for whose eyes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from clients.actions import voicing
from clients.manner import Manner, Phrase
from clients.models import Client, Status
from editorial.actions import asking, drafting, leaving_so, releasing, scheduling
from editorial.actions.checking_tone import check_posts_to_come
from editorial.actions.drafting import VersionInput
from editorial.actions.picturing import PictureInput
from editorial.actions.releasing import Circle
from editorial.models import Post, ToneCheck
from editorial.queries import gaps
from editorial.when import wall_of
from people.clock import database_now
from people.models import Member
from people.roles import Role
from tests import make, make_pictures, make_posts
from tests.desk.test_today import main, part

BROKEN = "Un vino imperdibile"


def settle(by: Member, client: Client, *avoid: str, packs: tuple[str, ...] = (), edit: int = 0):
    manner = Manner(avoid=tuple(Phrase(each) for each in avoid), packs=packs)
    voice = voicing.settle_voice(
        by=by, client=client, manner=manner, edit_number=edit, now=database_now()
    )
    if packs:
        voicing.set_rules(
            by=by, client=client, manner=manner, edit_number=voice.edit_number, now=database_now()
        )


def planned(member: Member, channel, text: str, *, days: float, pictures=()) -> Post:
    """A draft that is meant to go out in so many days."""
    post = make_posts.draft(member, channel, text=text, pictures=pictures)
    at = wall_of(database_now() + timedelta(days=days), post.time_zone)
    Post.objects.filter(pk=post.pk).update(wall_at=at.replace(second=0, microsecond=0))
    post.refresh_from_db()
    return post


def scheduled(member: Member, channel, text: str = BROKEN, *, days: float = 3) -> Post:
    return make_posts.scheduled(member, channel, text=text, due_in=timedelta(days=days)).post


def read(now: datetime | None = None) -> int:
    return check_posts_to_come(now=now or database_now())


def unblock(browser, address: str = "/t/") -> str:
    return part(main(browser, address), "unblock")


def test_one_post_is_a_line_that_quotes_the_rule_and_leads_to_the_post(cast, sign_in):
    settle(cast.alice, cast.client, "imperdibile")
    post = scheduled(cast.rita, cast.channel)
    assert BROKEN not in unblock(sign_in(cast.bruno))
    assert read() == 1

    words = unblock(sign_in(cast.bruno))
    assert "“imperdibile” is to be avoided" in words
    assert "In a post to come:" in words
    assert BROKEN in words
    assert f"{reverse('editorial:post', args=[cast.client.slug, post.public_id])}#tone" in words
    assert ">Put right<" in words
    assert "in 3 days" in words


def test_a_sentence_that_is_missing_is_quoted_and_other_rules_are_counted(cast, sign_in):
    settle(cast.alice, cast.client, packs=("eu_funding",))
    picture = make_pictures.ready(cast.alice, cast.client, name="fonte.png")
    post = planned(
        cast.bruno, cast.channel, "La fonte del mese.", days=4,
        pictures=[PictureInput(picture, alt="Una fonte")],
    )  # fmt: skip
    asking.ask_client(post=post, member=cast.rita, now=database_now())
    read()

    words = unblock(sign_in(cast.rita))
    # Of the statement and the disclaimer the one to stop at is told.
    assert "Missing: “Finanziato dall&#x27;Unione europea”" in words
    assert "· and 1 rule more" in words


def test_more_than_one_is_a_count_that_leads_to_their_list(cast, sign_in):
    settle(cast.alice, cast.client, "imperdibile")
    for n in range(3):
        scheduled(cast.rita, cast.channel, f"Un vino imperdibile {n}", days=3 - n * 0.5)
    scheduled(cast.rita, cast.channel, "Si pota lo stesso.")
    read()

    browser = sign_in(cast.bruno)
    words = unblock(browser)
    assert "3 posts to come break a rule" in words
    assert "“imperdibile” is to be avoided, in the first:" in words
    assert "Un vino imperdibile 2" in words
    address = f"{reverse('editorial:posts', args=[cast.client.slug])}?group=rules"
    assert address in words
    listed = main(browser, address)
    assert [f"imperdibile {n}" in listed for n in range(3)] == [True] * 3
    assert "Si pota lo stesso." not in listed
    assert "Against a rule" in listed
    assert "Against a rule" not in main(
        browser, reverse("editorial:posts", args=[cast.client.slug])
    )


@pytest.mark.parametrize("stage", ["draft", "in_review", "changes_requested"])
def test_who_still_writes_reads_the_rules_beside_the_text_and_not_here(cast, sign_in, stage):
    settle(cast.alice, cast.client, "imperdibile")
    Post.objects.filter(pk=planned(cast.bruno, cast.channel, BROKEN, days=2).pk).update(stage=stage)
    assert read() == 0
    assert "imperdibile” is to be avoided" not in unblock(sign_in(cast.bruno))


@pytest.mark.parametrize(("days", "is_told"), [(13.9, True), (14.1, False)])
def test_it_looks_fourteen_days_ahead(cast, sign_in, days, is_told):
    settle(cast.alice, cast.client, "imperdibile")
    scheduled(cast.rita, cast.channel, days=days)
    read()
    assert (BROKEN in unblock(sign_in(cast.bruno))) is is_told


def test_a_client_without_a_voice_has_no_rules_to_break(cast):
    scheduled(cast.rita, cast.channel, "Venite! E tu, porta gli amici: ti aspettiamo, Signora.")
    assert read() == 0


def test_what_was_left_so_on_purpose_is_nobodys_work_until_it_is_checked_again(cast, sign_in):
    settle(cast.alice, cast.client, "imperdibile")
    post = scheduled(cast.rita, cast.channel)
    read()
    key, now = "avoid:imperdibile", database_now()
    leaving_so.leave_so(post=post, member=cast.rita, key=key, now=now)
    assert BROKEN not in unblock(sign_in(cast.rita))
    assert BROKEN not in main(
        sign_in(cast.rita), reverse("editorial:posts", args=[cast.client.slug]) + "?group=rules"
    )

    leaving_so.check_again(post=post, member=cast.rita, key=key, now=now)
    assert BROKEN in unblock(sign_in(cast.rita))


def test_an_edit_takes_the_line_away_at_once_and_the_new_words_are_read(cast, sign_in):
    settle(cast.alice, cast.client, "imperdibile")
    post = scheduled(cast.rita, cast.channel)
    read()

    def write(text: str) -> None:
        post.refresh_from_db()
        drafting.edit_post(
            post=post, member=cast.rita, edit_number=post.edit_number, text=text,
            versions=[VersionInput(cast.channel)], wall_at=post.wall_at, now=database_now(),
        )  # fmt: skip
        post.refresh_from_db()
        scheduling.schedule(
            post=post, member=cast.rita, wall_at=post.wall_at, fold=0, now=database_now()
        )

    write("Un vino della vigna.")
    assert "is to be avoided" not in unblock(sign_in(cast.rita))
    assert read() == 1
    assert "is to be avoided" not in unblock(sign_in(cast.rita))
    write(f"{BROKEN}, ancora")
    assert "is to be avoided" not in unblock(sign_in(cast.rita))
    assert read() == 1
    assert "is to be avoided" in unblock(sign_in(cast.rita))


def test_a_new_voice_silences_what_was_read_beside_the_old_one(cast, sign_in):
    settle(cast.alice, cast.client, "imperdibile")
    scheduled(cast.rita, cast.channel)
    read()
    settle(cast.alice, cast.client, "vino", edit=1)
    assert "is to be avoided" not in unblock(sign_in(cast.rita))
    assert read() == 1
    assert "“vino” is to be avoided" in unblock(sign_in(cast.rita))


def test_each_is_read_once_and_again_after_a_day_and_forgotten_when_it_is_past(cast):
    settle(cast.alice, cast.client, "imperdibile")
    scheduled(cast.rita, cast.channel, days=3)
    now = database_now()
    assert (read(now), read(now)) == (1, 0)
    assert read(now + timedelta(days=1, minutes=1)) == 1
    assert read(now + timedelta(days=5)) == 0
    assert not ToneCheck.objects.exists()


def test_the_line_stands_where_its_hour_does(cast, sign_in):
    settle(cast.alice, cast.client, "imperdibile")
    scheduled(cast.rita, cast.channel, days=3)
    missed = make_posts.scheduled(cast.rita, cast.channel, text="Mancato")
    missed.__class__.objects.filter(pk=missed.pk).update(state="missed", reason="late")
    now = database_now()
    releasing.make_release(
        member=cast.rita, client=cast.client, name="Fuori orario",
        posts=[make_posts.draft(cast.rita, cast.channel, text="Insieme")],
        wall_at=wall_of((now + timedelta(days=5)).replace(second=0, microsecond=0), cast.client.time_zone),
        fold=0, now=now,
    )  # fmt: skip
    read()

    words = unblock(sign_in(cast.rita))
    places = [words.index(each) for each in ("Mancato", "is to be avoided", "Fuori orario")]
    assert places == sorted(places)
    assert "3 things need a person" in main(sign_in(cast.rita))


def test_it_is_shown_to_who_sees_the_client_and_asked_of_who_writes(cast, rivals, sign_in):
    settle(cast.alice, cast.client, "imperdibile")
    scheduled(cast.rita, cast.channel)
    settle(rivals.eve, rivals.client, "imperdibile")
    scheduled(rivals.eve, rivals.channel, f"{BROKEN} di altri")
    assert read() == 2
    reader = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, reader, Role.ANALYST)
    stranger = make.member(cast.alice, Role.EDITOR)

    words = unblock(sign_in(reader))
    assert BROKEN in words
    assert ">Look<" in words
    assert ">Put right<" not in words
    assert BROKEN not in main(sign_in(stranger))
    for who in (cast.alice, cast.rita):
        assert f"{BROKEN} di altri" not in main(sign_in(who))
    assert (
        unblock(sign_in(rivals.eve)).count("is to be avoided") == 3
    )  # one line: it, its button, what puts it off


def test_an_embargo_hides_the_line_from_who_is_outside_the_circle(cast, sign_in):
    settle(cast.alice, cast.client, "imperdibile")
    now = database_now()
    post = make_posts.draft(cast.rita, cast.channel, text=BROKEN)
    due = (now + timedelta(days=3)).replace(second=0, microsecond=0)
    releasing.make_release(
        member=cast.rita, client=cast.client, name="Segreto", posts=[post],
        wall_at=wall_of(due, cast.client.time_zone), fold=0,
        circle=Circle(True, [cast.rita], []), now=now,
    )  # fmt: skip
    post.refresh_from_db()
    scheduling.schedule(post=post, member=cast.rita, wall_at=post.wall_at, fold=0, now=now)
    read()

    assert BROKEN in unblock(sign_in(cast.rita))
    assert "imperdibile" not in main(sign_in(cast.bruno))


def test_a_paused_client_is_left_in_peace(cast, sign_in):
    settle(cast.alice, cast.client, "imperdibile")
    scheduled(cast.rita, cast.channel)
    read()
    Client.objects.filter(pk=cast.client.pk).update(status=Status.PAUSED)
    assert BROKEN not in unblock(sign_in(cast.rita))


@pytest.mark.parametrize("who", ["alice", "rita"])
def test_however_many_clients_break_rules_today_asks_at_most_twelve_times(
    cast, sign_in, django_assert_max_num_queries, who
):
    browser = sign_in(getattr(cast, who))
    main(browser)
    for n in range(3):
        client = make.client(cast.alice, f"Cliente {n}")
        make.assigned(cast.alice, client, cast.rita, Role.MANAGER)
        settle(cast.alice, client, "imperdibile")
        scheduled(cast.rita, make.channel(client), days=2)
    assert read() == 3
    with django_assert_max_num_queries(12):
        assert unblock(browser).count("In a post to come:") == 3


def test_twelve_clients_are_told_the_soonest_first_even_beside_a_release(cast):
    owner, now = cast.alice, database_now()
    for n in range(gaps.MOST_AGAINST + 1):
        client = make.client(owner, f"Cliente {n:02}")
        channel = make.channel(client, handle=f"@cliente{n}")
        settle(owner, client, "imperdibile")
        scheduled(owner, channel, days=1 + (gaps.MOST_AGAINST - n) * 0.5)
    # The last but one has a release that is not ready, which stands above all clients without one in the same question.
    late = Client.objects.get(name="Cliente 01")
    releasing.make_release(
        member=owner, client=late, name="Fuori orario", circle=Circle(), now=now,
        posts=[make_posts.draft(owner, late.channels.get(), text="Si apre.")],
        wall_at=wall_of(now + timedelta(days=5), late.time_zone).replace(second=0, microsecond=0),
    )  # fmt: skip
    read()

    ahead = gaps.ahead(member=owner, now=database_now())
    assert [each.name for each in ahead.unready] == ["Fuori orario"]
    assert [each.client.name for each in ahead.against_rules] == [
        f"Cliente {n:02}" for n in range(gaps.MOST_AGAINST, 0, -1)
    ]
