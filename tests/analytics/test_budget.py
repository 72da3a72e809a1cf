"""The budget page: its sentence, its pieces and account, who sees what of it, and the sheet of today."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from analytics.views.budget import PIECES_PER_PAGE
from clients.actions import contracts
from editorial.actions import effort
from editorial.models import Post, TimeEntry
from people.clock import database_now
from people.roles import Role
from tests import make, make_money, make_posts


def _this_month(cast):
    return effort.today_of(cast.alice, database_now()).replace(day=1)


def _url(cast):
    return reverse("analytics:budget", args=[cast.client.slug])


def test_a_month_that_is_over_says_what_was_used_and_what_an_hour_earned(cast, sign_in):
    before = (_this_month(cast) - timedelta(days=1)).replace(day=1)
    make_money.contract(cast.alice, cast.client, starts_on=before, hours=Decimal(10))
    for day in range(3):
        make_money.hours(cast.alice, cast.client, 240, on=before + timedelta(days=day))

    page = sign_in(cast.rita).get(_url(cast), {"month": f"{before:%Y-%m}"}).content.decode()

    assert "12 hours were used of 10: 2 over the contract." in page
    assert "€120.83" in page  # 1,450 for 12 hours
    assert "Texts" in page


def test_without_a_contract_the_page_says_so_and_hours_still_count(cast, sign_in):
    make_money.hours(cast.alice, cast.client, 90)

    page = sign_in(cast.alice).get(_url(cast)).content.decode()

    assert "1.5 hours are confirmed. No contract says how many are included." in page
    assert "No contract in this month" in page


def test_pieces_are_counted_from_the_posts_of_the_month(cast, sign_in):
    first_on = _this_month(cast)
    make_money.contract(cast.alice, cast.client, starts_on=first_on)
    for text in ("uno", "due", "tre"):
        make_posts.draft(cast.alice, cast.channel, text=text)
    Post.objects.update(wall_at=f"{first_on}T10:00:00")
    Post.objects.filter(text="tre").update(piece="story")

    rows = sign_in(cast.alice).get(_url(cast)).context["pieces"]

    found = {
        piece.piece.value: (piece.included, words, piece.n_missing) for piece, words, _p in rows
    }
    assert found == {
        "post": (12, "2 being made", 10),
        "reel": (4, "none begun", 4),
        "story": (None, "1 being made", 0),
    }


def test_the_month_to_come_is_looked_at_while_it_is_planned(cast, sign_in):
    coming = (_this_month(cast) + timedelta(days=32)).replace(day=1)
    make_money.contract(cast.alice, cast.client, starts_on=_this_month(cast))
    for text in ("uno", "due", "tre"):
        make_posts.draft(cast.alice, cast.channel, text=text)
    Post.objects.update(wall_at=f"{coming}T10:00:00")
    Post.objects.filter(text="tre").update(piece="reel")
    asked = {"month": f"{coming:%Y-%m}"}

    for member in (cast.alice, cast.bruno):
        answer = sign_in(member).get(_url(cast), asked)
        page = answer.content.decode()
        assert f"3 of 16 pieces agreed for {coming:%B} are planned." in page
        assert [p.n_missing for p, _words, _parts in answer.context["pieces"]] == [10, 3]
        # Nothing is worked or earned yet, and nothing is foretold.
        assert "Hours used and expected" not in page
        assert "Account of the period" not in page
    pieces = reverse("analytics:budget_pieces", args=[cast.client.slug])
    assert ">tre<" in sign_in(cast.alice).get(pieces, asked).content.decode()
    # From this month one gets there, and no further.
    assert f'?month={coming:%Y-%m}"' in sign_in(cast.alice).get(_url(cast)).content.decode()
    later = {"month": f"{coming + timedelta(days=40):%Y-%m}"}
    answer = sign_in(cast.alice).get(_url(cast), later)
    assert (answer.context["month"], answer.context["after"]) == (coming, None)


def test_a_month_to_come_without_a_contract_or_pieces_says_so(cast, sign_in):
    coming = (_this_month(cast) + timedelta(days=32)).replace(day=1)
    browser, asked = sign_in(cast.alice), {"month": f"{coming:%Y-%m}"}

    assert f"No contract is in force in {coming:%B}." in browser.get(_url(cast), asked).content.decode()  # fmt: skip
    make_money.contract(cast.alice, cast.client, starts_on=coming, quotas={})
    assert f"No pieces were agreed for {coming:%B}." in browser.get(_url(cast), asked).content.decode()  # fmt: skip


def test_who_may_not_see_money_sees_pieces_and_their_own_sheet_alone(cast, sign_in):
    make_money.contract(cast.alice, cast.client, starts_on=_this_month(cast))
    make_money.hours(cast.alice, cast.client, 200)
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)

    page = sign_in(analyst).get(_url(cast))

    words = page.content.decode()
    assert page.status_code == 200
    assert "Posts" in words
    assert "1,450" not in words
    assert "By person" not in words
    assert "burn" not in page.context


def test_todays_sheet_is_confirmed_on_the_page_of_the_client(cast, sign_in):
    make_posts.draft(cast.alice, cast.channel)
    browser = sign_in(cast.alice)
    line = browser.get(_url(cast)).context["lines"][0].line

    answer = browser.post(
        _url(cast), {"line": line.key, f"minutes-{line.key}": "0:20", "back": _url(cast)}
    )

    assert (answer.status_code, answer.url) == (302, _url(cast))
    assert TimeEntry.objects.get().minutes == 20


def test_who_writes_posts_says_what_one_counts_as(cast, sign_in):
    first_on = _this_month(cast)
    make_money.contract(cast.alice, cast.client, starts_on=first_on)
    post = make_posts.draft(cast.alice, cast.channel, text="uno")
    Post.objects.update(wall_at=f"{first_on}T10:00:00")
    url = reverse("analytics:budget_pieces", args=[cast.client.slug])

    sign_in(cast.bruno).post(url, {f"piece-{post.pk}": "story", "piece-0": "reel"})

    rows = sign_in(cast.alice).get(_url(cast)).context["pieces"]
    assert {piece.piece.value: piece.n for piece, _words, _parts in rows}["story"] == 1


def test_what_posts_count_as_is_said_a_page_at_a_time(cast, sign_in):
    first_on = _this_month(cast)
    make_money.contract(cast.alice, cast.client, starts_on=first_on)
    for n in range(PIECES_PER_PAGE + 3):
        post = make_posts.draft(cast.alice, cast.channel, text=f"<b>testo</b> {n:02}")
        Post.objects.filter(pk=post.pk).update(wall_at=f"{first_on + timedelta(days=n)}T10:00:00")
    Post.objects.filter(wall_at__gte=first_on + timedelta(days=20)).update(
        wall_at=f"{first_on + timedelta(days=20)}T10:00:00"
    )
    url = reverse("analytics:budget_pieces", args=[cast.client.slug])
    browser = sign_in(cast.bruno)

    first, second = (browser.get(url, {"page": n}) for n in (1, 2))
    named = [[post for post, _own in page.context["posts"]] for page in (first, second)]
    assert [len(each) for each in named] == [PIECES_PER_PAGE, 3]
    assert len({post.pk for each in named for post in each}) == PIECES_PER_PAGE + 3
    assert "Page 1 of 2" in first.content.decode()
    assert "&lt;b&gt;testo&lt;/b&gt; 00" in first.content.decode()
    assert "<b>testo" not in first.content.decode()

    last = named[1][-1]
    asked = f"?month={first_on:%Y-%m}&page=2"
    saved = browser.post(url + asked, {f"piece-{last.pk}": "story"})

    # One is where one was, and what stood on the other page is as it was.
    assert (saved.status_code, saved.url) == (302, url + asked)
    assert list(Post.objects.exclude(piece="").values_list("pk", flat=True)) == [last.pk]
    page = browser.get(saved.url).content.decode()
    assert '<option value="story" selected>Stories</option>' in page
    assert 'data-controller="safekeeping"' in page
    assert f'pieces:{cast.client.slug}:{first_on:%Y-%m}:2"' in page


def test_the_cost_is_told_by_what_the_posts_were_for(cast, sign_in):
    """Two posts are out, one to sell and one for nothing that is known; an hour was for the first, one for none."""
    first_on = _this_month(cast)
    make_money.contract(cast.alice, cast.client, starts_on=first_on)
    contracts.set_rates(
        by=cast.alice, agency=cast.agency, amounts={"": Decimal(40)}, now=database_now()
    )
    sell, _aimless = make_money.posts_out(cast.alice, cast.channel, 2, on=first_on)
    Post.objects.filter(pk=sell.pk).update(objective="sell")
    for post in (sell, None):
        entry = make_money.hours(cast.alice, cast.client, 60)
        TimeEntry.objects.filter(pk=entry.pk).update(post=post)

    page = sign_in(cast.rita).get(_url(cast))

    table = page.context["by_objective"]
    assert table.written() == [
        ["Sell", "1", "€60.00", "€60.00"],
        ["Without an objective", "1", "€20.00", "€20.00"],
        ["Total", "2", "€80.00", "€40.00"],
    ]
    assert "Cost by objective" in page.content.decode()
