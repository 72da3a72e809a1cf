"""The strategy a client takes along, as plain rows: what is known, wanted, talked about, chosen, and where else it is."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.translation import gettext as _

from analytics.models import ExternalFigure
from analytics.queries.handover_accounts import Row, Table
from clients.kinds import answers
from clients.models import Brief, Client, FitAssessment, Goal, Touchpoint, Voice
from clients.objectives import Objective
from editorial.models import Pillar
from editorial.words.recurrences import weekday_name
from people import cldr
from people.templatetags.ui import network_name


def strategy(client: Client) -> list[Table]:
    """Everything the strategy says today, a table for each of its parts; seven queries and the brief's."""
    return [
        _known(client),
        _wanted(client),
        _declared(client),
        _talked_about(client),
        _chosen(client),
        _elsewhere(client),
    ]


def _known(client: Client) -> Table:
    """Facts, the brief that counts, audiences, and how the client speaks."""
    rows: list[Row] = [
        [_("Kind"), str(client.get_kind_display())],
        [_("In one line"), client.summary],
    ]
    rows += [[str(fact.label), value] for fact, value in answers(client.kind, client.facts)]
    brief = Brief.objects.current(client)
    if brief is not None:
        rows += [_of_brief(brief, name, rows) for name in _OF_BRIEF]
        rows.append([_label(brief, "objectives"), _objectives(brief.objectives)])
    for audience in client.audiences.filter(archived_at=None):
        words = [audience.who, audience.needs, audience.place]
        label = _("Audience: %(name)s") % {"name": audience.name}
        rows.append([label, " ".join(_sentence(each) for each in words if each)])
    voice = Voice.objects.filter(client=client).first()
    if voice is not None:
        manner = voice.manner
        rows += [
            [_("Tone of voice"), manner.in_short],
            [_("Say"), ", ".join(each.words for each in manner.say)],
            [_("Avoid"), ", ".join(each.words for each in manner.avoid)],
            [_("Required sentences"), "; ".join(each.words for each in manner.sentences)],
        ]
    return Table(
        "strategy",
        _("Strategy"),
        _("Nothing was written down."),
        [_("Question"), _("Answer")],
        [row for row in rows if row[1]],
    )


_OF_BRIEF = (
    "sector", "field", "positioning", "purpose", "strengths", "weaknesses", "opportunities", "threats",
)  # fmt: skip


def _of_brief(brief: Brief, name: str, before: list[Row]) -> Row:
    """A part of the brief. What the client's own facts say already in the same words stands there alone; said
    differently, it tells where it comes from."""
    label, words = _label(brief, name), _told(getattr(brief, name))
    for other, said in before:
        if other == label and said:
            words = "" if _plain(said) == _plain(words) else words
            label = _("%(question)s, by the brief") % {"question": label}
    return [label, words]


def _plain(words: object) -> str:
    return " ".join(str(words).split()).casefold().rstrip(".")


def _label(row: Model, name: str) -> str:
    words = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _sentence(words: str) -> str:
    """With a stop at its end, whether or not one was typed."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _told(value: object) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)


def _objectives(names: Iterable[str]) -> str:
    return ", ".join(str(Objective(each).label) for each in names)


def _wanted(client: Client) -> Table:
    """Goals, those that are over with what came of them."""
    goals = Goal.objects.filter(client=client).select_related("source").order_by("to_on", "id")
    head = [
        _("Goal"), _("What for"), _("Why"), _("Source"), _("Baseline"), _("Target"), _("First day"), _("Last day"), _("What came of it"),
    ]  # fmt: skip
    rows: list[Row] = [
        [
            each.title,
            str(each.get_objective_display()),
            each.why,
            f"{each.source.name}: {each.source.unit}" if each.source else _("measured"),
            cldr.number(each.baseline),
            cldr.number(each.target),
            each.from_on,
            each.to_on,
            each.result,
        ]
        for each in goals
    ]
    return Table("goals", _("Goals"), _("No goal was written down."), head, rows)


def _declared(client: Client) -> Table:
    """The client's own figures, as they were declared; of those written down again the latest."""
    figures = (
        ExternalFigure.objects.counting()  # type: ignore[attr-defined]
        .filter(client=client)
        .select_related("source", "proof_file")
        .order_by("source__name", "to_on", "id")
    )
    head = [
        _("Source"),
        _("What is counted"),
        _("First day"),
        _("Last day"),
        _("Value"),
        _("Declared by"),
        _("Proof"),
        _("Where it was read"),
    ]
    rows: list[Row] = [
        [
            each.source.name,
            each.source.unit,
            each.from_on,
            each.to_on,
            cldr.number(each.value) if each.value is not None else "",
            each.said_by or each.source.declared_by,
            each.proof_link or (each.proof_file.name if each.proof_file else ""),
            each.note,
        ]
        for each in figures
    ]
    return Table("declared", _("External figures"), _("None was declared."), head, rows)


def _talked_about(client: Client) -> Table:
    """Pillars with their share, and the series that belong to them."""
    pillars = (
        Pillar.objects.filter(client=client, closed_at=None)
        .select_related("goal")
        .prefetch_related("series")
        .order_by("-share", "id")
    )
    rows: list[Row] = [
        [
            each.name,
            each.says,
            cldr.percent(str(each.share)),
            str(each.goal or each.get_objective_display()),
            "; ".join(
                f"{one.name} ({weekday_name(one.weekday)})" if one.weekday is not None else one.name
                for one in each.series.all()
                if one.closed_at is None
            ),
        ]
        for each in pillars
    ]
    head = [_("Pillar"), _("What belongs here"), _("Share"), _("Serves"), _("Series")]
    return Table("pillars", _("Pillars and series"), _("None was written down."), head, rows)


def _chosen(client: Client) -> Table:
    """Which networks were taken up, watched or left alone, and why."""
    zone = ZoneInfo(client.time_zone)
    rows: list[Row] = [
        [
            network_name(each.network),
            str(each.get_decision_display()),
            each.reason,
            cldr.number(each.hours) if each.hours is not None else "",
            each.decided_at.astimezone(zone).date(),
            each.review_on,
        ]
        for each in FitAssessment.objects.filter(client=client).order_by("decision", "network")
    ]
    head = [
        _("Network"), _("Decision"), _("Reason"), _("Hours a month"), _("Day"), _("Look again on"),
    ]  # fmt: skip
    return Table("platforms", _("Platform fit"), _("Nothing was decided."), head, rows)


def _elsewhere(client: Client) -> Table:
    """Where else the client is: site, shop, newsletter, press."""
    rows: list[Row] = [
        [each.name, str(each.get_kind_display()), each.note, each.carer, each.url]
        for each in Touchpoint.objects.filter(client=client, ended_at=None)
    ]
    head = [_("Name"), _("Kind"), _("What it is for"), _("Who keeps it"), _("Address")]
    return Table("touchpoints", _("Beyond the networks"), _("None was written down."), head, rows)
