"""The links of posts that are out, of profiles and pages: found, opened, told of once, and what becomes of them when a post is corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.actions import link_pages, presence, profiles
from clients.actions.link_pages import LinkInput
from clients.actions.opening_links import open_due
from clients.models import Channel, Client, LinkCheck
from clients.queries.standing_links import standing_links
from editorial.actions import noting_links
from editorial.actions.dead_links import watch_dead_links
from editorial.actions.noting_links import note_published_links, note_standing_links
from editorial.actions.rewording import NewWords
from editorial.models import Alert, Delivery, Publication, PublishedLinks, ShortLink
from editorial.models.links import short_address
from people.clock import database_now
from people.models import Notice
from tests.conftest import SignIn
from tests.editorial.after import carry_out, corrected, out, removed
from tests.make_posts import scheduled
from tests.networks.peers import answers
from tests.public_web import public_web

SITE = "http://www.trecorvi.it"
GONE = f"{SITE}/manca"
HERE = f"{SITE}/visite"


@pytest.fixture
def web(monkeypatch, sandbox):
    with public_web(monkeypatch, allow_origins=[sandbox.origin]) as start:
        start({"/visite": answers(b"here", kind="text/html")})
        yield


def urls_of(delivery: Delivery) -> list[str]:
    note_published_links(now=database_now())
    return PublishedLinks.objects.get(publication__delivery=delivery).urls


def checked(*, again_in: timedelta = timedelta(hours=12)) -> None:
    """Two looks at every address, so long apart that what fails in both is dead."""
    begin = database_now()
    for at in (begin, begin + again_in):
        LinkCheck.objects.update(ask_at=at)
        while open_due(clock=lambda now=at: now):
            pass


def test_every_address_of_a_post_is_found_once_and_without_its_tags(owner, channel):
    delivery = out(
        owner, channel,
        text=f"Prenota: {HERE}?utm_source=sandbox&utm_campaign=x (o {SITE}/listino.pdf). {HERE}#orari",
        thread=[f"Le date su {SITE}/date.", "Senza indirizzi."],
        first_comment=f"Si paga qui: {SITE}/paga",
    )  # fmt: skip

    assert urls_of(delivery) == [HERE, f"{SITE}/listino.pdf", f"{SITE}/date", f"{SITE}/paga"]
    assert set(LinkCheck.objects.values_list("url", flat=True)) == set(urls_of(delivery))
    assert note_published_links(now=database_now()) == 0


def test_half_an_address_that_a_network_cut_is_no_address(cast):
    Publication.objects.create(
        agency=cast.agency, client=cast.client, channel=cast.channel, remote_id="1",
        text=f"Guarda {SITE}/un-articolo-lun… e {SITE}/altro-ancora-pi... e {HERE}", published_at=database_now(),
    )  # fmt: skip
    note_published_links(now=database_now())
    assert PublishedLinks.objects.get().urls == [HERE]


def test_a_short_link_of_ours_is_what_it_leads_to_and_nobody_follows_it(owner, channel, settings):
    settings.PUBLIC_ORIGIN = "https://social.quintavoce.it"
    delivery = scheduled(owner, channel)
    ShortLink.objects.create(
        agency_id=channel.agency_id, client=channel.client, post=delivery.post, channel=channel,
        code="abcdefghj", target=f"{HERE}?utm_source=sandbox", created_at=database_now(),
    )  # fmt: skip
    said = f"{short_address('abcdefghj')} e {short_address('nonesiste')}"
    Publication.objects.create(
        agency_id=channel.agency_id, client=channel.client, channel=channel, delivery=delivery,
        remote_id="1", text=said, published_at=database_now(),
    )  # fmt: skip
    assert urls_of(delivery) == [HERE]


def test_a_corrected_post_sends_nobody_to_the_link_it_lost(owner, channel, web):
    delivery = out(owner, channel, text=f"Prenota: {GONE}")
    kept = out(owner, channel, text=f"Le visite: {HERE}")
    urls_of(delivery)
    checked()
    assert watch_dead_links(now=database_now()) == 1

    corrected(owner, delivery, text=f"Prenota: {HERE}")
    assert carry_out() == 1

    assert urls_of(delivery) == [HERE] == urls_of(kept)
    assert [each.url for each in LinkCheck.objects.filter(wanted_until__gt=database_now())] == [
        HERE
    ]
    watch_dead_links(now=database_now())
    assert not Alert.objects.open().filter(kind="dead_links").exists()


def test_a_post_that_was_removed_sends_nobody_anywhere_but_what_others_say_stands(
    owner, channel, web
):
    both = f"{GONE} {HERE}"
    delivery, other = out(owner, channel, text=both), out(owner, channel, text=f"Ecco: {HERE}")
    urls_of(delivery)
    removed(owner, delivery)
    carry_out()
    note_published_links(now=database_now())

    assert not PublishedLinks.objects.filter(publication__delivery=delivery).exists()
    assert urls_of(other) == [HERE]
    wanted = LinkCheck.objects.filter(wanted_until__gt=database_now())
    assert [each.url for each in wanted] == [HERE]


def test_a_corrected_first_comment_is_read_as_it_stands(owner, channel):
    delivery = out(owner, channel, text="Si pota.", first_comment=f"Qui: {GONE}")
    assert urls_of(delivery) == [GONE]
    words = NewWords("Si pota.", comments={channel.pk: f"Qui: {HERE}"})
    corrected(owner, delivery, words=words)
    assert carry_out() == 1
    assert urls_of(delivery) == [HERE]


def test_who_schedules_is_told_once_and_again_only_when_there_are_more(owner, channel, web):
    owner.user.language = "en"
    owner.user.save()
    delivery = out(owner, channel, text=f"Prenota: {GONE}")
    urls_of(delivery)
    checked(again_in=timedelta(hours=1))
    assert watch_dead_links(now=database_now()) == 0
    checked()

    now = database_now()
    assert [watch_dead_links(now=now), watch_dead_links(now=now)] == [1, 0]
    told = Notice.objects.filter(member=owner, text__contains="does not open any more")
    assert [GONE in each.text for each in told] == [True]
    told.update(read_at=now)

    out(owner, channel, text=f"Ancora: {SITE}/manca-anche")
    note_published_links(now=now)
    checked()
    assert watch_dead_links(now=now) == 0
    assert watch_dead_links(now=now + timedelta(hours=2)) == 1
    again = Notice.objects.get(
        member=owner, text__contains="2 links do not open any more", read_at=None
    )
    assert again.url == reverse("editorial:dead_links", args=[channel.client.slug])

    LinkCheck.objects.update(wanted_until=now)
    assert watch_dead_links(now=now) == 0
    assert not Notice.objects.filter(member=owner, read_at=None, text__contains="links").exists()


def stand(cast) -> None:
    """The client's link-in-bio page, profile, and touchpoint, all with a link that is not there."""
    now = database_now()
    link_pages.write_page(
        by=cast.rita, client=cast.client, title="Trecorvi", intro="", is_open=True, now=now,
        links=[LinkInput(label="Visite", url=GONE), LinkInput(label="Scaduta", url=f"{SITE}/x", to_on=cast.client.today(now) - timedelta(days=1)),
               LinkInput(label="Nostra", url=short_address("abc"))],
    )  # fmt: skip
    profiles.write_version(by=cast.rita, channel=cast.channel, words={"link": GONE}, now=now)
    presence.keep_touchpoint(by=cast.rita, client=cast.client, kind="site", name="Sito", url=GONE, now=now)  # fmt: skip


def test_what_stands_in_profiles_pages_and_touchpoints_is_asked_too(cast):
    stand(cast)
    now = database_now()
    assert [each.url for each in standing_links(now=now, client=cast.client)] == [GONE] * 3
    note_standing_links(now=now)
    assert LinkCheck.objects.get().url == GONE
    profile = cast.channel.care if hasattr(cast.channel, "care") else profiles.care_of(cast.channel)
    profile.stands = {"links": [HERE]}
    profile.save()
    assert {each.url for each in standing_links(now=now, client=cast.client)} == {GONE, HERE}

    Client.objects.filter(pk=cast.client.pk).update(status="archived")
    assert list(standing_links(now=now)) == []


@pytest.mark.parametrize(
    ("language", "title", "since"),
    [
        ("en", "Dead links", "leads to a page that is not there, now"),
        ("it", "Link morti", "porta a una pagina che non c’è, adesso"),
    ],
)
def test_the_page_names_each_link_with_where_it_stands(
    cast, sign_in: SignIn, language, title, since
):
    stand(cast)
    Publication.objects.create(
        agency=cast.agency, client=cast.client, channel=cast.channel, remote_id="1",
        text=f"Prenota {GONE}", published_at=database_now(),
    )  # fmt: skip
    note_standing_links(now=database_now())
    note_published_links(now=database_now())
    LinkCheck.objects.update(
        is_dead=True, trouble="gone", n_failed=2, failing_since=database_now(), asked_at=database_now()
    )  # fmt: skip
    cast.bruno.user.language = language
    cast.bruno.user.save()
    browser = sign_in(cast.bruno)
    slug = cast.client.slug
    page = browser.get(reverse("editorial:dead_links", args=[slug])).content.decode()
    assert title in page
    for place in ("clients:profile_links", "clients:presence"):
        assert f'href="{reverse(place, args=[slug])}"' in page
    assert reverse("clients:profile", args=[slug, cast.channel.public_id]) in page
    assert "Prenota" in page
    assert since in page
    for url in (
        reverse("clients:profile_links", args=[slug]),
        reverse("clients:profile", args=[slug, cast.channel.public_id]),
    ):
        assert reverse("editorial:dead_links", args=[slug]) in browser.get(url).content.decode()


def test_who_mended_it_has_it_opened_at_once(cast, sign_in: SignIn):
    stand(cast)
    note_standing_links(now=database_now())
    later = database_now() + timedelta(days=6)
    LinkCheck.objects.update(ask_at=later)
    check = LinkCheck.objects.get()

    answer = sign_in(cast.bruno).post(
        reverse("editorial:dead_link_again", args=[cast.client.slug, check.public_id])
    )

    assert answer.status_code == 302
    check.refresh_from_db()
    assert check.ask_at <= database_now()


def test_posts_older_than_the_longest_figure_are_not_read(cast):
    Publication.objects.create(
        agency=cast.agency, client=cast.client, channel=cast.channel, remote_id="1",
        text=HERE, published_at=database_now() - noting_links.KEPT - timedelta(days=1),
    )  # fmt: skip
    assert note_published_links(now=database_now()) == 0
    assert not LinkCheck.objects.exists()
    assert Channel.objects.count() == 1
