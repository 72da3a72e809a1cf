"""What became of the texts that a rule of the voice met: counted off the revisions, never invented."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from clients.actions import voicing
from clients.manner import Manner, Phrase
from editorial.actions import asking, drafting, leaving_so
from editorial.models import Post, Revision
from editorial.queries.rules_met import rules_met
from people.clock import database_now
from tests import make, make_posts
from tests.cast import Cast


def settle(cast: Cast, *avoid: str) -> None:
    voicing.settle_voice(
        by=cast.alice, client=cast.client, manner=Manner(avoid=tuple(Phrase(words=each) for each in avoid)),
        edit_number=0, now=database_now(),
    )  # fmt: skip


def asked(cast: Cast, *texts: str) -> Post:
    """A post that was frozen with each of these texts in turn, as it is when it is sent for approval or scheduled."""
    post = make_posts.draft(cast.bruno, cast.channel, text=texts[0])
    for text in texts:
        Post.objects.filter(pk=post.pk).update(text=text)
        post.refresh_from_db()
        drafting.freeze_revision(post=post, member=cast.bruno, now=database_now())
    return post


def counts(cast: Cast) -> dict[str, tuple[int, int, int]]:
    found = rules_met(member=cast.alice, client=cast.client, now=database_now())
    return {
        met.finding.key: (len(met.put_right), len(met.left), len(met.stands)) for met in found.rules
    }


def test_a_rule_says_how_many_texts_were_put_right_left_so_or_stand(cast, sign_in):
    settle(cast, "imperdibile", "magico", "esclusivo")
    asked(cast, "Una serata imperdibile.", "Una serata da non scordare.")
    asked(cast, "Un giro imperdibile.")
    left = asked(cast, "Un vino magico.")
    leaving_so.leave_so(post=left, member=cast.bruno, key="avoid:magico", now=database_now())
    asked(cast, "Si pota lo stesso.")

    assert counts(cast) == {"avoid:imperdibile": (1, 0, 1), "avoid:magico": (0, 1, 0)}
    browser = sign_in(cast.bruno)
    address = reverse("editorial:rules_met", args=[cast.client.slug])
    assert (
        address in browser.get(reverse("clients:voice", args=[cast.client.slug])).content.decode()
    )
    page = browser.get(address).content.decode()
    for words in (
        "Avoid: imperdibile.",
        "put right in 1 text",
        "still in 1",
        "left so on purpose in 1",
        "the 4 texts",
    ):
        assert words in page


def test_what_is_old_or_never_left_the_desk_is_not_counted(cast):
    settle(cast, "imperdibile")
    make_posts.draft(cast.bruno, cast.channel, text="Una bozza imperdibile.")
    old = asked(cast, "Una serata imperdibile.")
    Revision.objects.filter(post=old).update(created_at=database_now() - timedelta(days=91))

    assert counts(cast) == {}


def test_posts_of_another_client_are_not_read(cast):
    settle(cast, "imperdibile")
    neighbour = make.client(cast.alice, "Lanterne Storte")
    post = make_posts.draft(cast.alice, make.channel(neighbour), text="Una serata imperdibile.")
    asking.ask_review(post=post, member=cast.alice, now=database_now())

    assert counts(cast) == {}


def test_it_asks_as_much_for_many_texts_as_for_one(cast, django_assert_max_num_queries):
    settle(cast, "imperdibile")
    for n in range(5):
        asked(cast, f"Una serata imperdibile {n}.", f"Una serata {n}.")
    with django_assert_max_num_queries(4):
        assert counts(cast) == {"avoid:imperdibile": (5, 0, 0)}
