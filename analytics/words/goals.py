"""Goals in words: what is measured and where it comes from, how it stands, where it is heading. In the active language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics import wording
from analytics.forecast import FEW_POINTS, Standing
from analytics.goal_points import POSTS_OVER
from analytics.queries.goals import GoalLine
from clients.goal_measures import OWN_CLICKS
from clients.models import Goal, Reckoning, Rhythm
from clients.wording import Look
from people import cldr
from people.templatetags.ui import network_name

LOOKS: dict[Standing, Look] = {
    Standing.NOT_BEGUN: Look(icon="clock", word=pgettext_lazy("goal", "not begun"), css="draft"),
    Standing.NO_FIGURES: Look(
        icon="question-diamond", word=pgettext_lazy("goal", "no figures"), css="paused"
    ),
    Standing.BEHIND: Look(
        icon="exclamation-circle", word=pgettext_lazy("goal", "behind"), css="changes"
    ),
    Standing.ON_TRACK: Look(icon="check2", word=pgettext_lazy("goal", "on track"), css="ok"),
    Standing.AHEAD: Look(icon="arrow-up", word=pgettext_lazy("goal", "ahead"), css="ok"),
    Standing.REACHED: Look(icon="check2-all", word=pgettext_lazy("goal", "reached"), css="ok"),
    Standing.MISSED: Look(icon="x-lg", word=pgettext_lazy("goal", "not reached"), css="failed"),
}
# What keeps its pace and still will not arrive says both: a green word beside "short of the target" would be no answer.
ENDS_SHORT = Look(
    icon="exclamation-circle", word=pgettext_lazy("goal", "on track, but ends short"), css="changes"
)
_RECKONED: dict[str, Promise] = {
    Reckoning.A_MONTH: _("%(what)s a month"),
    Reckoning.PER_POST: _("%(what)s per post, median"),
    Reckoning.IN_ALL: _("%(what)s in all"),
}
_READ: dict[str, Promise] = {
    Rhythm.DAILY: _("every day"),
    Rhythm.WEEKLY: _("every week"),
    Rhythm.MONTHLY: _("every month"),
    Rhythm.SOMETIMES: _("when there is something"),
}


def look_of(line: GoalLine) -> Look:
    """How a goal stands, by the pace of its last figure's day and by what is foretold."""
    return ENDS_SHORT if line.ends_short else LOOKS[line.standing]


def number(value: float | None) -> str:
    """A figure of a goal: 27, 15,1, 1.900; a dash where there is none."""
    return "–" if value is None else wording.number(value if value < 100 else round(value))


def measure(reckoning: str, what: str) -> str:
    """What is reckoned, in words: Saves per post, median."""
    pattern = _RECKONED.get(reckoning)
    return str(pattern) % {"what": what} if pattern else what


def measure_of(goal: Goal) -> str:
    """What proves the goal: a measure of ours, or what its source counts."""
    if goal.source is not None:
        return measure(goal.reckoning, goal.source.unit)
    return measure(goal.reckoning, str(wording.metric_name(goal.metric)))


def source_of(goal: Goal) -> str:
    """Where its figures come from: Bookings form, external figure; Instagram and Facebook; all channels."""
    if goal.source is not None:
        return gettext("%(source)s, external figure") % {"source": goal.source.name}
    found = getattr(goal, "channel_networks", None)
    if found is None:
        found = [each.network for each in goal.channels.all()]
    names = list(dict.fromkeys(map(network_name, found)))
    return ", ".join(names) if names else gettext("all channels")


def declared_by(line: GoalLine) -> str:
    """Who declares an external figure and who brought the last one in; how a measure of ours is read."""
    source = line.goal.source
    if source is None and line.goal.metric == OWN_CLICKS:
        return gettext("counted by us, on short links and the link page")
    if source is None:
        return gettext("measured, every night")
    said = gettext("declared by %(who)s") % {"who": source.declared_by}
    if line.last_word is None:
        return said
    words = {
        "said": said,
        "who": line.last_word.who or gettext("a program"),
        "day": wording.short_day(line.last_word.at.date()),
    }
    return gettext("%(said)s; brought in by %(who)s, %(day)s") % words


def rhythm_of(goal: Goal) -> str:
    """How often it is filled, and by whom."""
    source = goal.source
    if source is None:
        return ""
    return source.filled_by or str(_READ[source.rhythm])


def forecast_sentence(line: GoalLine) -> str:
    """Where it will be on its last day, as a range, beside what is wanted; or why nobody can say."""
    goal = line.goal
    if line.standing in (Standing.REACHED, Standing.MISSED):
        return ""
    if line.forecast is None:
        n_more = max(FEW_POINTS - len(line.points), 1)
        return ngettext(
            "Few data: a forecast needs %(n)s more figure.",
            "Few data: a forecast needs %(n)s more figures.",
            n_more,
        ) % {"n": n_more}
    low, high = number(line.forecast.low), number(line.forecast.high)
    words = {
        "low": low,
        "high": high,
        "day": wording.long_day(goal.to_on),
        "target": number(float(goal.target)),
    }
    shares = sorted([line.way.share(line.forecast.low), line.way.share(line.forecast.high)])
    if low == high:
        said = cldr.spoken(gettext("At this pace about %(low)s on %(day)s") % words)
    else:
        said = cldr.spoken(gettext("At this pace %(low)s to %(high)s on %(day)s") % words)
    if shares[0] >= 1:
        within = gettext("%(said)s: the target of %(target)s is within reach.")
        return cldr.spoken(within % (words | {"said": said}))
    if shares[1] < 1:
        return gettext("%(said)s, short of the target of %(target)s.") % (words | {"said": said})
    return gettext("%(said)s; the target is %(target)s.") % (words | {"said": said})


def lead(lines: list[GoalLine]) -> str:
    """One sentence over all of a client's goals."""
    if not lines:
        return ""
    behind = [line.goal.title for line in lines if line.standing == Standing.BEHIND]
    if behind:
        parts = ngettext(
            "%(n)s goal of %(total)s is behind: %(which)s.",
            "%(n)s goals of %(total)s are behind: %(which)s.",
            len(behind),
        ) % {"n": len(behind), "total": len(lines), "which": "; ".join(behind)}
        return str(parts)
    without = sum(line.standing == Standing.NO_FIGURES for line in lines)
    if without:
        return ngettext(
            "%(n)s goal has no figures yet: bring the first one in.",
            "%(n)s goals have no figures yet: bring the first ones in.",
            without,
        ) % {"n": without}
    short = [line.goal.title for line in lines if line.ends_short]
    if short:
        return ngettext(
            "No goal is behind, but at this pace %(n)s ends short: %(which)s.",
            "No goal is behind, but at this pace %(n)s end short: %(which)s.",
            len(short),
        ) % {"n": len(short), "which": "; ".join(short)}
    return gettext("No goal is behind.")


def chart_sentence(line: GoalLine) -> str:
    """What the picture of one goal shows."""
    if line.value is None or line.as_of is None:
        return gettext("No figure has come in yet.")
    words = {
        "value": number(line.value),
        "day": wording.short_day(line.as_of),
        "expected": number(line.expected),
        "standing": str(LOOKS[line.standing].word),
    }
    if line.standing in (Standing.BEHIND, Standing.ON_TRACK, Standing.AHEAD):
        said = gettext("%(value)s on %(day)s, where %(expected)s was the pace.") % words
    else:
        said = pgettext("goal", "%(value)s on %(day)s: %(standing)s.") % words
    if line.goal.reckoning == Reckoning.PER_POST:
        # The last dot is another figure than the one above it, and nobody should have to ask why.
        over = gettext("That is the median of the posts of %(n)s days; each dot is that of a week.")
        said += " " + over % {"n": POSTS_OVER}
    return cldr.spoken(said)
