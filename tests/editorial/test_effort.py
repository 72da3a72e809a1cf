"""Hours proposed from acts: the rule by a table and by properties."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import community.actions
from clients.work import Activity
from editorial.actions import money
from editorial.effort import LONGEST, SHORTEST, Act, Deed, deed_of, minutes_of, proposed

TEN = datetime(2026, 12, 9, 10, 0, tzinfo=UTC)


def act(
    minute: float, client: int = 1, deed: Deed = Deed.APPROVAL, lasted: int | None = None
) -> Act:
    took = None if lasted is None else timedelta(minutes=lasted)
    return Act(at=TEN + timedelta(minutes=minute), client_id=client, deed=deed, lasted=took)


@pytest.mark.parametrize(
    ("acts", "lines"),
    [
        ([], []),
        # One act is the shortest line there is.
        ([act(0)], [(1, "rounds", 5)]),
        # Four approvals in 39 minutes: 5 for the first, and the pauses; rounded up to 5.
        ([act(2), act(12), act(26), act(40)], [(1, "rounds", 45)]),
        # A pause of 15 minutes begins another line.
        ([act(0), act(15)], [(1, "rounds", 5), (1, "rounds", 5)]),
        ([act(0), act(14)], [(1, "rounds", 20)]),
        # Two clients at once share the time: no minute is counted twice.
        ([act(0), act(4, 2), act(10), act(14, 2)], [(1, "rounds", 15), (2, "rounds", 10)]),
        # Another activity is another line.
        ([act(0), act(10, deed=Deed.TEXT)], [(1, "rounds", 5), (1, "texts", 10)]),
        # A meeting is worth what it lasted; what follows counts from its end.
        (
            [
                act(25, deed=Deed.MEETING, lasted=25),
                act(30),
            ],
            [(1, "meetings", 25), (1, "rounds", 5)],
        ),
        # What is done during a meeting is of the meeting, for whichever client; what stood before it began is not.
        (
            [
                act(0, deed=Deed.PLAN),
                act(4, deed=Deed.PLAN),
                act(9, 2, Deed.TEXT),
                act(25, deed=Deed.MEETING, lasted=25),
            ],
            [(1, "planning", 5), (1, "meetings", 25)],
        ),
        # Two meetings that overlap share the time too.
        (
            [
                act(30, deed=Deed.MEETING, lasted=30),
                act(50, 2, Deed.MEETING, lasted=30),
            ],
            [(1, "meetings", 30), (2, "meetings", 20)],
        ),
        # The longest line is four hours.
        ([act(n * 10) for n in range(40)], [(1, "rounds", 240)]),
    ],
)
def test_lines_follow_from_acts(acts, lines):
    found = [(line.client_id, str(line.activity), line.minutes) for line in proposed(acts)]

    assert found == lines


def test_what_was_confirmed_is_not_proposed_again_and_what_came_after_is():
    acts = [act(0), act(10), act(20)]
    done = [(1, str(Activity.ROUNDS), TEN, TEN + timedelta(minutes=10))]

    (line,) = proposed(acts, done)

    assert [each.at for each in line.acts] == [acts[2].at]
    assert line.minutes == 10


_ACTS = st.lists(
    st.builds(
        act,
        st.integers(min_value=0, max_value=14 * 60),
        st.integers(min_value=1, max_value=3),
        st.sampled_from(list(Deed)),
        st.none() | st.integers(min_value=1, max_value=90),
    ),
    max_size=25,
)


def _during(one: Act, acts: list[Act]) -> bool:
    """Whether it was done while another act lasted."""
    return one.lasted is None and any(
        each.lasted is not None and each.at - each.lasted < one.at <= each.at for each in acts
    )


@given(_ACTS)
def test_every_act_that_no_meeting_holds_is_in_one_line_and_the_order_of_the_acts_makes_no_difference(
    acts,
):
    lines = proposed(acts)

    assert sorted(each.at for line in lines for each in line.acts) == sorted(
        a.at for a in acts if not _during(a, acts)
    )
    assert [(x.key, x.minutes) for x in lines] == [
        (x.key, x.minutes) for x in proposed(list(reversed(acts)))
    ]
    assert all(SHORTEST <= line.minutes <= LONGEST and line.minutes % 5 == 0 for line in lines)


@given(_ACTS)
def test_lines_are_worth_no_more_than_the_time_from_first_to_last_act_and_a_start_for_each_pause(
    acts,
):
    worth = sum((line.worth for line in proposed(acts)), timedelta())
    times = sorted(each.at for each in acts)
    begun = min((each.at - (each.lasted or timedelta()) for each in acts), default=TEN)
    span = times[-1] - begun if times else timedelta()

    assert worth <= span + timedelta(minutes=SHORTEST)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("0:35", 35), ("1:10", 70), ("1h10", 70), ("1 h 10 min", 70), ("35 min", 35), ("35m", 35),
        ("90", 90), ("2", 120), ("1,5", 90), ("1.25", 75), ("2 h", 120), ("0", 0), (" 0:05 ", 5),
        ("1:75", None), ("un'ora", None), ("-3", None), ("", None),
    ],
)  # fmt: skip
def test_a_length_is_read_as_people_type_it(typed, minutes):
    assert minutes_of(typed) == minutes


def test_accounts_people_and_access_are_nobodys_hours():
    assert deed_of("review.approved") == Deed.APPROVAL
    assert deed_of("goal.set") == Deed.PLAN
    assert deed_of("hours.confirmed") is None
    assert deed_of("contact.link_sent") is None


def _verbs(*files: Path) -> set[str]:
    """The verbs of the audit that these files write."""
    said = "".join(file.read_text(encoding="utf-8") for file in files)
    return set(re.findall(r'(?:verb=|_record\(by, )"([a-z_]+\.[a-z_]+)"', said))


def test_every_answer_in_the_inbox_is_community_work():
    found = _verbs(*Path(community.actions.__file__).parent.glob("*.py"))
    inbox = {verb for verb in found if verb.partition(".")[0] in ("reply", "conversation")}

    assert {"reply.written", "reply.taken_back", "conversation.settled"} < inbox
    assert {verb for verb in inbox if deed_of(verb) != Deed.ANSWER} == set()
    # A promise to the client is a decision, no answer to anybody.
    assert {deed_of(verb) for verb in found - inbox} == {Deed.PLAN}


def test_the_books_of_costs_boosts_and_extras_are_nobodys_hours():
    found = _verbs(Path(money.__file__))

    assert {"boosts.imported", "boost.written", "cost.written"} < found
    assert {verb for verb in found if deed_of(verb) is not None} == set()
