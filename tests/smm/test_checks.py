"""What is said of an installation's settings before it serves anybody."""

from __future__ import annotations

import pytest

from smm import checks


@pytest.mark.parametrize(
    ("named", "is_refused"),
    [
        ([], False),
        (["https://pds.example"], True),
        (["https://pds.example", "https://plc.example"], True),
        (["https://pds.example", "https://plc.example", "https://view.example"], False),
    ],
)
def test_another_bluesky_is_named_with_all_its_places_or_not_at_all(settings, named, is_refused):
    settings.BLUESKY_NETWORK = named
    assert [error.id for error in checks.bluesky_named_whole(None)] == (
        ["smm.E011"] if is_refused else []
    )
