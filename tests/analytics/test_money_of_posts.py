"""Costs and boosts name the post they are for: on forms, in an export, on the page of the post and of its goal."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from analytics.actions.rolling_up import roll_up_all
from analytics.models import ChannelDay, PublicationTotal
from analytics.queries.goals import goal_lines, goals_of
from analytics.queries.served import served
from editorial.actions import effort, money
from editorial.models import Boost, Cost, Post, Publication, TimeEntry
from people.clock import database_now
from people.models import AuditEntry
from tests import make, make_goals, make_money, make_numbers, make_posts
from tests.cast import Cast

SPENT = {"currency": "EUR"}


def _url(name: str, cast: Cast, *more) -> str:
    return reverse(f"analytics:{name}", args=[cast.client.slug, *more])


@pytest.fixture
def post(cast: Cast) -> Post:
    made = make_posts.draft(cast.bruno, cast.channel, text="Sei gradi alle sei.")
    Post.objects.filter(pk=made.pk).update(goal=make_goals.goal(cast.alice, cast.client))
    return Post.objects.get(pk=made.pk)


def days(cast: Cast) -> dict[str, str]:
    today = make.today(cast.client)
    return {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=3)).isoformat()}


def test_a_cost_and_a_boost_name_their_post_and_stand_on_it_and_on_its_goal(cast, sign_in, post):
    browser = sign_in(cast.alice)
    own = reverse("editorial:post", args=[cast.client.slug, post.public_id])
    assert (
        f"{_url('budget_money', cast)}?post={post.public_id}" in browser.get(own).content.decode()
    )
    opened = browser.get(_url("budget_money", cast), {"post": str(post.public_id)}).content.decode()
    assert f'value="{post.public_id}" selected' in opened

    on = make.today(cast.client).isoformat()
    cost = {"what": "Fotografo", "on": on, "amount": "180", "post": str(post.public_id)}
    boost = {
        "name": "Porte in vigna",
        "spent": "52.40",
        "n_results": "31",
        "post": str(post.public_id),
    }
    assert browser.post(_url("budget_cost", cast), {**cost, **SPENT}).status_code == 302
    assert (
        browser.post(_url("budget_boost", cast), {**boost, **SPENT, **days(cast)}).status_code
        == 302
    )
    effort.log_time(
        by=cast.bruno, client=cast.client, on=make.today(cast.client), minutes=90, activity="texts",
        now=database_now(),
    )  # fmt: skip
    TimeEntry.objects.update(post=post)

    assert (Cost.objects.get().post, Boost.objects.get().post) == (post, post)
    assert post.goal is not None
    for address in (own, _url("goal", cast, post.goal.public_id), _url("budget_money", cast)):
        page = browser.get(address).content.decode()
        for words in ("Fotografo", "Porte in vigna", "52.40", "31 paid results"):
            assert words in page, (address, words)
    assert "180.00" in browser.get(own).content.decode()


def test_what_a_boost_brought_is_added_to_no_figure_of_a_post_a_goal_or_the_results(
    cast, sign_in, post
):
    """Organic and paid figures stand side by side; where they stand the screen says that they are not added up."""
    browser, now = sign_in(cast.alice), database_now()
    delivery = make_posts.scheduled(cast.alice, cast.channel, text="Sei gradi alle sei.")
    likes = make_goals.goal(
        cast.alice, cast.client, "Mi piace in tutto", metric="likes", reckoning="in_all",
        baseline=Decimal(0), target=Decimal(500), from_on=now.date() - timedelta(days=20),
        to_on=now.date() + timedelta(days=20),
    )  # fmt: skip
    clicks = make_goals.goal(
        cast.alice, cast.client, "Clic in tutto", metric="own_clicks", reckoning="in_all",
        baseline=Decimal(0), target=Decimal(500), from_on=likes.from_on, to_on=likes.to_on,
    )  # fmt: skip
    Post.objects.filter(pk=delivery.post_id).update(goal=likes)
    out = make_numbers.publication(cast.channel, at=now - timedelta(days=5))
    Publication.objects.filter(pk=out.pk).update(delivery=delivery)
    make_numbers.story(
        out,
        {now - timedelta(days=4): {"likes": 3}, now - timedelta(days=1): {"likes": 7}},
    )
    own = reverse("editorial:post", args=[cast.client.slug, delivery.post.public_id])
    pages = [own, *(_url("goal", cast, each.public_id) for each in (likes, clicks)), _url("results", cast)]  # fmt: skip

    def figures() -> tuple[object, ...]:
        goals = goals_of(member=cast.alice, client=cast.client).filter(pk__in=[likes.pk, clicks.pk])
        lines = goal_lines(goals=list(goals.order_by("pk")), client=cast.client, now=now)
        done = served(goal=likes, member=cast.alice)
        totals = PublicationTotal.objects.values_list("engagements", "likes", "clicks", "views")
        days = ChannelDay.objects.order_by("day_on").values_list("day_on", "engagements_gained")
        return (
            [(line.value, line.points) for line in lines],
            [each.engagements for each in done.posts],
            list(totals),
            list(days),
        )

    before = figures()
    for address in pages:
        assert "7,031" not in browser.get(address).content.decode()
    make_money.boost(
        cast.alice, cast.client, post=delivery.post, n_impressions=90_000, n_clicks=4_000, n_results=7_031,
    )  # fmt: skip
    roll_up_all()

    assert figures() == before
    assert before[1] == [7]
    # the paid figure stands where it is, named as paid, and 7 and 7,031 are nowhere one figure
    for address in pages:
        page = browser.get(address).content.decode()
        assert "7,038" not in page
        assert page.count("7,031") == page.count("7,031 paid results"), address
    assert "7,031 paid results" in browser.get(own).content.decode()
    said = "paid figures, never added to organic ones"
    assert said in browser.get(_url("budget_money", cast)).content.decode()
    make_money.contract(cast.alice, cast.client, starts_on=make.today(cast.client).replace(day=1))
    month = f"{make.today(cast.client):%Y-%m}"
    statement = browser.get(_url("statement_of_month", cast, month)).content.decode()
    assert "7,031" in statement
    assert "Paid results are not added to organic ones." in statement


def test_who_sees_no_money_sees_none_on_the_post_or_the_goal(cast, sign_in, post):
    money.write_cost(
        by=cast.alice, client=cast.client, on=make.today(cast.client), what="Fotografo", amount=Decimal(180),
        post=post, now=database_now(), **SPENT,
    )  # fmt: skip
    browser = sign_in(cast.bruno)
    own = reverse("editorial:post", args=[cast.client.slug, post.public_id])
    for address in (own, _url("goal", cast, post.goal.public_id)):
        assert "Fotografo" not in browser.get(address).content.decode()


def test_an_export_names_posts_by_their_links(cast, sign_in, post):
    delivery = make_posts.scheduled(cast.bruno, cast.channel, text="Domenica apriamo alle 10.")
    out = make_numbers.publication(
        cast.channel, at=database_now(), text="Domenica apriamo alle 10."
    )
    type(out).objects.filter(pk=out.pk).update(
        delivery=delivery, url="https://social.example/@tre/77"
    )
    page = "http://localhost:8000" + reverse(
        "editorial:post", args=[cast.client.slug, post.public_id]
    )
    heads = "Campaign name;Reporting starts;Amount spent (EUR);Permalink"
    rows = [
        f"Vigna;2026-11-02;50,40;{page}",
        "Porte;2026-11-03;12,00;https://social.example/@tre/77",
        "Altro;2026-11-04;7,00;",
        "Boh;2026-11-05;9,00;https://social.example/@altri/1",
    ]
    browser = sign_in(cast.alice)
    form = {"rows": "\n".join([heads, *rows])}

    looked = browser.post(_url("budget_boosts", cast), {**form, "deed": "look"}).content.decode()
    assert "3 rows of 4 can come in" in looked
    assert "leads to no post of this client" in looked
    browser.post(_url("budget_boosts", cast), {**form, "deed": "import"})
    said = {each.name: each.post for each in Boost.objects.select_related("post")}
    assert said == {"Vigna": post, "Porte": delivery.post, "Altro": None}

    # The same campaigns again without the column leave the posts as they are.
    again = "\n".join(row.rpartition(";")[0] for row in [heads, *rows[:3]])
    browser.post(_url("budget_boosts", cast), {"rows": again, "deed": "import"})
    assert {each.name: each.post for each in Boost.objects.all()} == said


def test_no_post_of_another_client_is_named(cast, rivals, sign_in, post):
    neighbour = make.client(cast.alice, "Lanterne Storte")
    theirs = make_posts.draft(cast.alice, make.channel(neighbour), text="Mancano 41 giorni.")
    on = make.today(cast.client).isoformat()
    for key in (str(theirs.public_id), "\x00", "x" * 400):
        answer = sign_in(cast.alice).post(
            _url("budget_cost", cast),
            {"what": "Fotografo", "on": on, "amount": "180", "post": key, **SPENT},
        )
        assert answer.status_code == 422
    assert not Cost.objects.exists()


def _edited(browser, url: str, **changes: str):
    """What the open form holds, sent again with the changes."""
    form = browser.get(url).context["form"]
    held = {name: form[name].value() for name in form.fields}
    fields = {name: value for name, value in held.items() if value not in (None, False, "")}
    return browser.post(url, {**fields, **changes})


def test_the_post_of_a_cost_and_of_a_boost_is_changed_where_they_are_edited(cast, sign_in, post):
    cost = make_money.cost(cast.alice, cast.client)
    boost = make_money.boost(cast.alice, cast.client, n_results=31, post=post, source_key="k1")
    other = make_posts.draft(cast.bruno, cast.channel, text="Domenica apriamo alle 10.")
    browser = sign_in(cast.alice)
    listed = browser.get(_url("budget_money", cast)).content.decode()
    edit_cost = _url("budget_change", cast, "cost", cost.public_id)
    edit_boost = _url("budget_change", cast, "boost", boost.public_id)
    assert f'href="{edit_cost}"' in listed
    assert f'href="{edit_boost}"' in listed

    assert _edited(browser, edit_cost, post=str(post.public_id), amount="90.50").status_code == 302
    changed = {"post": str(other.public_id), "objective": "sell"}
    assert _edited(browser, edit_boost, **changed).status_code == 302
    cost.refresh_from_db()
    boost.refresh_from_db()
    assert (cost.post, cost.amount, cost.what, cost.is_passed_on) == (
        post, Decimal("90.50"), "Fotografo", True,
    )  # fmt: skip
    assert (boost.post, boost.objective, boost.n_results, boost.source_key) == (
        other, "sell", 31, "k1",
    )  # fmt: skip
    own = reverse("editorial:post", args=[cast.client.slug, post.public_id])
    page = browser.get(own).content.decode()
    assert "Fotografo" in page
    assert "Porte in vigna" not in page
    said = AuditEntry.objects.filter(verb__in=["cost.changed", "boost.changed"])
    assert sorted(each.data["fields"] for each in said) == [["amount", "post"], ["objective", "post"]]  # fmt: skip

    # A post that is offered no more stays with what it took.
    Post.objects.filter(pk=other.pk).update(stage="archived")
    assert _edited(browser, edit_boost, name="Porte").status_code == 302
    boost.refresh_from_db()
    assert (boost.name, boost.post) == ("Porte", other)

    assert _edited(browser, edit_boost, post="").status_code == 302
    boost.refresh_from_db()
    assert boost.post is None


def test_an_edit_that_cannot_be_is_refused_in_words_and_keeps_what_was_typed(cast, sign_in):
    make_money.contract(cast.alice, cast.client, starts_on=make.today(cast.client).replace(day=1))
    cost = make_money.cost(cast.alice, cast.client)
    boost = make_money.boost(cast.alice, cast.client)
    browser = sign_in(cast.alice)
    for kind, row, changes, words in (
        ("cost", cost, {"currency": "CHF"}, "The contract is in EUR"),
        ("cost", cost, {"amount": "0"}, "A cost has an amount."),
        ("boost", boost, {"ends_on": "2020-01-01"}, "The boost ends before it starts."),
    ):
        edit = _url("budget_change", cast, kind, row.public_id)
        answer = _edited(browser, edit, **changes)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert all(f'value="{typed}"' in page for typed in changes.values())
    cost.refresh_from_db()
    assert (cost.currency, cost.amount) == ("EUR", 180)


def test_what_a_statement_has_closed_is_not_edited(cast):
    month = (make.today(cast.client).replace(day=1) - timedelta(days=1)).replace(day=1)
    cost = make_money.cost(cast.alice, cast.client, on=month)
    make_money.statement(cast.alice, cast.client, on=month)
    with pytest.raises(money.MoneyError, match="statement"):
        money.change_cost(
            by=cast.alice,
            cost=cost,
            now=database_now(),
            on=month,
            amount=Decimal(1),
            currency="EUR",
        )
    cost.refresh_from_db()
    assert cost.amount == 180


def test_what_somebody_took_away_meanwhile_is_not_written_again(cast):
    cost = make_money.cost(cast.alice, cast.client)
    money.remove_cost(by=cast.alice, cost=Cost.objects.get(), now=database_now())
    with pytest.raises(money.MoneyError, match="took this away"):
        money.change_cost(
            by=cast.alice,
            cost=cost,
            now=database_now(),
            on=cost.on,
            amount=cost.amount,
            currency="EUR",
        )
    assert not Cost.objects.exists()
