"""Corrections and removals in words: what will happen on a channel, what happened there, what is safe, what to do. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from editorial.remedies import AmendmentKind, RemedyState
from editorial.wording import Explanation, why

R = RemedyState


def prospect(*, kind: str, health: str, can: bool, network: str) -> str:
    """What happens on a channel when this is asked for; `can`: its network lets a program do it."""
    is_removal = kind == AmendmentKind.REMOVE
    if health in ("by_hand", "disconnected"):
        return (
            _("A person removes it there by hand; the link is at hand.")
            if is_removal
            else _("A person changes it there by hand; the link and the new words are at hand.")
        )
    if not can:
        return (
            _("%(network)s lets no program remove a post: a person does it there by hand.")
            if is_removal
            else _(
                "%(network)s lets nobody change a post. A person can only remove it there and publish it anew, or leave it."
            )
        ) % {"network": network}
    if health == "reconnect":
        return (
            _("It is removed as soon as the channel is reconnected.")
            if is_removal
            else _("It is changed as soon as the channel is reconnected.")
        )
    return (
        _("It is removed there, with its reactions and comments. This cannot be undone.")
        if is_removal
        else _(
            "It is changed in place: link, reactions and comments stay, and readers see that it was edited."
        )
    )


def explain_remedy(
    *,
    kind: str,
    state: str,
    reason: str,
    network: str,
    is_approved: bool = True,
    is_by_hand_channel: bool = False,
    who: str = "",
) -> Explanation:
    """The words for what was asked for on one channel, in this state for this reason; `who` did it by hand."""
    is_removal = kind == AmendmentKind.REMOVE
    of = {"network": network, "who": who}
    match state:
        case R.WAITING if not is_approved:
            return Explanation(
                _("The new words wait for approval."), _("What is out stays as it is until then.")
            )
        case R.WAITING if reason == "absent":
            return Explanation(
                _("We looked on %(network)s: nothing had changed there.") % of,
                _("It is tried again by itself."),
            )
        case R.WAITING if reason:
            return Explanation(why(reason, network), _("It is tried again by itself."))
        case R.WAITING | R.SENDING:
            return Explanation(
                _("It is being removed from %(network)s.") % of
                if is_removal
                else _("It is being corrected on %(network)s.") % of
            )
        case R.UNKNOWN:
            return Explanation(
                _("The answer of %(network)s never reached us: it may be done or not.") % of,
                _("We look before anything is tried again."),
            )
        case R.BY_HAND:
            return _by_hand(is_removal, is_by_hand_channel, of)
        case R.NEEDS_HUMAN:
            return _standing(is_removal, reason, of)
        case R.DONE if who:
            return Explanation(
                _("%(who)s removed it by hand.") % of
                if is_removal
                else _("%(who)s corrected it by hand.") % of
            )
        case R.DONE:
            return Explanation(
                _("Removed from %(network)s.") % of
                if is_removal
                else _("Corrected on %(network)s.") % of
            )
    return Explanation(_("Left as it was."))


def _by_hand(is_removal: bool, is_by_hand_channel: bool, of: dict[str, str]) -> Explanation:
    if is_removal:
        return Explanation(
            _("It must be removed by hand on %(network)s.") % of,
            "",
            _("Open it, remove it there, then say that it is done."),
        )
    if is_by_hand_channel:
        return Explanation(
            _("It must be corrected by hand on %(network)s.") % of,
            "",
            _("Open it, put the new words in, then say that it is done."),
        )
    return Explanation(
        _("%(network)s lets nobody change a post.") % of,
        "",
        _("Remove it there and publish it anew by hand, or leave it as it is."),
    )


def _standing(is_removal: bool, reason: str, of: dict[str, str]) -> Explanation:
    network = of["network"]
    match reason:
        case "not_found" if is_removal:
            return Explanation(
                _("%(network)s does not know the post by the number we have of it.") % of,
                _("We touched nothing else there."),
                _("Look at the channel and remove it there by hand."),
            )
        case "not_found":
            return Explanation(
                _("It is no longer on %(network)s, so there was nothing to correct.") % of,
                "",
                _("Look at the channel; if so, leave it."),
            )
        case "poll_over":
            return Explanation(
                _("Its poll has ended: changed now, it would begin again."),
                _("It was not touched."),
                _("Change it by hand on %(network)s, or leave it.") % of,
            )
        case "reconnect":
            return Explanation(
                _("%(network)s no longer lets us in.") % of,
                _("Once the channel is reconnected it goes on by itself."),
                _("Reconnect the channel."),
            )
        case "no_answer" | "blind" | "unforeseen":
            return Explanation(
                _("We could not find out whether it is done."),
                _("Trying again does no harm."),
                _("Look at the channel, then try again or say that it is done."),
            )
    return Explanation(
        why(reason, network),
        _("It still stands there as it was.") if is_removal else _("It still says what it said."),
        _("Try again, do it by hand, or leave it."),
    )
