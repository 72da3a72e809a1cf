"""What the admin calls the things that no form of the product names.

Screens for people name their fields in forms and templates; only support sees a row as it is stored. Their words
stand here together, in both languages, by the name of the column: the same column is called the same everywhere.
Put onto the models when the program starts, and not in them, because a word is no change of a table.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people import trail

Word = Any  # lazy, so that each reader gets their own language

LABELS = ("people", "clients", "editorial", "analytics")

# One and many, by model; those that name themselves are missing.
MODELS: dict[str, tuple[Word, Word]] = {
    "clients.accesscode": (_("code to enter the portal"), _("codes to enter the portal")),
    "clients.appregistration": (_("registration at a server"), _("registrations at servers")),
    "clients.canary": (_("proof of a sealing key"), _("proofs of sealing keys")),
    "clients.connectattempt": (_("attempt to connect"), _("attempts to connect")),
    "clients.credential": (_("sealed access"), _("sealed accesses")),
    "editorial.asset": (_("picture in the library"), _("pictures in the library")),
    "editorial.attempt": (_("try"), _("tries")),
    "editorial.delivery": (_("delivery"), _("deliveries")),
    "editorial.handact": (_("word of a person"), _("words of people")),
    "editorial.lookup": (_("look at the network"), _("looks at the network")),
    "editorial.partattempt": (_("try of a part"), _("tries of parts")),
    "editorial.partlookup": (_("look for a part"), _("looks for parts")),
    "editorial.post": (_("post"), _("posts")),
    "editorial.postasset": (_("picture of a post"), _("pictures of posts")),
    "editorial.publication": (_("published post"), _("published posts")),
    "editorial.rendition": (_("file of a picture"), _("files of pictures")),
    "editorial.review": (_("request for approval"), _("requests for approval")),
    "editorial.revision": (_("revision"), _("revisions")),
    "editorial.step": (_("part of a delivery"), _("parts of a delivery")),
    "editorial.version": (_("version for a channel"), _("versions for channels")),
    "analytics.channelday": (_("day of a channel"), _("days of channels")),
    "analytics.dirtyday": (_("day to add up again"), _("days to add up again")),
    "analytics.publicationday": (_("day of a published post"), _("days of published posts")),
    "analytics.publicationtotal": (_("sums of a published post"), _("sums of published posts")),
    "analytics.sampling": (_("next measuring"), _("next measurings")),
}

# By column; those whose model gives them words are missing.
FIELDS: dict[str, Word] = {
    "abilities": _("what it may do"),
    "accepted_by": _("accepted by"),
    "actor": _("member"),
    "agency": _("agency"),
    "alt": _("description of the picture"),
    "answer": _("what the network answered"),
    "approved_revision": _("approved revision"),
    "asked_at": _("asked at"),
    "asked_by": _("asked by"),
    "asset": _("picture in the library"),
    "at": _("when"),
    "avatar_url": _("address of its picture"),
    "box": _("cut"),
    "channel": _("channel"),
    "check_after": _("looked up again at"),
    "client": _("client"),
    "contact": _("contact"),
    "content": _("content"),
    "content_hash": _("fingerprint of the content"),
    "created_at": _("made at"),
    "created_by": _("made by"),
    "crop": _("shape"),
    "decided_at": _("decided at"),
    "decided_by": _("decided by"),
    "decided_by_contact": _("decided by the contact"),
    "decided_name": _("name of who decided"),
    "decision": _("decision"),
    "delivery": _("delivery"),
    "detail": _("details"),
    "done_at": _("done at"),
    "due_at": _("due at"),
    "duration_ms": _("length in milliseconds"),
    "edit_number": _("number of the last change"),
    "edited_at": _("changed at"),
    "edited_by": _("changed by"),
    "ended_at": _("ended at"),
    "engine_version": _("version of the engine"),
    "entered_by": _("entered by"),
    "epoch": _("times taken up"),
    "error_code": _("code of the error"),
    "error_kind": _("kind of error"),
    "expires_at": _("valid until"),
    "file": _("file"),
    "first_comment": _("first comment"),
    "first_sent_at": _("first sent at"),
    "focus_x": _("point in sight, across"),
    "focus_y": _("point in sight, down"),
    "fold": _("second time of a repeated hour"),
    "grace": _("may still go out for"),
    "height": _("height"),
    "html": _("text with its layout"),
    "http_status": _("status of the answer"),
    "is_commit": _("makes something visible"),
    "is_link_short": _("link is shortened"),
    "keeper": _("published by hand by"),
    "key": _("made for"),
    "kind": _("kind"),
    "language": _("language"),
    "late_after": _("too late after"),
    "lease_until": _("taken until"),
    "limits": _("limits of the network"),
    "link": _("link"),
    "made_at": _("made at"),
    "measured_at": _("measured at"),
    "member": _("member"),
    "message": _("message"),
    "message_id": _("number of the mail"),
    "mime": _("kind of file"),
    "n_absences": _("times not found"),
    "n_attempts": _("tries"),
    "n_bytes": _("size in bytes"),
    "n_failures": _("failures in a row"),
    "n_frames": _("frames"),
    "n_negative_reads": _("looks that did not find it"),
    "n_pdf_bytes": _("size of the PDF in bytes"),
    "n_pdf_failures": _("prints that failed"),
    "n_tries": _("tries"),
    "name": _("name"),
    "next_at": _("next at"),
    "next_attempt_at": _("tried next at"),
    "next_try_at": _("tried next at"),
    "note": _("note"),
    "notes": _("notes"),
    "number": _("number"),
    "occurrence": _("time it is sent"),
    "once_key": _("told only once as"),
    "outcome": _("how it ended"),
    "owner": _("taken by"),
    "payload": _("what was handed over"),
    "pdf_edition": _("printed edition"),
    "pdf_lease_until": _("being printed until"),
    "pdf_made_at": _("printed at"),
    "pdf_name": _("name of the PDF"),
    "poll": _("poll"),
    "position": _("place in the row"),
    "post": _("post"),
    "poster": _("still picture"),
    "problem": _("problem"),
    "problem_params": _("details of the problem"),
    "proof": _("what the network confirmed"),
    "public_id": _("number for support"),
    "publication": _("published post"),
    "published_at": _("published at"),
    "purpose": _("purpose"),
    "reason": _("reason"),
    "reason_params": _("details of the reason"),
    "received_file": _("file as it came"),
    "refs": _("what the network gave for it"),
    "reminded_at": _("reminded at"),
    "remote_id": _("number at the network"),
    "remote_ref": _("number at the network"),
    "removed_at": _("removed at"),
    "report": _("report"),
    "rest": _("what follows it"),
    "result": _("result"),
    "revision": _("revision"),
    "said_at": _("said at"),
    "said_how": _("said how"),
    "seen_at": _("seen at"),
    "sha256": _("fingerprint of the file"),
    "source": _("where it is known from"),
    "spoiler": _("content warning"),
    "stage": _("stage"),
    "started_at": _("begun at"),
    "state": _("state"),
    "step": _("step"),
    "subject": _("revision it was made for"),
    "text": _("text"),
    "text_hash": _("fingerprint of the text"),
    "thread": _("further parts of the thread"),
    "time_zone": _("time zone"),
    "title": _("title"),
    "uploaded_at": _("uploaded at"),
    "uploaded_by": _("uploaded by"),
    "url": _("address"),
    "user": _("person"),
    "utm_campaign": _("campaign in the link"),
    "visibility": _("who sees it"),
    "voided_at": _("void since"),
    "why": _("why not"),
    "words": _("words"),
    "wall_at": _("day and hour in the client's zone"),
    "width": pgettext_lazy("of a picture", "width"),
}


# Every act that is written down, as "who … what"; a test keeps the table whole.
VERBS: dict[str, Word] = {
    "added_by_support": _("support added it"),
    "changed_by_support": _("support changed it"),
    "agency.created": _("made the agency"),
    "channel.added_by_hand": _("added a channel that is kept by hand"),
    "channel.connected": _("connected the channel"),
    "channel.disconnected": _("disconnected the channel"),
    "channel.keeper_changed": _("changed who publishes on the channel by hand"),
    "channel.part_changed": _("gave the channel another part"),
    "channel.reconnect_needed": _("the network no longer lets us in"),
    "channel.reconnected": _("reconnected the channel"),
    "channel.well_again": _("the network lets us in again"),
    "client.assigned": _("put somebody on the client"),
    "client.changed": _("changed the client"),
    "client.created": _("made the client"),
    "client.status_changed": _("changed the client's status"),
    "client.unassigned": _("took somebody off the client"),
    "contact.added": _("added the contact"),
    "contact.changed": _("changed the contact"),
    "contact.link_revoked": _("ended the contact's link"),
    "contact.link_sent": _("sent the contact a link"),
    "contact.removed": _("removed the contact"),
    "delivery.confirmed": _("said that the post is out"),
    "delivery.not_published_by_hand": _("said that it was not published by hand"),
    "delivery.postponed": _("put off publishing it by hand"),
    "delivery.published_by_hand": _("published it by hand"),
    "delivery.dropped": _("let the delivery go"),
    "delivery.part_confirmed": _("said that a part is out"),
    "delivery.rest_again": _("had the rest sent again"),
    "delivery.rest_left": _("left the rest out"),
    "delivery.sent_again": _("had the delivery sent again"),
    "figures.written_down": _("wrote figures down by hand"),
    "gate.opened": _("let calls to the network through again"),
    "invitation.accepted": _("accepted the invitation"),
    "invitation.revoked": _("revoked the invitation"),
    "invitation.sent": _("sent an invitation"),
    "invitation.sent_again": _("sent the invitation again"),
    "member.deactivated": _("ended the access"),
    "member.reactivated": _("gave access again"),
    "member.role_changed": _("changed the role"),
    "outbox.replayed": _("had it handed over at once"),
    "person.preferences_changed": _("changed their own preferences"),
    "person.second_factor_taken": _("took the second factor away"),
    "picture.deleted": _("the picture was deleted for good"),
    "picture.described": _("described the picture"),
    "picture.filed": _("changed the picture's labels or rights"),
    "picture.removed": _("moved the picture to the trash"),
    "picture.restored": _("took the picture out of the trash"),
    "picture.uploaded": _("uploaded the picture"),
    "posts.imported": _("took over posts of the past"),
    "post.archived": _("archived the post"),
    "post.cancelled": _("took the post back"),
    "post.created": _("wrote the post"),
    "post.edited": _("changed the post"),
    "post.moved": _("moved the post"),
    "post.restored": _("took the post out of the archive"),
    "post.scheduled": _("scheduled the post"),
    "post.sent_now": _("sent the post at once"),
    "report.link_made": _("made a link to the report"),
    "report.link_revoked": _("ended a link to the report"),
    "report.made": _("made the report"),
    "report.print_wanted": _("asked for the print of the report"),
    "report.sent": _("sent the report"),
    "report.written": _("wrote in the report"),
    "review.approved": _("approved the post"),
    "review.asked": _("asked for approval"),
    "review.changes": _("asked for changes"),
    "review.reminded": _("sent a reminder"),
    "review.withdrawn": _("withdrew the request"),
}


def give_words() -> None:
    """Names every model and column that does not name itself, and every act; what has no word here keeps its name."""
    trail.VERBS.update(VERBS)
    for label in LABELS:
        for model in apps.get_app_config(label).get_models():
            _name(model)


def _name(model: type[Model]) -> None:
    options = model._meta
    words = MODELS.get(options.label_lower)
    if words and "verbose_name" not in options.original_attrs:
        options.verbose_name, options.verbose_name_plural = words
    for field in options.local_fields:
        if not has_own_words(field) and field.name in FIELDS:
            # Migrations keep what the model itself says (`_verbose_name`): nothing changes for them.
            field.verbose_name = FIELDS[field.name]


def has_own_words(field: Field) -> bool:  # type: ignore[type-arg]
    """Whether the model itself gives the column words."""
    return field._verbose_name is not None  # type: ignore[attr-defined]
