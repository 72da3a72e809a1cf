"""What the clock does for editorial work. The messages carry nothing: the rows say what is due."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down

from clients.actions import notes, opening_links
from editorial.actions import (
    checking_parts,
    checking_remedies,
    checking_tone,
    dead_links,
    going,
    handing_over,
    library,
    looking_at_channels,
    making_ahead,
    making_cards,
    making_pictures,
    noting_links,
    preparing,
    publishing,
    reaping,
    reaping_remedies,
    reconciling,
    rederiving,
    remedying,
    repeating,
    silences,
    standing_down,
    uploading,
    watching,
)
from people import installation, zones
from people.clock import database_now


@worker_shutting_down.connect
def stop_claiming(**_: Any) -> None:
    """A worker told to stop finishes the calls under way and claims nothing more."""
    publishing.stop_claiming()


@shared_task
def publish_due() -> None:
    """Publish what is due within the next second."""
    publishing.publish_round(clock=database_now)


@shared_task
def reap() -> None:
    """Bring times up to the law of time; ask for the go of releases, hand to people what they publish; settle what dead workers left, and what came too late.

    Before all this an installation that was put back or copied stands down, and calls nothing late that may be out.
    """
    standing_down.stand_down_if_put_back(now=database_now())
    rederiving.derive_again(edition=zones.edition(), now=database_now())
    going.call_for_go(now=database_now())
    handing_over.hand_over(now=database_now())
    reaping.reap(now=database_now())
    reaping_remedies.reap_remedies(now=database_now())


@shared_task
def carry_out_remedies() -> None:
    """Correct and remove what was asked for after publication."""
    remedying.remedy_round(clock=database_now)


@shared_task
def reconcile() -> None:
    """Look up doubtful deliveries, and doubtful later parts, on their networks."""
    reconciling.look_up_due(now=database_now())
    checking_parts.look_up_parts_due(now=database_now())
    checking_remedies.look_up_remedies_due(now=database_now())


@shared_task
def make_pictures() -> None:
    """Make the files of uploads that came in."""
    making_pictures.make_due(now=database_now())


@shared_task
def prepare_media() -> None:
    """Hand over the pictures of what goes out within half an hour, and make the cards of its links."""
    if installation.stands_still():
        return
    preparing.prepare_due(clock=database_now)
    making_cards.make_cards_due(clock=database_now)


@shared_task
def look_at_channels() -> None:
    """Look at the channels whose night has come: what was made outside, what of ours is gone."""
    looking_at_channels.look_at_channels_due(now=database_now())


@shared_task
def read_past() -> None:
    """Read the past posts that somebody asked for."""
    looking_at_channels.look_at_channels_due(now=database_now(), is_asked_only=True)


@shared_task
def make_repeats() -> None:
    """Make the posts of what repeats, six weeks ahead."""
    making_ahead.make_ahead_due(now=database_now())


@shared_task
def watch_alerts() -> None:
    """Say what is over, count again what goes on, and ask the next person where nobody looked."""
    watching.watch(now=database_now())


@shared_task
def watch_silences() -> None:
    """Tell of channels that are about to fall silent, before they do."""
    silences.watch_silences(now=database_now())


@shared_task
def look_for_repetitions() -> None:
    """Find out which of the newest posts say again what an earlier one said."""
    repeating.look_for_repetitions(now=database_now())


@shared_task
def open_links() -> None:
    """Find the addresses that posts which are out send people to, and open those whose time has come."""
    noting_links.note_published_links(now=database_now())
    if not installation.stands_still():
        opening_links.open_due(clock=database_now)
        dead_links.watch_dead_links(now=database_now())


@shared_task
def note_standing_links() -> None:
    """Find the addresses of profiles and link-in-bio pages; forget those that nobody is sent to any more."""
    noting_links.note_standing_links(now=database_now())
    opening_links.forget(now=database_now())


@shared_task
def check_tone() -> None:
    """Read the posts to come beside their clients' voices."""
    checking_tone.check_posts_to_come(now=database_now())


@shared_task
def empty_trash() -> None:
    """Delete the pictures, and the notes about clients, that lay in the trash for thirty days."""
    now = database_now()
    library.empty_trash(now=now)
    notes.empty_trash(now=now)


@shared_task
def forget_uploads() -> None:
    """Forget uploads that nobody went on with for a day."""
    uploading.forget_expired(now=database_now())
