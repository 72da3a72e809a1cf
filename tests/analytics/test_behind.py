"""Every figure opens down to its posts, and the posts add up to it; one post tells its own story by age."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.actions.rolling_up import roll_up_all
from analytics.queries.behind import MEASURES, PER_PAGE, posts_behind
from analytics.queries.figures import measured_channels
from analytics.queries.one_post import OnePost, one_post, publication_or_none
from analytics.queries.results import results
from clients.actions import audiences
from clients.models import Audience, LinkPage, PageLink
from clients.models.link_pages import PageClicks
from editorial.models import LinkClicks, Post, Publication, ShortLink
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.roles import Role
from tests import make_numbers as make
from tests.conftest import SignIn
from tests.make_posts import just_after, run_round, sandbox_channel, scheduled

pytestmark = pytest.mark.django_db

NOW = make.NOW


def looked_at(home: make.House, post: Publication, now: datetime) -> OnePost:
    found = publication_or_none(member=home.owner, client=home.client, public_id=post.public_id)
    assert found is not None
    return one_post(publication=found, client=home.client, now=now)


def history(home: make.House, *, now: datetime = NOW, n_posts: int = 8) -> None:
    second = make.channel_of(home.client, network="sandbox")
    for n in range(n_posts):
        born = now - timedelta(days=50 - 6 * n, hours=3)
        post = make.publication(home.channel if n % 2 else second, at=born, text=f"Post numero {n}")
        figures = {
            born + timedelta(days=d, minutes=9): {
                "likes": d * (n + 1), "comments": d, "shares": d // 2, "quotes": d // 3,
                **({"views": 10 * d, "saves": d, "clicks": 2 * d} if n % 2 else {}),
            }
            for d in range(0, (now - born).days + 1, 2 if n == 3 else 1)
        }  # fmt: skip
        make.story(post, figures)


@pytest.mark.parametrize("n_days", [7, 30, 90])
def test_the_posts_behind_a_figure_add_up_to_it(n_days: int) -> None:
    home = make.house()
    history(home)
    channels = measured_channels(client=home.client)
    for channel in (None, *channels):
        found = results(
            client=home.client, n_days=n_days, channel=channel and channel.public_id, now=NOW
        ).known
        shown = {figure.name for figure in found.figures} - {"followers"}
        assert shown <= set(MEASURES)
        for name in shown:
            behind = posts_behind(
                client=home.client, channels=[channel] if channel else channels, measure=name,
                period=found.period,
            )  # fmt: skip
            assert behind.total == (found.figure(name).value or 0), name
            assert sum(row.brought for row in behind.rows) == behind.total
            assert behind.n_all == len(behind.rows)


def test_a_day_of_the_chart_opens_to_the_posts_of_that_day() -> None:
    home = make.house()
    history(home)
    channels = measured_channels(client=home.client)
    known = results(client=home.client, n_days=30, channel=None, now=NOW).known
    assert known.n_undated > 0
    for day in known.days:
        behind = posts_behind(
            client=home.client, channels=channels, measure="engagements", period=known.period,
            on=day.day_on,
        )  # fmt: skip
        assert behind.total == (day.engagements or 0)


def followed(home: make.House, *, now: datetime, short: int, on_page: int) -> Post:
    """A post whose short link was followed yesterday and long ago, and a link of the client's page."""
    of = {"agency": home.client.agency}
    post = scheduled(home.owner, home.channel, text="Si pota la vigna vecchia").post
    link = ShortLink.objects.create(
        **of, client=home.client, post=post, channel=home.channel, code="potata",
        created_at=now, target="https://vigna.example/potatura", fixed_at=now - timedelta(days=200),
    )  # fmt: skip
    page = LinkPage.objects.create(
        **of, client=home.client, code="pagina", title="P", changed_at=now
    )
    own = PageLink.objects.create(
        **of, page=page, position=0, label="Le visite", url="https://a.example"
    )
    day = (now - timedelta(days=1)).date()
    LinkClicks.objects.create(**of, link=link, day=day, n=short)
    LinkClicks.objects.create(**of, link=link, day=day - timedelta(days=100), n=900)
    PageClicks.objects.create(**of, link=own, day=day, n=on_page)
    return post


def test_our_own_clicks_open_to_the_links_they_were_made_on(sign_in: SignIn) -> None:
    now = database_now()
    home, other = make.house(), make.house()
    home.owner.user.language = "en"
    home.owner.user.save()
    post = followed(home, now=now, short=1200, on_page=34)
    theirs = scheduled(other.owner, other.channel, text="D'altri").post
    LinkClicks.objects.create(
        agency=other.client.agency, day=(now - timedelta(days=1)).date(), n=5,
        link=ShortLink.objects.create(
            agency=other.client.agency, client=other.client, post=theirs, channel=other.channel,
            code="altrui", created_at=now, target="https://b.example", fixed_at=now,
        ),
    )  # fmt: skip
    browser = sign_in(home.owner)
    address = reverse("analytics:behind", args=[home.client.slug])
    with CaptureQueriesContext(connection) as queries:
        opened = browser.get(address, {"by": "own_clicks"})
    page = unescape(opened.content.decode())
    assert len(queries) <= 12
    assert [row.brought for row in opened.context["found"].rows] == [1200, 34]
    assert "1,234, on 2 links." in page
    assert reverse("editorial:post", args=[home.client.slug, post.public_id]) in page
    assert "https://vigna.example/potatura" in page
    assert "Le visite" in page
    of_channel = browser.get(address, {"by": "own_clicks", "channel": str(home.channel.public_id)})
    assert of_channel.context["found"].total == 1200
    day = (now - timedelta(days=2)).date().isoformat()
    assert browser.get(address, {"by": "own_clicks", "on": day}).context["found"].rows == ()


def test_every_figure_of_the_page_leads_to_its_posts_or_links(sign_in: SignIn) -> None:
    now = database_now()
    home = make.house()
    home.owner.user.language = "en"
    home.owner.user.save()
    history(home, now=now)
    followed(home, now=now, short=1200, on_page=34)
    make.followers(home.channel, now, 100)
    roll_up_all()
    browser = sign_in(home.owner)
    page = browser.get(reverse("analytics:results", args=[home.client.slug])).content.decode()
    values = re.findall(r'<dd class="value">(.*?)</dd>', page)
    links = [re.search(r'<a href="([^"]+)">([^<]+)</a>', value) for value in values]
    assert len(values) == 10
    assert all(links), values
    for link in links:
        assert link
        address, said = link[1].replace("&amp;", "&"), link[2]
        if address.startswith("#"):
            assert f'id="{address[1:]}"' in page
            continue
        opened = browser.get(address)
        assert opened.status_code == 200
        total = opened.context["found"].total
        assert said == f"{total:,}"
        assert re.search(rf"\b{total:,}\b", opened.context["lead"])
    table = page.partition('id="by-channel"')[2].partition("</table>")[0]
    cells = re.findall(r'<a href="([^"]+by=(?:engagements|posts))">([^<]+)</a>', table)
    assert len(cells) == 4
    for address, said in cells:
        opened = browser.get(address.replace("&amp;", "&"))
        assert opened.context["channel"] is not None
        assert said == f"{opened.context['found'].total:,}"
    assert "#followers" in table
    day = re.search(r'href="([^"]+on=[^"]+)"', page)
    assert day
    assert browser.get(day[1].replace("&amp;", "&")).status_code == 200


def test_the_list_has_pages_and_refuses_measures_that_are_none(sign_in: SignIn) -> None:
    home = make.house()
    for n in range(PER_PAGE + 3):
        make.publication(home.channel, at=database_now() - timedelta(hours=n), text=f"P{n}")
    browser = sign_in(home.owner)
    address = reverse("analytics:behind", args=[home.client.slug])
    first = browser.get(address, {"by": "posts", "days": "7"})
    assert len(first.context["found"].rows) == PER_PAGE
    assert "page=2" in first.content.decode()
    assert len(browser.get(address, {"by": "posts", "page": "2"}).context["found"].rows) == 3
    assert browser.get(address, {"by": "reach"}).status_code == 404
    assert browser.get(address, {"by": "likes", "page": "-3", "on": "x"}).status_code == 200


def test_a_post_tells_its_counters_by_age_with_gaps_and_what_is_under_way() -> None:
    home = make.house()
    now = NOW
    born = now - timedelta(days=5)
    post = make.publication(home.channel, at=born, text="Si pota lo stesso")
    make.story(
        post,
        {
            born + timedelta(minutes=30): {"likes": 4},
            born + timedelta(minutes=50): {"likes": 6},
            born + timedelta(hours=5): {"likes": 9, "comments": 1},
            born + timedelta(hours=20): {"likes": 20, "comments": 2},
            born + timedelta(days=4): {"likes": 38, "comments": 2, "shares": 1, "quotes": 1},
        },
    )
    found = looked_at(home, post, now)
    hours = {at.age.total_seconds() / 3600: at for at in found.ages}
    assert {age: at.values["engagements"] for age, at in hours.items()} == {
        1: 6, 3: None, 6: 10, 12: None, 24: 22, 48: None, 72: None, 168: 42,
    }  # fmt: skip
    assert [age for age, at in hours.items() if at.is_open] == [168]
    assert found.values["engagements"] == 42
    assert found.values["shares"] == 2
    assert found.values["views"] is None
    assert found.ratio is None


def test_a_post_stands_against_the_same_median_as_on_the_dashboard(sign_in: SignIn) -> None:
    now = database_now()
    home = make.house(language="en")
    home.owner.user.language = "en"
    home.owner.user.save()
    posts = []
    for n in range(6):
        post = make.publication(home.channel, at=now - timedelta(days=3 + n), text=f"Post {n}")
        make.story(post, {now - timedelta(days=2): {"likes": 10 * (n + 1)}})
        posts.append(post)
    ranked = results(client=home.client, n_days=30, channel=None, now=now).posts
    by_id = {row.public_id: row for row in ranked.rows}
    browser = sign_in(home.owner)
    for post in posts:
        found = looked_at(home, post, now)
        assert found.ratio == pytest.approx(by_id[post.public_id].ratio)
        assert found.n_compared == 6
    address = reverse("analytics:post", args=[home.client.slug, posts[5].public_id])
    page = browser.get(address).content.decode()
    assert "1.7 times the median of its channel, which is 35 over 90 days, n = 6 posts." in page
    assert "Source: Mastodon" in page
    assert "Show the data" in page
    dashboard = browser.get(reverse("analytics:results", args=[home.client.slug]))
    assert address in dashboard.content.decode()
    part = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Source: Mastodon" in part
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    assert len(queries) <= 12


def test_a_young_or_unmeasured_post_is_not_judged(sign_in: SignIn) -> None:
    home = make.house()
    home.owner.user.language = "en"
    home.owner.user.save()
    now = database_now()
    post = make.publication(home.channel, at=now - timedelta(hours=2), text="Nuovo")
    address = reverse("analytics:post", args=[home.client.slug, post.public_id])
    browser = sign_in(home.owner)
    assert "Not measured yet" in browser.get(address).content.decode()
    make.story(post, {now - timedelta(hours=1): {"likes": 3}})
    assert "too early to compare" in browser.get(address).content.decode()


def test_posts_of_others_do_not_exist(sign_in: SignIn) -> None:
    home, other = make.house(), make.house()
    theirs = make.publication(other.channel, at=NOW - timedelta(days=2))
    browser = sign_in(home.owner)
    address = reverse("analytics:post", args=[home.client.slug, theirs.public_id])
    assert browser.get(address).status_code == 404
    outsider = make.person(home.agency, Role.ANALYST)
    own = make.publication(home.channel, at=datetime(2026, 11, 2, tzinfo=UTC))
    for name, args in (("post", [home.client.slug, own.public_id]), ("behind", [home.client.slug])):
        assert sign_in(outsider).get(reverse(f"analytics:{name}", args=args)).status_code == 404


def test_the_page_of_a_post_asks_for_its_results_once_it_is_out(
    sandbox: SandboxProcess, sign_in: SignIn
) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox)
    delivery = scheduled(home.owner, channel)
    page = reverse("editorial:post", args=[home.client.slug, delivery.post.public_id])
    browser = sign_in(home.owner)
    assert 'hx-trigger="load"' not in browser.get(page).content.decode()
    assert run_round(just_after(delivery)) == 1
    delivery.refresh_from_db()
    address = reverse("analytics:post", args=[home.client.slug, delivery.publication.public_id])
    text = browser.get(page).content.decode()
    assert f'hx-get="{address}"' in text
    assert f'<a href="{address}">' in text
    assert browser.get(address, headers={"HX-Request": "true"}).status_code == 200


def test_a_reach_is_told_for_every_thousand_of_those_who_live_there(sign_in: SignIn) -> None:
    home = make.house()
    born = NOW - timedelta(days=3)
    reached, silent = (
        make.publication(home.channel, at=born, text=f"Strada {n}") for n in range(2)
    )
    make.story(reached, {born + timedelta(days=1): {"likes": 4, "reach": 3100}})
    make.story(silent, {born + timedelta(days=1): {"likes": 4}})
    assert looked_at(home, reached, NOW).reach_per_thousand is None
    audience = audiences.write_audience(by=home.owner, client=home.client, name="Abitanti", now=NOW)
    assert looked_at(home, reached, NOW).reach_per_thousand is None
    Audience.objects.filter(pk=audience.pk).update(size=8400, source="Istat")

    assert looked_at(home, reached, NOW).reach_per_thousand == 369
    assert looked_at(home, silent, NOW).reach_per_thousand is None
    url = reverse("analytics:post", args=[home.client.slug, reached.public_id])
    page = unescape(sign_in(home.owner).get(url).content.decode())
    assert "369 ogni 1.000 di «Abitanti», che sono 8.400" in page
