"""An embargo: until the hour of a release nobody outside its circle finds a word of it, on any page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.actions import access_links, voicing
from clients.manner import Manner, Phrase
from clients.models import Channel
from desk.queries.clients import Filters, client_list
from editorial.actions import answering, asking, checking_tone, going, releasing
from editorial.actions.drafting import VersionInput, create_post
from editorial.actions.picturing import PictureInput
from editorial.actions.releasing import Circle
from editorial.actions.reviewing import ReviewRefusedError
from editorial.lifecycle import ReviewDecision
from editorial.models import Release
from editorial.queries.attention import troubles
from editorial.queries.gaps import ahead
from editorial.when import wall_of
from people.clock import database_now
from people.models import Notice, Outbox
from people.roles import Role
from tests import make, make_pictures, make_posts
from tests.architecture.access_table import TABLE
from tests.architecture.sides import Side
from tests.architecture.test_access_matrix import ours
from tests.kept import Kept
from tests.listening import listening

pytestmark = pytest.mark.django_db
CANARY = "zuccasegretissima"
# What finds it in searches without being it: pages repeat what was asked for, and mark it in what they found.
PART = "testo"


class Secret:
    """A client with a release under embargo: a scheduled post, one that waits for the client, one for a colleague."""

    def __init__(self) -> None:
        self.side = side = Side(make.agency("Quintavoce"), "passeggiata")
        self.client, self.owner, now = side.client, side.owner, database_now()
        self.editor = self._colleague(Role.EDITOR, "Fuori")
        self.insider = self._colleague(Role.EDITOR, "Dentro")
        self.manager = self._colleague(Role.MANAGER, "Luca")
        self.contact = make.contact(side.owner, side.client, "Teo", part="approver")
        self.other_contact = make.contact(side.owner, side.client, "Livia", part="approver")
        picture = make_pictures.ready(side.owner, side.client, name=f"{CANARY}.png")
        self.posts = [
            create_post(
                member=self.insider,
                client=side.client,
                title=f"{CANARY} {n}",
                text=f"{CANARY} testo {n}",
                versions=[VersionInput(side.channel)],
                pictures=[PictureInput(picture, alt=f"{CANARY} alt")] if n == 0 else [],
                now=now,
            )
            for n in range(4)
        ]
        self.picture = picture
        # Told to everybody before there was an embargo.
        asking.ask_review(post=self.posts[3], member=self.insider, message=CANARY, now=now)
        self.told_before = Outbox.objects.latest("pk").pk
        self.release = releasing.make_release(
            member=side.owner,
            client=side.client,
            name=f"{CANARY} uscita",
            posts=self.posts,
            wall_at=wall_of(now + timedelta(days=1), side.client.time_zone),
            fold=0,
            circle=Circle(True, [self.insider], [self.contact]),
            now=now,
        )
        make_posts.scheduling.schedule(
            post=self.posts[0],
            member=self.owner,
            wall_at=self.release.wall_at,
            fold=self.release.fold,
            now=now,
        )
        asking.ask_client(post=self.posts[1], member=self.insider, message=CANARY, now=now)
        asking.ask_review(post=self.posts[2], member=self.insider, message=CANARY, now=now)
        # Each of them breaks a rule, and it is known which.
        voicing.settle_voice(
            by=side.owner, client=side.client, manner=Manner(avoid=(Phrase(PART),)), edit_number=0, now=now
        )  # fmt: skip
        checking_tone.check_posts_to_come(now=now)

    def _colleague(self, role: Role, name: str):
        member = make.member(self.owner, role, name=name)
        make.assigned(self.owner, self.client, member, role)
        return member

    def addresses(self) -> list[str]:
        """Every page of the staff, and the secret things themselves."""
        found = []
        for address in ours():
            rule = TABLE.get(address.name)
            if rule is None or "GET" not in rule.methods or address.name.startswith("portal:"):
                continue
            if address.parts and not rule.names_an_object and rule.where == "member":
                continue  # a thing of one's own, which no colleague can name
            found.append(address.on(self.side))
        return [*found, *self.own_addresses()]

    def questions(self) -> list[dict[str, str]]:
        """What a search or a filter may ask of a page."""
        at = self.release.wall_at
        return [
            {"q": PART},
            {"group": "write"},
            {"view": "list"},
            {"show": "all", "month": f"{at:%Y-%m}"},
            {"on": f"{at:%Y-%m-%d}", "view": "week"},
        ]

    def own_addresses(self) -> list[str]:
        slug = self.client.slug
        paths = [
            reverse("editorial:release", args=[slug, self.release.public_id]),
            reverse("editorial:release_state", args=[slug, self.release.public_id]),
            reverse("editorial:asset", args=[slug, self.picture.public_id]),
            reverse("editorial:picture", args=[slug, self.picture.public_id, "thumb"]),
        ]
        for post in self.posts:
            paths.append(reverse("editorial:post", args=[slug, post.public_id]))
            paths.append(reverse("editorial:edit", args=[slug, post.public_id]))
            paths.append(reverse("editorial:revisions", args=[slug, post.public_id]))
            for delivery in post.deliveries.all():
                args = [slug, post.public_id, delivery.public_id]
                paths.append(reverse("editorial:state", args=args))
        return paths


_secret = Kept(Secret)


@pytest.fixture
def secret(db) -> Secret:
    return _secret()


def with_it(browser, paths, questions=()) -> set[str]:
    """The pages on which somebody finds the word: as they stand, and asked each of the questions they listen to."""
    found = set()
    with listening() as names:
        for path in paths:
            names.clear()
            seen = shows_it(browser, path)
            asked = [each for each in questions if names & set(each)]
            if seen or any(shows_it(browser, path, each) for each in asked):
                found.add(path)
    return found


def shows_it(browser, path, question=None) -> bool:
    # The palette and the switch of clients answer htmx alone.
    answer = browser.get(path, question, headers={"HX-Request": "true"} if "/find/" in path else {})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return CANARY.encode() in body


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.EDITOR, Role.COMMUNITY, Role.ANALYST])
def test_nobody_outside_the_circle_finds_a_word_of_it_on_any_page(secret, sign_in, role):
    outsider = secret.editor if role == Role.EDITOR else secret._colleague(role, "Altra")
    browser = sign_in(outsider)

    assert with_it(browser, secret.addresses(), secret.questions()) == set()
    # Who may not edit posts at all is told that of every post.
    refused = {404} if role == Role.EDITOR else {404, 403}
    assert {browser.get(path).status_code for path in secret.own_addresses()} <= refused


def test_the_circle_finds_it_on_pages_that_were_walked(secret, sign_in):
    """The walk above would find it: who is let in, the manager and the owner see it where posts are shown."""
    slug = secret.client.slug
    of_client = ("posts/", "calendar/", "library/", "approvals/", "releases/", "")
    showing = {f"/c/{slug}/{page}" for page in of_client}
    showing |= {"/t/posts/", "/t/calendar/", "/t/find/"}
    assert showing <= set(secret.addresses())
    for member in (secret.insider, secret.manager, secret.owner):
        assert with_it(sign_in(member), showing, secret.questions()) == showing, member


def test_the_clients_people_see_it_only_when_they_are_named(secret, client):
    def walked(contact) -> set[str]:
        link = access_links.give(contact=contact, now=database_now())
        token = link.rstrip("/").rpartition("/")[2]
        names = ("decide", "all_listed", "calendar", "published", "reports")
        paths = [reverse(f"portal:{name}", args=[token]) for name in names]
        picture = reverse("portal:picture", args=[token, secret.picture.public_id])
        assert client.get(picture).status_code == 404
        return {path.rstrip("/").rpartition("/")[2] for path in with_it(client, paths)}

    assert walked(secret.other_contact) == set()
    assert walked(secret.contact) >= {"calendar"}


def test_a_contact_outside_cannot_answer_and_is_not_asked(secret):
    review = secret.posts[1].reviews.get()
    told = {row.payload["to"] for row in Outbox.objects.filter(kind="mail")}
    assert secret.contact.email in told
    assert secret.other_contact.email not in told

    batch = answering.approve_listed(
        listed=[(review.public_id, review.revision.content_hash)],
        contact=secret.other_contact,
        now=database_now(),
    )
    assert batch.approved == []
    lonely = make_posts.draft(secret.owner, secret.side.channel, text="Da soli")
    releasing.make_release(
        member=secret.owner,
        client=secret.client,
        name="Senza referenti",
        posts=[lonely],
        wall_at=secret.release.wall_at,
        fold=0,
        circle=Circle(True),
        now=database_now(),
    )
    with pytest.raises(ReviewRefusedError, match="circle"):
        asking.ask_client(post=lonely, member=secret.owner, now=database_now())


def test_no_notice_and_no_line_of_a_mail_gives_it_away(secret):
    answering.decide_in_agency(
        review=secret.posts[2].reviews.get(),
        member=secret.manager,
        decision=ReviewDecision.CHANGES,
        seen=secret.posts[2].reviews.get().revision.content_hash,
        note="meglio così",
        now=database_now(),
    )
    going.call_for_go(now=secret.release.due_at - timedelta(minutes=10))

    assert not Notice.objects.filter(member=secret.editor).exists()
    for row in Outbox.objects.filter(kind="mail", pk__gt=secret.told_before):
        said = make.opened_mail(row)
        assert CANARY not in str({**said, "message": ""}), row.payload["to"]
    inside = Notice.objects.filter(member=secret.insider, kind="review.decided")
    assert "a reserved post" in inside.get().text


def test_no_number_of_a_client_gives_it_away(secret):
    """Drafts, days with exits, what waits for the client or for a person, empty days: outside the circle it fills nothing."""
    Channel.objects.filter(pk=secret.side.channel.pk).update(health="reconnect")
    now = database_now()

    def numbers(member):
        row = client_list(member=member, filters=Filters.read({}), now=now).rows[0]
        empty = [each.client for each in ahead(member=member, now=now).gaps]
        risk = [each.n_at_risk for each in troubles(member=member)]
        facts = row.facts
        return {
            "drafts": row.n_drafts,
            "days": "".join(row.days),
            "next": row.next_at is not None,
            "with client": facts.n_with_client,
            "at risk": (facts.n_at_risk, *risk),
            "is empty": secret.client in empty,
        }

    nothing = {"drafts": 0, "days": "", "next": False, "with client": 0, "at risk": (0, 0)}
    assert numbers(secret.editor) == {**nothing, "is empty": True}
    for member in (secret.insider, secret.manager, secret.owner):
        seen = numbers(member)
        assert (seen["drafts"], seen["with client"], seen["is empty"]) == (3, 1, False)
        assert "s" in seen["days"]
        assert seen["next"]
        assert seen["at risk"] == (1, 1)


def test_the_report_leaves_it_out(secret):
    link, _token = secret.side.report_link
    assert CANARY not in str(link.report.figures)


def test_at_its_hour_it_is_open_to_all_without_anything_running(secret, sign_in):
    browser = sign_in(secret.editor)
    page = reverse("editorial:post", args=[secret.client.slug, secret.posts[0].public_id])
    assert browser.get(page).status_code == 404
    now = database_now()
    release = Release.objects.filter(pk=secret.release.pk)

    # Its hour without a go lets nothing out, so it opens nothing either.
    release.update(due_at=now - timedelta(seconds=1))
    assert browser.get(page).status_code == 404
    release.update(go_at=now, go_by=secret.owner)
    assert browser.get(page).status_code == 200
    assert CANARY in browser.get(f"/c/{secret.client.slug}/posts/").content.decode()


def test_dissolving_and_lifting_the_embargo_open_it(secret, sign_in):
    browser = sign_in(secret.editor)
    page = reverse("editorial:post", args=[secret.client.slug, secret.posts[0].public_id])
    given = {
        "release": secret.release,
        "member": secret.owner,
        "name": secret.release.name,
        "posts": secret.posts,
        "wall_at": secret.release.wall_at,
        "now": database_now(),
    }
    releasing.change_release(circle=Circle(True, [secret.editor]), **given)
    assert browser.get(page).status_code == 200
    releasing.change_release(circle=Circle(True), **given)
    assert browser.get(page).status_code == 404
    releasing.dissolve(release=secret.release, member=secret.owner, now=database_now())
    assert browser.get(page).status_code == 200
