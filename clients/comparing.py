"""A client beside those it is compared with: cadence, engagement per post, followers. Pure.

Only what strangers see is compared, for us as for them. A median wants FEW_POSTS posts older than a day; under that the
numbers are shown and no judgement is made. A week that nobody looked at is a gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

# Under so many posts a comparison or a judgement would be noise: the screens say "few data".
FEW_POSTS = 5
# What is compared: so many days of posts, so many weeks of followers.
DAYS = 28
WEEKS = 13
# A post of today has not had its time.
JUDGED_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SeenPost:
    """A post of an account: when, how many engagements strangers see on it, in which form ("" is not known)."""

    published_at: datetime
    engagements: int | None
    form: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SeenFollowers:
    """Followers on a day; `n_new` are the posts that a person counted since the week before, `engagements` those on them in
    all, `each` those on each (empty: nobody wrote them down so), `forms` how many had which form."""

    day_on: date
    followers: int | None
    n_new: int | None = None
    engagements: int | None = None
    forms: tuple[tuple[str, int], ...] = ()
    each: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One account in figures. `per_week` is None where nobody counted; `weeks` are followers, the last week last, None is a gap.

    `is_at_least`: there were more posts than a look reads. `n` are the posts that `middle` is made of: their median, or what
    a person counted of them all together divided by the posts (`is_mean`).
    """

    followers: int | None
    followers_before: int | None
    weeks: tuple[int | None, ...]
    per_week: float | None
    is_at_least: bool
    n: int
    middle: float | None
    low: int | None
    high: int | None
    forms: tuple[tuple[str, int], ...]
    best: SeenPost | None
    is_mean: bool = False

    @property
    def is_judged(self) -> bool:
        """Whether there are enough posts for a comparison."""
        return self.n >= FEW_POSTS

    @property
    def is_known(self) -> bool:
        """Whether anything of it is."""
        return any(each is not None for each in (self.followers, self.per_week, self.middle))

    @property
    def per_1000(self) -> float | None:
        """The median (or mean) of engagements for each 1,000 followers."""
        if self.middle is None or not self.followers:
            return None
        return self.middle / self.followers * 1000

    @property
    def n_gaps(self) -> int:
        """Weeks without a figure since the first that has one."""
        known = [index for index, value in enumerate(self.weeks) if value is not None]
        return sum(value is None for value in self.weeks[known[0] :]) if known else 0


def compared(
    posts: Sequence[SeenPost],
    followers: Iterable[SeenFollowers],
    *,
    is_counted: bool,
    is_at_least: bool = False,
    best_elsewhere: SeenPost | None = None,
    days: float = DAYS,
    today: date,
    now: datetime,
) -> Compared:
    """The figures of one account over the last `days` days and WEEKS weeks.

    `is_counted`: all its posts of these days are among `posts`; else a person counted them (`n_new`), and `best_elsewhere`
    is the best that person saw.
    """
    readings = sorted(followers, key=lambda each: each.day_on)
    weeks = _weeks(readings, today)
    judged = [
        post.engagements
        for post in posts
        if post.engagements is not None and post.published_at <= now - JUDGED_AFTER
    ]
    told, told_of, told_forms = (0, 0, ()) if is_counted else _told(readings, today)
    judged = judged or ([] if is_counted else _told_each(readings, today))
    with_figure = [post for post in posts if post.engagements is not None]
    return Compared(
        followers=next(
            (each.followers for each in reversed(readings) if each.followers is not None), None
        ),
        followers_before=weeks[-1 - DAYS // 7],
        weeks=weeks,
        per_week=len(posts) / (days / 7) if is_counted else _counted(readings, today),
        is_at_least=is_at_least,
        n=len(judged) or told_of,
        middle=median(judged) if judged else told / told_of if told_of else None,
        low=min(judged, default=None),
        high=max(judged, default=None),
        forms=tuple(Counter(post.form for post in posts if post.form).most_common()) or told_forms,
        is_mean=not judged and told_of > 0,
        best=max(with_figure, key=lambda post: post.engagements or 0, default=best_elsewhere),
    )


def _weeks(days: Sequence[SeenFollowers], today: date) -> tuple[int | None, ...]:
    """The last figure of each of the last WEEKS weeks, which end today."""
    found: list[int | None] = [None] * WEEKS
    for each in days:
        back = (today - each.day_on).days // 7
        if 0 <= back < WEEKS and each.followers is not None:
            found[WEEKS - 1 - back] = each.followers
    return tuple(found)


def _told(
    days: Sequence[SeenFollowers], today: date
) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    """What a person counted in DAYS: engagements, on how many posts, and the forms of posts, the most frequent first."""
    lately = [each for each in days if (today - each.day_on).days < DAYS]
    with_figure = [each for each in lately if each.engagements is not None and each.n_new]
    forms: Counter[str] = Counter()
    for each in lately:
        forms.update(dict(each.forms))
    return (
        sum(each.engagements or 0 for each in with_figure),
        sum(each.n_new or 0 for each in with_figure),
        tuple((form, n) for form, n in forms.most_common() if n),
    )


def _told_each(days: Sequence[SeenFollowers], today: date) -> list[int]:
    """The engagements of each post of DAYS; none where of any week only the sum is known: a part of the posts has another median."""
    lately = [each for each in days if (today - each.day_on).days < DAYS]
    with_figure = [each for each in lately if each.engagements is not None and each.n_new]
    if any(len(each.each) != each.n_new for each in with_figure):
        return []
    return [n for each in with_figure for n in each.each]


def _counted(days: Sequence[SeenFollowers], today: date) -> float | None:
    """Posts a week as a person counted them: each count stands for one week."""
    counts = [
        each.n_new for each in days if each.n_new is not None and (today - each.day_on).days < DAYS
    ]
    return sum(counts) / len(counts) if counts else None
