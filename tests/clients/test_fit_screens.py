"""The choice of channels at the screen: decided by people, beside what the figures say, reopened, weighed anew."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.actions import audiences, fitting, standing, strategy
from clients.actions.audiences import When
from clients.fit import NAMES, WEIGHTS, Decision
from clients.models import FitAssessment, FitWeights
from clients.queries import fitting as queries
from clients.words import fit as fit_words
from people.models import AuditEntry
from people.roles import Role
from tests import make, make_money
from tests.cast import Cast, Rivals
from tests.conftest import SignIn

TODAY = date(2026, 11, 26)


def _decide(
    cast: Cast,
    network: str,
    values: tuple[int, ...],
    decision: str,
    hours: str = "",
    **more: object,
) -> FitAssessment:
    return fitting.decide(
        by=cast.alice,
        client=cast.client,
        network=network,
        scores=dict(zip(NAMES, values, strict=True)),
        decision=decision,
        hours=Decimal(hours) if hours else None,
        now=make.NOW,
        **more,  # type: ignore[arg-type]
    )


def _winery(cast: Cast) -> None:
    _decide(cast, "instagram", (4, 4, 3, 3, 4, 3, 4), "adopt", "19", review_on=date(2027, 6, 15))
    _decide(cast, "facebook", (3, 3, 4, 2, 3, 2, 4), "adopt", "4")
    _decide(cast, "tiktok", (3, 2, 1, 2, 2, 2, 3), "wait", "1", review_on=date(2027, 2, 1))
    _decide(cast, "youtube", (2, 2, 1, 1, 2, 3, 4), "avoid")


def _url(cast: Cast, name: str, *more: str) -> str:
    return reverse(f"clients:{name}", args=[cast.client.slug, *more])


def _typed(**more: str) -> dict[str, str]:
    return {**dict.fromkeys(NAMES, "3"), "decision": "adopt", **more}


def test_the_table_says_a_sentence_before_its_figures(cast: Cast, sign_in: SignIn) -> None:
    _winery(cast)
    browser = sign_in(cast.bruno)

    page = browser.get(_url(cast, "fit")).content.decode()

    assert "Two adopted channels take 23 hours a month." in page
    assert "TikTok is being watched, 1 hour a month, until 1 February." in page
    assert "With API at 12 instead of 10 the figures would say: Watch." in page
    rows = page[page.index("<tbody") :]
    assert rows.index("Instagram") < rows.index("TikTok") < rows.index("YouTube")
    assert ">91<" in page


def test_three_questions_propose_scores_and_nothing_is_saved(cast: Cast, sign_in: SignIn) -> None:
    audiences.write_audience(
        by=cast.alice, client=cast.client, name="Couples", habits=[When("instagram")], now=make.NOW
    )
    strategy.save_brief(
        by=cast.alice, client=cast.client, parts={"objectives": ["sell"]}, now=make.NOW
    )
    browser = sign_in(cast.bruno)
    url = _url(cast, "fit_network", "instagram")

    plain = browser.get(url).content.decode()
    assert "On record as being there: Couples." in plain
    assert "What the brief wants: Sell." in plain
    assert "Save the decision" not in plain
    asked = browser.get(url, {"ask-people": "2", "ask-purpose": "2", "ask-means": "1"})
    page = asked.content.decode()

    assert "Save the decision" in page
    assert ">73<" in page  # the total of what was proposed
    assert not FitAssessment.objects.exists()


def test_a_person_decides_and_may_go_against_the_figures(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.bruno)

    page = browser.post(
        _url(cast, "fit_network", "tiktok"),
        _typed(
            decision="avoid", reason="Nobody films", hours="0.5", why_formats="One reel a month"
        ),
    )

    row = FitAssessment.objects.get()
    assert page.status_code == 302
    assert (row.decision, row.decided_by, row.hours) == ("avoid", cast.bruno, Decimal("0.5"))
    assert row.evidence == {"formats": "One reel a month"}
    shown = browser.get(_url(cast, "fit")).content.decode()
    assert "With the weights as they are the figures say: Adopt." in shown
    assert "One reel a month" in shown
    assert AuditEntry.objects.filter(verb="fit.decided").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"audience": "5"}, "Select a valid choice"),
        ({"hours": "-1"}, "greater than or equal to 0"),
        ({"decision": ""}, "This field is required"),
        ({"review_on": "soon"}, "Enter a valid date"),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(
    cast: Cast, sign_in: SignIn, wrong: dict[str, str], words: str
) -> None:
    browser = sign_in(cast.bruno)

    page = browser.post(_url(cast, "fit_network", "tiktok"), _typed(reason="Nobody films", **wrong))

    assert page.status_code == 422
    assert words in page.content.decode()
    assert "Nobody films" in page.content.decode()
    assert not FitAssessment.objects.exists()
    assert browser.get(_url(cast, "fit_network", "orkut")).status_code == 404


def test_the_total_follows_what_one_clicks(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.bruno)

    look = browser.post(_url(cast, "fit_look"), _typed(audience="4")).content.decode()

    assert ">81<" in look
    assert "Adopt" in look
    assert (
        "of 100" not in browser.post(_url(cast, "fit_look"), _typed(audience="9")).content.decode()
    )


def test_a_weight_flips_what_the_figures_say_and_no_decision(cast: Cast, sign_in: SignIn) -> None:
    _winery(cast)
    browser = sign_in(cast.bruno)
    weights = {name: str(weight) for name, weight in WEIGHTS.items()}

    tried = browser.post(_url(cast, "fit_weights"), {**weights, "support": "12", "deed": "try"})
    assert tried.status_code == 200
    assert "flipped, before: Leave alone" in tried.content.decode()
    assert not FitWeights.objects.exists()

    saved = browser.post(
        _url(cast, "fit_weights"),
        {**weights, "support": "12", "agreed_with": "Paola", "deed": "save"},
    )

    assert saved.status_code == 302
    shown = browser.get(_url(cast, "fit")).content.decode()
    assert "weights agreed with Paola" in shown
    assert "With the weights as they are the figures say: Watch." in shown
    assert FitAssessment.objects.get(network="youtube").decision == "avoid"


def test_weights_that_are_all_zero_or_too_large_are_refused(cast: Cast, sign_in: SignIn) -> None:
    _winery(cast)
    browser = sign_in(cast.bruno)

    nothing = browser.post(_url(cast, "fit_weights"), {**dict.fromkeys(NAMES, "0"), "deed": "save"})
    large = browser.post(_url(cast, "fit_weights"), {**dict.fromkeys(NAMES, "101"), "deed": "save"})

    assert (nothing.status_code, large.status_code) == (422, 422)
    assert "at least one has to count" in nothing.content.decode()
    assert not FitWeights.objects.exists()


def test_a_decision_whose_day_has_come_or_that_figures_reopened_is_due(cast: Cast) -> None:
    _winery(cast)

    def due(on: date) -> list[str]:
        found = queries.fit_to_review(member=cast.alice, today=on)
        return [each.network for each in found]

    assert due(TODAY) == []
    assert due(date(2027, 2, 1)) == ["tiktok"]
    reopened = fitting.reopen(
        client=cast.client, network="facebook", because="Three months under target", now=make.NOW
    )
    again = fitting.reopen(client=cast.client, network="facebook", because="x", now=make.NOW)
    assert (reopened, again) == (True, False)
    assert not fitting.reopen(client=cast.client, network="x", because="y", now=make.NOW)
    assert due(TODAY) == ["facebook"]

    _decide(cast, "facebook", (3, 3, 4, 2, 3, 2, 4), "adopt", "4")  # deciding settles it
    assert due(TODAY) == []
    _decide(cast, "facebook", (3, 3, 4, 2, 3, 2, 4), "adopt", review_on=TODAY)
    assert due(TODAY) == ["facebook"]
    standing.pause(by=cast.alice, client=cast.client, now=make.NOW)
    assert due(TODAY) == []


def test_what_is_due_stands_on_the_screen_on_today_and_on_the_overview(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    _winery(cast)
    yesterday = make.today(cast.client) - timedelta(1)
    _decide(cast, "tiktok", (3, 2, 1, 2, 2, 2, 3), "wait", review_on=yesterday)
    fitting.reopen(
        client=cast.client, network="facebook", because="Three months under target", now=make.NOW
    )
    browser = sign_in(cast.bruno)

    screen = browser.get(_url(cast, "fit")).content.decode()
    assert "2 decisions to look at again" in screen
    assert "Three months under target" in screen
    for where in (reverse("desk:due"), reverse("desk:overview", args=[cast.client.slug])):
        page = browser.get(where).content.decode()
        assert "Channels to reconsider" in page
        assert "TikTok" in page
        assert "Three months under target" in page
    assert "TikTok" not in sign_in(rivals.eve).get(reverse("desk:due")).content.decode()


def test_hours_beyond_the_contract_are_said(cast: Cast) -> None:
    _winery(cast)
    make_money.contract(cast.alice, cast.client, starts_on=date(2026, 1, 1), hours=Decimal(20))
    board = queries.board(member=cast.alice, client=cast.client, today=TODAY)

    assert fit_words.sentence(board).startswith(
        "Two adopted channels take 23 of the 20 hours of the contract."
        " All together it is 4 hours more than there is."
    )
    assert board.hours(Decision.ADOPT) == 23
    assert fit_words.sentence(queries.Board([], WEIGHTS, "", None)) == "No channel is adopted yet."


def test_a_network_is_taken_off_the_table(cast: Cast, sign_in: SignIn) -> None:
    _winery(cast)

    sign_in(cast.bruno).post(_url(cast, "fit_forget", "youtube"))

    assert not FitAssessment.objects.filter(network="youtube").exists()
    assert AuditEntry.objects.filter(verb="fit.forgotten", data__network="youtube").count() == 1


def test_the_database_keeps_scores_and_reasons_whole(cast: Cast) -> None:
    row = _decide(cast, "x", (1, 1, 1, 1, 1, 1, 1), "wait")
    for wrong in ({"audience": 5}, {"decision": "maybe"}, {"reopened_because": "why"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FitAssessment.objects.filter(pk=row.pk).update(**wrong)


def test_who_only_reads_sees_the_table_and_no_way_to_change_it(cast: Cast, sign_in: SignIn) -> None:
    _winery(cast)
    reader = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, reader, Role.ANALYST)

    page = sign_in(reader).get(_url(cast, "fit")).content.decode()

    assert "91" in page
    assert "Change the weights" not in page


def test_the_table_costs_the_same_for_many(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: object
) -> None:
    for network in ("instagram", "facebook", "tiktok", "youtube", "x", "threads", "pinterest"):
        _decide(cast, network, (2, 2, 2, 2, 2, 2, 2), "wait")
    browser = sign_in(cast.bruno)
    for url in (_url(cast, "fit"), _url(cast, "fit_network", "x"), _url(cast, "fit_weights")):
        browser.get(url)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            browser.get(url)
