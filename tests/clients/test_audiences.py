"""Audiences: written down with where they are and when, one of them the usual, put away without losing posts."""

from __future__ import annotations

from datetime import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from clients.actions import audiences
from clients.actions.audiences import When
from clients.forms.audiences import days_label
from clients.models import Audience, Client, Habit
from tests import make
from tests.cast import Cast, Rivals
from tests.conftest import SignIn


def _audience(cast: Cast, name: str = "Couples", **more: object) -> Audience:
    return audiences.write_audience(
        by=cast.alice,
        client=cast.client,
        name=name,
        now=make.NOW,
        **more,  # type: ignore[arg-type]
    )


def _typed(*rows: dict[str, str], **fields: str) -> dict[str, str]:
    """A form as a browser sends it."""
    data = {"habits-TOTAL_FORMS": str(len(rows)), "habits-INITIAL_FORMS": "0", **fields}
    for at, row in enumerate(rows):
        data |= {f"habits-{at}-{name}": value for name, value in row.items()}
    return data


def test_an_audience_is_written_down_with_where_it_is_and_when(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.bruno)

    page = browser.post(
        reverse("clients:audience_new", args=[cast.client.slug]),
        _typed(
            {"network": "instagram", "weekdays": "01234", "starts": "20:00", "ends": "22:30"},
            {"network": "facebook", "weekdays": ""},
            {"network": "", "weekdays": ""},
            name="Couples from 45 to 65",
            place="Valdoppia",
            size="21000",
            source="Census 2021",
            phrases="- is there parking?\ncan we bring the dog",
        ),
    )

    audience = Audience.objects.get()
    assert page.status_code == 302
    assert audience.is_default  # the first one is whom new posts are for
    assert audience.phrases == ["is there parking?", "can we bring the dog"]
    assert [(h.network, h.weekdays, h.starts) for h in audience.habits.all()] == [
        ("instagram", [0, 1, 2, 3, 4], time(20)),
        ("facebook", [], None),
    ]
    shown = browser.get(reverse("clients:audiences", args=[cast.client.slug])).content.decode()
    assert "21,000 people" in shown
    assert "Monday to Friday, 20:00–22:30" in shown
    assert "Facebook, every day" in shown


@pytest.mark.parametrize(
    ("row", "fields", "words"),
    [
        ({"network": "instagram", "starts": "22:00", "ends": "20:00"}, {}, "The end comes before"),
        ({"network": "instagram", "starts": "22:00"}, {}, "Give both hours"),
        ({"network": "", "starts": "20:00", "ends": "21:00"}, {}, "Choose the network"),
        ({"network": "instagram"}, {"size": "900"}, "Say where this number comes from"),
        ({"network": "instagram"}, {"name": ""}, "This field is required"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_kept(
    cast: Cast, sign_in: SignIn, row: dict[str, str], fields: dict[str, str], words: str
) -> None:
    browser = sign_in(cast.alice)
    typed = _typed(row, **{"name": "Couples", "who": "From the valley", **fields})

    page = browser.post(reverse("clients:audience_new", args=[cast.client.slug]), typed)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert "From the valley" in page.content.decode()
    assert not Audience.objects.exists()


def test_one_audience_is_the_usual_one(cast: Cast) -> None:
    couples, groups = _audience(cast), _audience(cast, "Groups")
    assert Audience.objects.default_of(cast.client) == couples

    _audience(cast, "Groups", audience=groups, is_default=True)
    assert Audience.objects.default_of(cast.client) == groups
    assert Audience.objects.filter(is_default=True).count() == 1

    audiences.put_away(by=cast.alice, audience=groups, now=make.NOW)
    assert Audience.objects.default_of(cast.client) == couples
    audiences.take_up(by=cast.alice, audience=groups, now=make.NOW)
    assert Audience.objects.default_of(cast.client) == couples
    for each in (couples, groups):
        audiences.put_away(by=cast.alice, audience=each, now=make.NOW)
    assert Audience.objects.default_of(cast.client) is None


def test_changing_an_audience_replaces_its_rows(cast: Cast, sign_in: SignIn) -> None:
    audience = _audience(cast, habits=[When("tiktok", (0, 2)), When("x")])
    browser = sign_in(cast.bruno)
    url = reverse("clients:audience_edit", args=[cast.client.slug, audience.public_id])

    page = browser.get(url).content.decode()
    assert "Monday, Wednesday" in page  # days nobody offers are kept as they are
    browser.post(url, _typed({"network": "tiktok", "weekdays": "02"}, name="Couples"))

    assert [(h.network, h.weekdays) for h in Habit.objects.all()] == [("tiktok", [0, 2])]


def _give_habits_to(stranger: Client) -> None:
    with transaction.atomic():
        Habit.objects.update(client=stranger)
        connection.check_constraints()


def test_another_agencys_rows_cannot_be_mixed_in(cast: Cast, rivals: Rivals) -> None:
    audience = _audience(cast)
    Habit.objects.create(
        agency_id=audience.agency_id, client=cast.client, audience=audience, network="x"
    )

    with pytest.raises(IntegrityError):
        _give_habits_to(rivals.client)
    with pytest.raises(IntegrityError), transaction.atomic():
        Audience.objects.update(size=10)


def test_days_are_said_as_people_say_them() -> None:
    assert days_label([]) == days_label(range(7)) == "every day"
    assert days_label([4, 3, 2, 1, 0]) == "Monday to Friday"
    assert days_label([6, 5]) == "Saturday and Sunday"
    assert days_label([2]) == "Wednesday"


def test_the_list_costs_the_same_for_many(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: object
) -> None:
    for n in range(8):
        _audience(cast, f"Group {n}", habits=[When("x"), When("tiktok")])
    browser = sign_in(cast.bruno)
    url = reverse("clients:audiences", args=[cast.client.slug])
    browser.get(url)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        browser.get(url)
