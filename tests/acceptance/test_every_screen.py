"""What holds on every screen, whoever made it: read off one walk over all addresses of the product."""

from __future__ import annotations

from collections import Counter

import pytest

from smm.local.starting import Stack
from tests.acceptance.walking import Found

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def nothing(complaints: list[str]) -> None:
    """Fails with what was complained of, each thing once."""
    seen = sorted(set(complaints))
    assert not seen, f"{len(seen)}:\n" + "\n".join(seen)


def test_the_walk_sees_every_screen(walk: Found) -> None:
    assert len(walk.walked) >= 50, sorted(walk.walked)
    assert not walk.of("script"), walk.of("script")


def test_01_every_page_has_one_h1_landmarks_a_skip_link_and_a_title_of_its_own(walk: Found) -> None:
    nothing(walk.of("standing"))
    # What one reader can open has titles that tell it apart; pages of errors say the error.
    readers = [(name.rpartition(" (")[2], title) for name, title in walk.walked.items() if title]
    assert not {title: n for (_reader, title), n in Counter(readers).items() if n > 1}


def test_01_axe_finds_nothing_light_and_dark_at_1280_and_360(walk: Found) -> None:
    nothing(walk.of("axe"))


def test_02_the_focus_is_seen_on_every_control_and_hidden_under_nothing(walk: Found) -> None:
    nothing(walk.of("order", "focus"))


def test_12_a_time_names_its_place(walk: Found) -> None:
    nothing(walk.of("times"))


def test_27_no_page_scrolls_sideways_at_320_and_wider_text_spacing_breaks_nothing(
    walk: Found,
) -> None:
    nothing(walk.of("narrow", "spacing"))


def test_28_targets_are_large_enough_for_a_finger(walk: Found) -> None:
    nothing(walk.of("targets", "toolbars", "fingers"))


def test_29_no_state_is_told_by_colour_alone(walk: Found) -> None:
    nothing(walk.of("colour"))


def test_30_every_chart_has_a_sentence_a_table_and_a_file(walk: Found) -> None:
    nothing(walk.of("charts"))


def test_33_a_language_a_third_longer_breaks_no_layout(walk: Found) -> None:
    nothing(walk.of("longer"))


def test_35_reduced_motion_and_forced_colours_are_respected(walk: Found) -> None:
    nothing(walk.of("motion", "forced"))


def test_37_the_policy_stops_nothing_and_no_request_leaves_our_host(
    walk: Found, demo_stack: Stack
) -> None:
    nothing(walk.of("policy", "foreign"))
    assert "CSP stopped" not in (demo_stack.data / "log/web.log").read_text()
