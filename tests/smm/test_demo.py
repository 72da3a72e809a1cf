"""The demo, made once for all these tests: what a newcomer finds, and that its rows are what the work would leave."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Count, F, Max, Min, Model
from pytest_django import Settings

from analytics.models import (
    ChannelDay,
    ChannelReading,
    Handover,
    PublicationTotal,
    Reading,
    Report,
)
from clients.models import (
    Approval,
    Audience,
    Brief,
    Channel,
    Client,
    Contract,
    FitAssessment,
    Interview,
    Kind,
    NetworkSheet,
    Offer,
    Status,
)
from clients.queries.contracts import month_span
from editorial.actions import by_hand
from editorial.contents import content_hash, for_channel, text_hash
from editorial.lifecycle import DeliveryState, PostStage
from editorial.models import (
    Asset,
    Attempt,
    Delivery,
    LeftSo,
    Post,
    Publication,
    Recurrence,
    Remedy,
    Review,
    Revision,
    ShortLink,
    Step,
    Version,
)
from editorial.models.links import short_address
from editorial.queries import commitments, gaps
from editorial.recurring import AHEAD
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.models import Agency, AuditEntry, KeptMail, Member, Notice
from people.public_holidays import holidays_between
from smm.demo import removing, seasons, texts
from tests.smm.made_demo import made_demo

pytestmark = pytest.mark.django_db
S = DeliveryState


@pytest.fixture(scope="module")
def network(_sandbox_process: SandboxProcess) -> SandboxProcess:
    """The network on which the demo's accounts live."""
    return _sandbox_process


@pytest.fixture(scope="module")
def before(django_db_setup: None, django_db_blocker) -> Counter[str]:
    """How many rows each table has without the demo."""
    with django_db_blocker.unblock():
        return _rows()


@pytest.fixture(scope="module", autouse=True)
def told(
    before: Counter[str],
    django_db_blocker,
    _sandbox_process: SandboxProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[dict[str, str]]]:
    """The whole story, in a transaction that is undone at the end."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), made_demo(_sandbox_process, media) as logins:
        yield logins


def test_every_constraint_holds() -> None:
    """Foreign keys are deferred: they would be looked at when the story is kept."""
    connection.check_constraints()


def test_a_newcomer_gets_a_login_for_each_role(told: list[dict[str, str]]) -> None:
    assert [one["email"].split("@")[0] for one in told] == [
        "nora", "luca", "giulia", "davide", "sara", "assistenza",
    ]  # fmt: skip


def test_ninety_days_lie_behind_and_two_weeks_ahead() -> None:
    now = database_now()
    span = Publication.objects.aggregate(first=Min("published_at"), last=Max("published_at"))
    ahead = Post.objects.filter(wall_at__gt=now.replace(tzinfo=None))

    assert Publication.objects.count() >= 160
    assert now - span["first"] > timedelta(days=85)
    assert now - span["last"] < timedelta(days=4)
    assert ahead.count() >= 30
    assert Publication.objects.values("client").distinct().count() == len(texts.clients()) == 7
    # And one that might become a client, and a shop that began with nothing.
    assert Client.objects.count() == 12
    prospect = Client.objects.get(status="prospect", offers__state="sent")
    # Its audit is read in part and typed in part.
    assert prospect.sightings.filter(read_at=None).count() == 3
    look = prospect.sightings.get(read_at__isnull=False)
    assert look.read is not None
    assert (look.problem, look.known_followers, look.read.lacks) == ("", 410, ("link",))
    assert look.read.n_posts >= 3


def test_the_small_shop_s_yes_made_its_contract_and_the_drafts_of_its_month() -> None:
    offer = Offer.objects.get(state="accepted", client__name="Merceria Dueaghi")
    drafts = Post.objects.filter(client=offer.client, stage=PostStage.DRAFT).order_by("wall_at")
    contract = Contract.objects.get(offer=offer)

    today = offer.client.today(database_now())
    month_ends = month_span(today)[1]
    n_left = (month_ends - today).days + 1
    # Of a month that is more than half over its part is planned, and the whole of the next.
    is_late = 2 * n_left < month_ends.day
    n_before = ceil(4 * n_left / month_ends.day) if is_late else 0
    last_on = month_span(month_ends + timedelta(days=1))[1] if is_late else month_ends
    assert (contract.fee, contract.quotas) == (250, {"post": 4})
    assert offer.n_planned == drafts.count() == n_before + 4
    days = [draft.wall_at.date() for draft in drafts]
    assert days == sorted(set(days))
    assert today <= days[0]
    assert days[-1] <= last_on
    assert sum(on > month_ends for on in days) == (4 if is_late else 0)
    # The first has its words, in the place it was planned for; the others wait for theirs.
    assert [bool(draft.text) for draft in drafts] == [True] + [False] * (n_before + 3)
    assert all(draft.versions.get().channel.handle == "@merceriadueaghi" for draft in drafts)


def test_posts_stand_in_every_state() -> None:
    stages = set(Post.objects.values_list("stage", flat=True))
    states = Counter(Delivery.objects.values_list("state", flat=True))

    assert stages == set(PostStage.values) - {PostStage.ARCHIVED}
    assert {S.PUBLISHED, S.SCHEDULED, S.MISSED, S.FAILED, S.BLOCKED, S.BY_HAND} <= set(states)
    assert Review.objects.open().filter(asked_at__lt=database_now() - timedelta(days=2)).exists()
    assert Review.objects.filter(decision="changes").exclude(note="").count() >= 5
    assert Review.objects.filter(said_how="message").exists()


def test_something_went_wrong_lately_and_people_were_told() -> None:
    lost = Channel.objects.get(health="reconnect")
    reasons = dict(
        Delivery.objects.exclude(state__in=[S.PUBLISHED, S.SCHEDULED]).values_list(
            "state", "reason"
        )
    )

    assert lost.handle.startswith("@springwatchers")
    assert Delivery.objects.filter(channel=lost, state=S.SCHEDULED).exists()
    assert reasons[S.MISSED] == "rate_limited"
    assert reasons[S.FAILED]
    assert Notice.objects.filter(read_at=None).exists()
    assert not Reading.objects.filter(
        channel=lost, taken_at__gt=Delivery.objects.get(channel=lost, reason="reconnect").due_at
    ).exists()


def test_what_is_published_is_what_was_approved() -> None:
    # What was corrected afterwards is another test's.
    ours = Publication.objects.exclude(delivery=None).filter(delivery__remedies=None)
    for publication in ours.select_related("delivery__revision", "delivery__post"):
        delivery = publication.delivery
        content = delivery.revision.content
        draft = for_channel(content, delivery.channel_id)
        assert content_hash(content) == delivery.revision.content_hash
        assert text_hash(draft.text) == delivery.text_hash
        assert publication.text == draft.text == delivery.post.text
        assert delivery.post.approved_revision_id == delivery.revision_id
        assert delivery.proof["remote_id"] == publication.remote_id


def test_one_post_was_corrected_and_its_link_is_followed() -> None:
    remedy = Remedy.objects.get(state="done")
    publication = remedy.delivery.publication
    link = ShortLink.objects.get(post=remedy.delivery.post)
    assert seasons.WROTE in remedy.before
    assert publication.text == remedy.after
    assert seasons.MEANT in publication.text
    assert publication.text.endswith(short_address(link.code))
    assert sum(link.clicks.values_list("n", flat=True)) == sum(seasons.FOLLOWED)


def test_clients_stand_at_every_place_of_the_work() -> None:
    assert set(Client.objects.values_list("status", flat=True)) == {*Status.values}
    leaving = Client.objects.get(status=Status.LEAVING)
    days = {post.wall_at.date() > leaving.leaving_on for post in leaving.posts.all()}
    assert days == {True, False}
    assert Handover.objects.get().client.status == Status.ARCHIVED
    assert LeftSo.objects.exists()
    assert Interview.objects.get().answers
    assert Channel.objects.get(part="dormant").care.asleep_followers


def test_no_post_went_out_before_those_who_decide_for_it_had_said_yes() -> None:
    asked = {Approval.CLIENT: "client", Approval.INTERNAL: "internal"}
    for client in Client.objects.exclude(approval=Approval.NONE):
        # What was corrected afterwards stands on the network in the words of who corrected it.
        out = Delivery.objects.filter(client=client, state=S.PUBLISHED, remedies=None)
        said = Review.objects.standing().filter(
            step=asked[client.approval], post__in=out.values("post"), decided_at__lt=F("asked_at")
        )
        in_time = Review.objects.standing().filter(
            step=asked[client.approval], revision__in=out.values("revision"),
            asked_at__lt=F("decided_at"), decided_at__lt=F("post__deliveries__created_at"),
        )  # fmt: skip
        assert not said.exists()
        assert in_time.count() == out.count()
    assert not Delivery.objects.filter(created_at__gt=F("due_at")).exists()


def _shape(row: Model) -> dict[str, bool]:
    """Which fields of a row say something."""
    return {
        field.name: getattr(row, field.attname) not in (None, "", {}, [])
        for field in row._meta.concrete_fields
    }


def test_a_post_of_the_past_leaves_the_rows_that_the_engine_leaves() -> None:
    """One made by the actions and the engine (it was refused, so only its rows before that), one written as a set."""
    made = Post.objects.get(deliveries__state=S.MISSED)
    written = (
        Post.objects.filter(
            client=made.client, deliveries__state=S.PUBLISHED, reviews__said_at=None
        )
        # One that the client said yes to at once, as the other.
        .exclude(reviews__decision="changes")
        .annotate(n=Count("pictures", distinct=True))
        .filter(n=made.pictures.count())
        .latest("created_at")
    )

    assert _shape(made) == _shape(written)
    of_network = {Version: {"channel__network": "sandbox"}}
    for model in (Version, Revision, Review):
        rows = [model.objects.get(post=p, **of_network.get(model, {})) for p in (made, written)]
        ours, theirs = _shape(rows[1]), _shape(rows[0])
        assert {n: v for n, v in ours.items() if n != "seen_at"} == {
            n: v for n, v in theirs.items() if n != "seen_at"
        }
    steps = [
        list(
            Step.objects.filter(delivery__post=p, delivery__channel__network="sandbox")
            .order_by("position")
            .values_list("kind", "is_commit")
        )
        for p in (made, written)
    ]
    assert steps[0] == steps[1]
    verbs = [
        sorted(AuditEntry.objects.filter(target_type="editorial.post", target_id=p.pk).values_list("verb", flat=True))
        for p in (made, written)
    ]  # fmt: skip
    assert verbs[0] == verbs[1]
    attempt = Attempt.objects.get(delivery__post=written)
    assert (attempt.outcome, attempt.epoch) == ("created", attempt.delivery.epoch)


def test_figures_only_grow_and_the_total_is_the_last_of_them() -> None:
    sandbox = PublicationTotal.objects.filter(channel__network="sandbox")
    for total in sandbox:
        readings = list(
            Reading.objects.filter(publication=total.publication_id).order_by("taken_at")
        )
        likes = [reading.likes for reading in readings]
        assert likes == sorted(likes)
        assert total.likes == likes[-1]
    assert sandbox.count() == Publication.objects.filter(channel__network="sandbox").count()
    assert Reading.objects.count() > 4000


def test_a_post_took_off_a_client_declines_and_some_days_are_missing() -> None:
    best = (
        PublicationTotal.objects.filter(channel__handle__startswith="@tenutatrecorvi@")
        .order_by("-engagements")
        .first()
    )
    median = sorted(
        PublicationTotal.objects.filter(channel=best.channel_id).values_list(
            "engagements", flat=True
        )
    )
    followers = ChannelReading.objects.values("channel").annotate(
        low=Min("followers"), high=Max("followers")
    )
    wine = Client.objects.get(slug="tenuta-trecorvi")
    days = set(
        ChannelDay.objects.filter(client=wine, channel__network="sandbox").values_list(
            "day_on", flat=True
        )
    )

    assert best.engagements > 2.5 * median[len(median) // 2]
    assert all(row["high"] > row["low"] > 100 for row in followers)
    assert len(days) < (max(days) - min(days)).days + 1


def test_months_were_reported_sent_and_read_and_one_report_is_late() -> None:
    assert Report.objects.count() == 2 * len(texts.clients())
    assert Report.objects.filter(sent_at=None).count() == 1
    assert Report.objects.filter(links__n_views__gt=0).exists()
    assert not Report.objects.filter(links=None).exclude(sent_at=None).exists()


def test_every_library_has_pictures_that_are_there_and_described() -> None:
    assets = list(Asset.objects.annotate(n=Count("renditions")))

    assert len(assets) > 40
    assert all(asset.state == "ready" and asset.alt and asset.n == 3 for asset in assets)
    for asset in assets[:5]:
        for rendition in asset.renditions.all():
            assert default_storage.size(rendition.file) == rendition.n_bytes


def test_the_calendar_wears_the_networks_everybody_knows() -> None:
    """Published by a person, with figures copied by a person: nothing there is connected."""
    out = Publication.objects.exclude(channel__network="sandbox").select_related("delivery")
    networks = set(out.values_list("channel__network", flat=True))

    assert networks >= {"instagram", "facebook", "tiktok", "linkedin", "google_business"}
    theirs = Channel.objects.connected().filter(network__in=networks)
    assert set(theirs.values_list("health", flat=True)) == {"by_hand"}
    assert set(out.values_list("source", flat=True)) == {"by_hand", "imported"}
    written_down = Reading.objects.filter(source="by_hand", entered_by__isnull=False)
    assert written_down.filter(channel__network="instagram", reach__gt=0, saves__gt=0).exists()
    assert not written_down.filter(channel__network="google_business", likes__isnull=False).exists()
    for client in Client.objects.exclude(status="prospect"):
        assert client.channels.exclude(network="sandbox").exists()


def test_a_post_by_hand_leaves_the_rows_that_a_person_leaves() -> None:
    """One published now through the action a person's form calls, one of the past."""
    waiting = Delivery.objects.get(state=S.BY_HAND)
    written = (
        Delivery.objects.filter(channel__network="instagram", state=S.PUBLISHED)
        .exclude(post__client__approval="client")
        .latest("due_at")
    )
    done = by_hand.done(
        delivery=waiting, member=waiting.channel.keeper, url="https://www.instagram.com/p/Ab-c_123/",
        now=database_now(),
    )  # fmt: skip

    assert _shape(done) == _shape(written)
    assert set(done.proof) == set(written.proof)
    assert done.grace == written.grace
    for rows in (
        [each.publication for each in (done, written)],
        [each.steps.get(position=0) for each in (done, written)],
        [each.hand_acts.get(kind="asked") for each in (done, written)],
        [each.hand_acts.get(kind="done") for each in (done, written)],
    ):
        assert _shape(rows[0]) == _shape(rows[1])
    acts = [
        AuditEntry.objects.get(target_type="editorial.delivery", target_id=each.pk)
        for each in (done, written)
    ]
    assert _shape(acts[0]) == _shape(acts[1])
    assert acts[0].verb == acts[1].verb


def test_one_post_is_about_to_leave_by_itself() -> None:
    soon = Delivery.objects.filter(state=S.SCHEDULED).order_by("due_at").first()

    assert timedelta(0) < soon.due_at - database_now() < timedelta(minutes=5)


def test_a_connection_ends_in_six_days_with_five_exits_after_it() -> None:
    (ending,) = Channel.objects.with_end().filter(ends_at__isnull=False)
    days = (ending.ends_at - database_now()).days

    assert ending.client.slug == "tenuta-trecorvi"
    assert days == 5  # and some hours
    after = Delivery.objects.filter(channel=ending, due_at__gte=ending.ends_at)
    assert after.filter(state=S.SCHEDULED).count() == 5


def test_today_tells_of_one_missing_sentence_and_of_two_silent_artists() -> None:
    nora = Member.objects.get(user__email="nora@quintavoce.example")
    now = database_now()
    (line,) = gaps.ahead(member=nora, now=now).against_rules
    assert (line.client.slug, line.n) == ("salvafonti", 1)
    assert "Finanziato dall'Unione europea" in line.told[0].better

    (festival,) = [
        each
        for each in commitments.commitments(member=nora, now=now)
        if each.client.kind == Kind.EVENT
    ]
    assert (festival.on - festival.client.today(now)).days == 41
    assert [(each.section, len(each.names)) for each in festival.open] == [("acts", 2)]


def test_a_notice_of_every_week_is_scheduled_ahead_by_its_one_approval() -> None:
    weekly = Recurrence.objects.get()
    days = weekly.days.select_related("post").order_by("on")

    assert weekly.client.slug == "comune-di-serravento"
    first, until = weekly.starts_on, weekly.client.today(database_now()) + AHEAD
    fridays = [first + timedelta(weeks=n) for n in range((until - first).days // 7 + 1)]
    holidays = holidays_between(fridays[0], until, language="it")
    assert first.weekday() == 4
    assert len(fridays) in (5, 6)
    # The first is the day a person set, a holiday or not; what is made from it leaves holidays out.
    assert [day.on for day in days] == [on for on in fridays if on == first or on not in holidays]
    assert {day.post.text for day in days} == {weekly.post.text}
    assert {day.post.stage for day in days} == {PostStage.APPROVED}


def test_the_winery_has_a_brief_that_was_approved_and_decided_channels() -> None:
    winery = Client.objects.get(slug="tenuta-trecorvi")
    brief = Brief.objects.current(winery)

    assert brief is not None
    assert (brief.number, brief.approved_name) == (4, "Paola Ridolfi")
    assert Audience.objects.default_of(winery) is not None
    decided = dict(winery.fit_assessments.values_list("network", "decision"))
    assert decided["tiktok"] == "wait"
    # one decision of another client waits for a person, and one sheet got old
    assert FitAssessment.objects.due(database_now().date()).count() == 1
    assert any(each.is_stale(database_now()) for each in NetworkSheet.objects.all())


def test_removing_it_leaves_no_row_no_file_and_no_account(
    before: Counter[str], network: SandboxProcess, settings: Settings, tmp_path: Path
) -> None:
    """Every table there is, every file under the store, every page of the network."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "demo-logins.json").write_text("[1]")
    store = tmp_path / "media"
    shutil.copytree(settings.MEDIA_ROOT, store)
    settings.MEDIA_ROOT = store
    assert sum(path.is_file() for path in store.rglob("*")) > 100
    kept = KeptMail.objects.create(
        message_id="1", sender="x", to="altri@altrove.example", subject="x"
    )
    KeptMail.objects.create(message_id="2", sender="x", to="paola@trecorvi.example", subject="x")

    with transaction.atomic():
        owner = removing.remove(
            agency=Agency.objects.get(),
            heir=removing.Heir("Bottega", "marta@bottega.example", "Marta", "una frase lunga"),
            now=database_now(),
        )
        connection.check_constraints()
        after = _rows()
        traces = _traces("quintavoce", "trecorvi", "lanternestorte", "nora")
        transaction.set_rollback(True)

    # The canary tells whether the sealing keys open what they sealed: it is the installation's.
    mine = Counter(dict.fromkeys(
        ("people_agency", "people_member", "people_user", "people_auditentry",
         "account_emailaddress", "clients_canary", KeptMail._meta.db_table), 1,
    ))  # fmt: skip
    assert kept.pk
    assert owner.agency.name == "Bottega"
    assert after - before == mine
    assert traces == []
    assert [path for path in store.rglob("*") if path.is_file()] == []
    assert (tmp_path / "demo-logins.json").read_text() == "[]"
    for demo in texts.clients():
        for account in demo.accounts:
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"{network.origin}/@{account}")
    assert not [line for line in network.ask("ledger") if "vigna" in json.dumps(line)]


def _tables() -> list[str]:
    there = set(connection.introspection.table_names())
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models} & there)


def _rows() -> Counter[str]:
    found: Counter[str] = Counter()
    for table in _tables():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def _traces(*words: str) -> list[tuple[str, str]]:
    """Tables in which one of the words stands anywhere."""
    found = []
    for table in _tables():
        for word in words:
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"]
                )
                if cursor.fetchone()[0]:
                    found.append((table, word))
    return found
