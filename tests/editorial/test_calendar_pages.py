"""The calendar through the browser's door: one query for three views, scopes and roles, weight, holidays, moving."""

from __future__ import annotations

import gzip
import re
from datetime import date, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.actions import archiving, scheduling
from editorial.lifecycle import STAGE_LOOKS
from editorial.models import Post
from editorial.periods import BANDS, Period, band_of
from editorial.queries import calendar
from editorial.queries.listing import Filters
from people.ids import uuid7
from people.public_holidays import holidays_between
from people.roles import Role
from tests import make, make_posts
from tests.cast import CANARY
from tests.editorial.planned import NOW, draft, fields, html_of, move_url, shown, url
from tests.frontend.places import built


@given(st.dates(date(2000, 2, 1), date(2199, 11, 30)), st.sampled_from(["month", "week", "list"]))
def test_periods_follow_each_other_without_a_gap_or_a_day_twice(on, view):
    period = Period.around(on, view)
    after = Period.around(period.next_on, view)
    assert on in period.days
    assert Period.around(after.previous_on, view).days == period.days
    if view != "month":
        assert after.first_on == period.last_on + timedelta(days=1)
    else:
        inside = [day for day in period.days if not period.is_outside(day)]
        assert inside == Period.around(on, "list").days
        assert period.first_on.weekday() == 0
        assert period.last_on.weekday() == 6


def test_what_the_address_cannot_mean_is_this_month():
    asked = Period.read({"view": "decade", "on": "2026-02-31"}, today=date(2026, 12, 9))
    assert (asked.view, asked.on) == ("month", date(2026, 12, 9))
    assert Period.read({"on": "9999-12-31"}, today=date(2026, 12, 9)).on.year == 2199


def test_every_hour_is_in_one_band():
    assert [band_of(hour) for hour in (0, 6, 7, 12, 23)] == [
        (0, 7),
        (0, 7),
        (7, 9),
        (12, 14),
        (20, 24),
    ]
    assert sum(end - start for start, end in BANDS) == 24


def test_holidays_are_named_in_the_readers_language():
    december = (date(2026, 12, 1), date(2026, 12, 31))
    italian = holidays_between(*december, language="it")
    english = holidays_between(*december, language="en")
    assert italian[date(2026, 12, 25)] == "Natale"
    assert english[date(2026, 12, 25)] == "Christmas Day"
    assert date(2027, 3, 29) in holidays_between(date(2027, 3, 1), date(2027, 3, 31), language="it")
    assert set(italian) == set(english) == {date(2026, 12, d) for d in (8, 25, 26)}


PLANNED = st.tuples(
    st.datetimes(datetime(2026, 11, 20), datetime(2027, 1, 12)),
    st.sampled_from(["a", "b", "ab"]),
    st.sampled_from(["draft", "scheduled", "archived"]),
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    planned=st.lists(PLANNED, max_size=12),
    group=st.sampled_from(["", "write", "scheduled", "archive"]),
    on=st.dates(date(2026, 12, 1), date(2026, 12, 31)),
    by_channel=st.booleans(),
)
def test_month_week_and_list_show_the_same_posts(cast, sign_in, planned, group, on, by_channel):
    client = make.client(cast.alice, "Ogni volta un altro")
    one, other = make.channel(client), make.channel(client)
    by_name = {"a": [one], "b": [other], "ab": [one, other]}
    for wall_at, where, state in planned:
        wall_at = wall_at.replace(second=0, microsecond=0)
        post = draft(cast, wall_at, channels=by_name[where], client=client)
        if state == "archived":
            archiving.archive_post(post=post, member=cast.alice, now=NOW)
        elif state == "scheduled" and wall_at > datetime(2026, 11, 27):
            scheduling.schedule(
                post=post, member=cast.alice, wall_at=wall_at, is_repeat_ok=True, now=NOW
            )
    browser = sign_in(cast.alice)
    here = reverse("editorial:calendar", args=[client.slug])
    query = {"group": group, **({"channel": other.public_id} if by_channel else {})}

    month = shown(html_of(browser, here, view="month", on=on, **query))
    listed = shown(html_of(browser, here, view="list", on=on, **query))
    weeks: set[tuple[str, str]] = set()
    for monday in Period.around(on, "month").days[::7]:
        weeks |= shown(html_of(browser, here, view="week", on=monday, **query))

    assert weeks == month
    assert listed == {each for each in month if date.fromisoformat(each[1][:10]).month == 12}
    # the list of posts means the same by the same filters
    posts = html_of(browser, reverse("editorial:posts", args=[client.slug]), **query)
    assert {post for post, _wall in month} <= set(re.findall(r"/posts/([0-9a-f-]{36})/", posts))


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    planned=st.lists(st.tuples(PLANNED, st.booleans()), max_size=10),
    group=st.sampled_from(["", "write", "archive"]),
    on=st.dates(date(2026, 12, 1), date(2026, 12, 31)),
)
def test_month_week_and_list_of_all_clients_show_the_same_posts(cast, sign_in, planned, group, on):
    word = f"parola{uuid7().hex}"
    far = make.client(cast.alice, "Faro", time_zone="America/New_York")
    channel = make.channel(far)
    for (wall_at, _where, state), is_far in planned:
        where = {"channels": [channel], "client": far} if is_far else {}
        post = draft(cast, wall_at.replace(second=0, microsecond=0), text=f"Una {word}.", **where)
        if state == "archived":
            archiving.archive_post(post=post, member=cast.alice, now=NOW)
    browser, here = sign_in(cast.alice), reverse("editorial:all_calendar")
    query = {"group": group, "q": word, "whole": "on"}

    month = shown(html_of(browser, here, view="month", on=on, **query))
    listed = shown(html_of(browser, here, view="list", on=on, **query))
    weeks: set[tuple[str, str]] = set()
    for monday in Period.around(on, "month").days[::7]:
        weeks |= shown(html_of(browser, here, view="week", on=monday, **query))

    drafts = [at for (at, _where, state), _far in planned if state != "archived"]
    assert group or bool(listed) >= any(at.month == 12 for at in drafts)
    assert weeks == month
    assert listed == {each for each in month if date.fromisoformat(each[1][:10]).month == 12}


def test_a_card_says_its_time_networks_words_and_state(cast, sign_in):
    draft(cast, datetime(2026, 12, 10, 18, 15), text="La potatura comincia presto")
    html = html_of(sign_in(cast.rita), url(cast), on="2026-12-01")
    card = re.search(r'<li class="post.*?</li>', html, re.S)[0]
    assert "<time>18:15</time>" in card
    assert "Sandbox" in card
    assert "La potatura comincia presto" in card
    assert re.search(r"#pencil.*?Draft", card)
    assert "times of Rome" in html
    assert 'aria-label="View"' in html


def test_words_of_people_are_words_and_no_markup(cast, sign_in):
    odd = make.client(cast.alice, 'Rossi & "Figli" <b>')
    draft(
        cast,
        datetime(2026, 12, 10, 18, 15),
        text='<i>Ciao</i> "tutti" & voi',
        client=odd,
        channels=[make.channel(odd)],
    )
    html = html_of(sign_in(cast.alice), reverse("editorial:all_calendar"), on="2026-12-01")
    card = re.search(r'<li class="post.*?</li>', html, re.S)[0]
    assert "&lt;i&gt;Ciao&lt;/i&gt; &quot;tutti&quot; &amp; voi" in card
    assert "Rossi &amp; &quot;Figli&quot; &lt;b&gt;" in card
    assert "<i>" not in card
    assert "<b>" not in card


def test_today_weekends_and_holidays_are_marked(cast, sign_in):
    browser = sign_in(cast.rita)
    today = make.today(cast.client)
    html = html_of(browser, url(cast))
    assert html.count('aria-current="date"') == 1
    assert f'datetime="{today.isoformat()}"' in html
    december = html_of(browser, url(cast), on="2026-12-01")
    assert "Christmas Day" in december
    assert re.search(r'class="day rest[^>]*>\s*<h2><time datetime="2026-12-06"', december)
    cast.rita.user.language = "it"
    cast.rita.user.save()
    assert "Natale" in html_of(browser, url(cast), on="2026-12-01")


def test_a_day_with_one_post_too_many_shows_them_all(cast, sign_in):
    for minute in range(5):
        draft(cast, datetime(2026, 12, 10, 9, minute), text=f"Numero {minute}")
    html = html_of(sign_in(cast.rita), url(cast), on="2026-12-01")
    assert "crowded" in html
    assert [n for n in range(5) if f"Numero {n}" not in html] == []
    assert 'class="more"' not in html


def test_a_day_with_no_room_says_how_many_more_and_leads_to_all_of_them(cast, sign_in):
    for minute in range(13):
        draft(cast, datetime(2026, 12, 10, 9, minute), text=f"Numero {minute:02}")
    draft(cast, datetime(2026, 12, 11, 9, 0), text="Il giorno dopo")
    browser = sign_in(cast.rita)
    for address in (url(cast), reverse("editorial:all_calendar")):
        html = html_of(browser, address, on="2026-12-01")
        assert re.findall(r"Numero (\d\d)</bdi>", html) == [f"{n:02}" for n in range(4)]
        assert "Il giorno dopo" in html
        (link,) = re.findall(
            r'<p class="more"><a class="link" href="([^"]+)">and 9 more posts<', html
        )
        day = browser.get(address + link.replace("&amp;", "&")).content.decode()
        assert re.findall(r"Numero (\d\d)</bdi>", day) == [f"{n:02}" for n in range(13)]
        assert "Il giorno dopo" not in day
        assert "Thursday 10 December 2026" in day


def test_a_day_of_the_month_before_shows_its_first_posts_and_how_many_more(cast, sign_in):
    for minute in range(5):
        draft(cast, datetime(2026, 11, 30, 9, minute), text=f"Numero {minute}")
    html = html_of(sign_in(cast.rita), url(cast), on="2026-12-01")
    assert re.findall(r"Numero (\d)</bdi>", html) == ["0", "1"]
    assert "and 3 more posts" in html


def test_all_clients_stand_on_one_calendar_each_with_its_own_zone(cast, sign_in):
    far = make.client(cast.alice, "Faro", time_zone="America/New_York")
    draft(cast, datetime(2026, 12, 10, 9, 0), text="Là", channels=[make.channel(far)], client=far)
    draft(cast, datetime(2026, 12, 10, 9, 0), text="Qui")
    html = html_of(sign_in(cast.alice), reverse("editorial:all_calendar"), on="2026-12-01")
    there = re.search(r'<li class="post(?:(?!</li>).)*Faro.*?</li>', html, re.S)[0]
    assert "<time>09:00</time> <small>New York</small>" in there
    assert ">15:00</time> Rome" in there
    here = re.search(r'<li class="post(?:(?!</li>).)*Tenuta Trecorvi.*?</li>', html, re.S)[0]
    assert "<small>" not in here
    # nobody sees the posts of clients they are not assigned to
    assert "Faro" not in html_of(
        sign_in(cast.bruno), reverse("editorial:all_calendar"), on="2026-12-01"
    )


def test_another_agencys_calendar_and_posts_do_not_exist(cast, rivals, sign_in):
    draft(cast, datetime(2026, 12, 10, 9, 0))
    browser = sign_in(cast.alice)
    assert browser.get(reverse("editorial:calendar", args=[rivals.client.slug])).status_code == 404
    own = make_posts.draft(rivals.eve, rivals.channel, text=f"Segreto {CANARY}")
    Post.objects.filter(pk=own.pk).update(wall_at=datetime(2026, 12, 10, 9, 0))
    address = reverse("editorial:move", args=[cast.client.slug, own.public_id])
    assert browser.post(address, fields(datetime(2026, 12, 11, 9, 0))).status_code == 404
    assert CANARY not in html_of(browser, reverse("editorial:all_calendar"), on="2026-12-01")


def test_switching_client_keeps_the_view_the_day_and_the_filters(cast, sign_in):
    browser = sign_in(cast.alice)
    html = html_of(browser, url(cast), view="week", on="2026-12-09", group="write")
    everybody = re.search(r'href="(/t/calendar/[^"]*)"', html)[1]
    assert everybody == "/t/calendar/?view=week&amp;on=2026-12-09&amp;group=write"
    here = "http://testserver/t/calendar/?view=week&on=2026-12-09&group=write"
    offered = browser.get("/t/switch/", headers={"HX-Request": "true", "HX-Current-URL": here})
    own = f'/c/{cast.client.slug}/calendar/?view=week&amp;on=2026-12-09&amp;group=write"'
    assert own in offered.content.decode()


def test_previous_next_and_today_keep_the_filters(cast, sign_in):
    html = html_of(sign_in(cast.rita), url(cast), on="2026-12-09", q="vino")
    assert '?on=2026-11-01&amp;q=vino"' in html
    assert '?on=2027-01-01&amp;q=vino"' in html
    assert 'calendar/?q=vino"' in html
    assert 'name="q" value="vino"' in html
    assert 'name="on" value="2026-12-09"' in html
    assert "Remove the filters" in html


def test_an_empty_month_says_so(cast, sign_in):
    html = html_of(sign_in(cast.rita), url(cast), on="2026-12-01")
    assert "Nothing has a time in this period yet." in html


def fill(cast, n: int) -> None:
    """Posts of a full month, half of them scheduled, on two channels."""
    channels = [cast.channel, make.channel(cast.client)]
    for number in range(n):
        at = datetime(2026, 12, 1 + number % 30, 8 + number % 11, 5 * (number % 12))
        post = draft(
            cast, at, text=f"Post {number}: {LINES[number % len(LINES)]}", channels=channels
        )
        if number % 2:
            scheduling.schedule(
                post=post, member=cast.alice, wall_at=at, is_repeat_ok=True, now=NOW
            )


LINES = (
    "La vendemmia vista dal trattore, in trenta secondi", "Tre domande a chi pota da quarant’anni",
    "Perché questa bottiglia ha il tappo a vite", "Sabato si cammina tra i filari: ecco come prenotare",
    "Che cosa succede in cantina a dicembre", "Il vento di questa notte e i pali nuovi",
    "Dal nostro archivio: la neve del 1985", "Un bicchiere giusto per ogni vino, senza cerimonie",
    "Arriva Lucia, che da oggi cura l’orto", "Come si legge un’etichetta in dieci parole",
)  # fmt: skip


def test_a_full_month_costs_as_many_queries_as_one_post_and_stays_light(cast, sign_in):
    browser = sign_in(cast.rita)
    addresses = (url(cast), reverse("editorial:all_calendar"))
    looks = [(address, view) for address in addresses for view in ("month", "week", "list")]

    def look(address, view):
        with CaptureQueriesContext(connection) as asked:
            html = html_of(browser, address, view=view, on="2026-12-01")
        return html, [query["sql"][-150:] for query in asked]

    fill(cast, 1)
    for each in looks:
        look(*each)
    for_one = {each: len(look(*each)[1]) for each in looks}
    fill(cast, 119)
    for address, view in looks:
        html, asked = look(address, view)
        assert len(asked) == for_one[address, view], (address, view)
        assert len(asked) <= 12, "\n".join([address, view, *asked])
        assert len(gzip.compress(html.encode(), 6)) <= 15_000, (address, view)
        if view != "week":
            assert html.count("data-wall=") == 120, (address, view)


def test_dragging_is_fetched_by_the_calendar_alone_and_all_its_scripts_are_small(cast, sign_in):
    rita = sign_in(cast.rita)
    assert "calendar.js" in html_of(rita, url(cast))
    assert "calendar.js" in html_of(rita, url(cast), view="week")
    assert "calendar.js" in html_of(rita, url(cast), view="list")  # leads to the month in place
    assert "calendar.js" not in html_of(rita, reverse("editorial:posts", args=[cast.client.slug]))
    sizes = [len(gzip.compress(built(name).read_bytes(), 9)) for name in ("app.js", "calendar.js")]
    assert sum(sizes) <= 48_000
    assert sizes[1] <= 4_000


def test_beyond_what_anybody_reads_the_page_says_so(cast, sign_in, monkeypatch):
    monkeypatch.setattr(calendar, "MOST", 5)
    fill(cast, 7)
    html = html_of(sign_in(cast.rita), url(cast), on="2026-12-09")
    assert html.count("data-wall=") == 5
    assert "Too many posts to show them all" in html


def test_who_only_looks_sees_the_calendar_without_ways_to_move(cast, sign_in):
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)
    draft(cast, datetime(2026, 12, 10, 18, 15))
    for address in (url(cast), reverse("editorial:all_calendar")):
        html = html_of(sign_in(analyst), address, on="2026-12-01")
        assert 'data-fixed="needs_writer"' in html
        assert "to-move" not in html
    post = Post.objects.get()
    assert (
        sign_in(analyst)
        .post(move_url(cast, post), fields(datetime(2026, 12, 11, 9, 0)))
        .status_code
        == 403
    )


def test_the_filters_are_those_of_the_list_of_posts(cast):
    draft(cast, datetime(2026, 12, 10, 18, 15), text="Vino rosso")
    draft(cast, datetime(2026, 12, 11, 18, 15), text="Olio")
    found = calendar.cards_between(
        member=cast.alice,
        client=cast.client,
        filters=Filters(words="vino"),
        first_on=date(2026, 12, 1),
        last_on=date(2026, 12, 31),
    )
    assert [card.name for card in found.cards] == ["Vino rosso"]


def test_crowded_days_say_in_a_legend_what_their_icons_mean(cast, sign_in):
    for hour in range(8, 13):
        draft(cast, datetime(2026, 12, 9, hour), text=f"Alle {hour}")
    browser = sign_in(cast.rita)
    month = html_of(browser, url(cast), on="2026-12-09")
    legend = month.partition('class="legend')[2].partition("</p>")[0]
    words = {str(each.word) for each in STAGE_LOOKS.values() if str(each.word) in legend}
    assert words == {"Draft"}
    assert 'class="legend' not in html_of(browser, url(cast), on="2026-12-09", view="week")
    assert 'class="legend' not in html_of(browser, url(cast), on="2027-02-09")
