"""The figures asked of the client: their person writes them behind the link, with a name and a proof."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from analytics.models import ExternalFigure
from clients.models import FigureSource
from people.clock import database_now
from tests import make, make_goals
from tests.cast import Cast
from tests.conftest import SignIn
from tests.portal.people import visitor


def _asked(cast: Cast, name: str = "Registro", *, is_asked: bool = True) -> FigureSource:
    source = make_goals.source(cast.alice, cast.client, name, rhythm="daily")
    FigureSource.objects.filter(pk=source.pk).update(asked_of_client=is_asked)
    return source


def test_the_clients_person_writes_a_figure_with_its_proof(cast: Cast, sign_in: SignIn) -> None:
    source, other = _asked(cast), _asked(cast, "Cassa", is_asked=False)
    carla = visitor(cast.carla)
    assert "figures/" in carla.get("").content.decode()
    page = carla.get("figures/").content.decode()
    assert "Registro" in page
    assert "Cassa" not in page

    today = make.today(cast.client).isoformat()
    typed = {"on": today, "value": "27", "proof_link": "https://a.example/r", "note": "Pagina 3"}
    assert carla.post(f"figures/{other.public_id}/", typed).status_code == 404
    assert carla.post(f"figures/{source.public_id}/", typed).status_code == 302

    (figure,) = ExternalFigure.objects.all()
    assert (figure.value, figure.way, figure.author, figure.said_by) == (
        27,
        "client",
        None,
        cast.carla.name,
    )
    assert (figure.proof_link, figure.note) == ("https://a.example/r", "Pagina 3")
    assert cast.carla.name in carla.get("figures/").content.decode()
    own = reverse("analytics:goal_source", args=[cast.client.slug, source.public_id])
    shown = sign_in(cast.alice).get(own).content.decode()
    assert all(words in shown for words in (cast.carla.name, "written by the client", "Pagina 3"))


@pytest.mark.parametrize(
    "typed",
    [{"value": "ventisette"}, {"value": ""}, {"on": "2999-01-01"}, {"proof_link": "no link"}],
)
def test_what_cannot_come_in_stays_typed(cast: Cast, typed: dict[str, str]) -> None:
    source = _asked(cast)
    sent = {"on": make.today(cast.client).isoformat(), "value": "27", "note": "Pagina 3", **typed}
    answer = visitor(cast.carla).post(f"figures/{source.public_id}/", sent)
    assert answer.status_code == 422
    assert "Pagina 3" in answer.content.decode()
    assert not ExternalFigure.objects.exists()


def test_who_only_looks_and_a_source_that_is_closed_are_asked_nothing(cast: Cast) -> None:
    source = _asked(cast)
    son = make.contact(cast.alice, cast.client, "Ivo", part="viewer")
    sent = {"on": make.today(cast.client).isoformat(), "value": "27"}
    assert "Registro" not in visitor(son).get("figures/").content.decode()
    assert visitor(son).post(f"figures/{source.public_id}/", sent).status_code == 404
    FigureSource.objects.update(closed_at=database_now())
    assert visitor(cast.carla).post(f"figures/{source.public_id}/", sent).status_code == 404
    assert visitor(cast.carla).get(f"figures/{source.public_id}/").status_code == 405


def test_a_figure_of_the_client_names_who_wrote_it(cast: Cast) -> None:
    source, today = _asked(cast), make.today(cast.client)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalFigure.objects.create(
            agency=cast.agency, client=cast.client, source=source, from_on=today, to_on=today,
            value=Decimal(1), way="client", recorded_at=database_now(),
        )  # fmt: skip
