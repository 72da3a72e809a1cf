from django.db import migrations, models
from django.db.models import F, Q, deletion

import people.ids
from people.tenancy import CompositeForeignKey, UniqueWithAgency

ACTIVITIES = [
    ("texts", "Texts"),
    ("visuals", "Pictures and video"),
    ("rounds", "Rounds of changes"),
    ("shooting", "Shooting"),
    ("planning", "Strategy and plan"),
    ("publishing", "Scheduling and publishing"),
    ("community", "Comments and messages"),
    ("meetings", "Meetings and reports"),
    ("other", "Other work"),
]
NAMES = [name for name, _words in ACTIVITIES]
CURRENCIES = [("EUR", "Euro"), ("CHF", "Swiss franc"), ("GBP", "Pound sterling"), ("USD", "US dollar")]
CODES = [code for code, _words in CURRENCIES]
PIECES = [
    ("post", "Posts"),
    ("reel", "Reels and short videos"),
    ("story", "Stories"),
    ("article", "Articles"),
    ("newsletter", "Newsletters"),
]
ORIGINS = [("proposed", "proposed from what was done here"), ("timer", "timer"), ("grid", "written down")]
OBJECTIVES = [("inform", "Inform"), ("sell", "Sell"), ("promote", "Promote"), ("relate", "Keep in touch")]
ANSWERS = [("yes", "accepted"), ("no", "declined"), ("given", "given by us"), ("withdrawn", "taken back")]
WAYS = [("phone", "On the phone"), ("meeting", "In person"), ("message", "In a message")]

# No change inside a period whose statement is issued; a demo is removed whole.
CLOSED = """
    CREATE FUNCTION {table}_period_closed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM people_agency WHERE id = OLD.agency_id AND is_demo) THEN
            RETURN OLD;
        END IF;
        IF EXISTS (
            SELECT 1 FROM editorial_closedperiod p
            WHERE (TG_OP <> 'DELETE' AND p.client_id = NEW.client_id AND NEW."{day}" BETWEEN p.first_on AND p.last_on)
               OR (TG_OP <> 'INSERT' AND p.client_id = OLD.client_id AND OLD."{day}" BETWEEN p.first_on AND p.last_on)
        ) THEN
            RAISE EXCEPTION 'the period is closed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'period_closed';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
    CREATE TRIGGER {table}_period_closed BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_period_closed();
"""
OPEN = """
    DROP TRIGGER {table}_period_closed ON {table};
    DROP FUNCTION {table}_period_closed();
"""
DAYS = {"editorial_timeentry": "on", "editorial_cost": "on", "editorial_boost": "starts_on"}


def key(to: str, *, null: bool = False, on_delete=deletion.PROTECT, related_name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(blank=null, null=null, on_delete=on_delete, related_name=related_name, to=to)


def post() -> models.ForeignKey:
    return key("editorial.post", null=True, on_delete=deletion.SET_NULL)


def number() -> list[tuple[str, models.Field]]:
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ]


def named() -> list[tuple[str, models.Field]]:
    return [*number(), ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True))]


def amount(words: str, *, null: bool = False) -> models.DecimalField:
    return models.DecimalField(blank=null, decimal_places=2, max_digits=10, null=null, verbose_name=words)


def currency() -> models.CharField:
    return models.CharField(choices=CURRENCIES, max_length=3, verbose_name="currency")


class Migration(migrations.Migration):
    """Hours that people confirm, what was bought and boosted, extras with their yes, and periods that are closed."""

    dependencies = [
        ("clients", "0004_contract"),
        ("editorial", "0002_imported_made_outside"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="piece",
            field=models.CharField(blank=True, choices=PIECES, db_default="", default="", max_length=10),
        ),
        migrations.CreateModel(
            name="TimeEntry",
            fields=[
                *named(),
                ("on", models.DateField(verbose_name="day")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                ("activity", models.CharField(choices=ACTIVITIES, max_length=10, verbose_name="activity")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("origin", models.CharField(choices=ORIGINS, default="grid", max_length=8, verbose_name="origin")),
                ("from_at", models.DateTimeField(blank=True, null=True, verbose_name="first act")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="last act")),
                ("confirmed_at", models.DateTimeField(verbose_name="confirmed")),
                ("agency", key("people.agency")),
                ("client", key("clients.client")),
                ("member", key("people.member")),
                ("post", post()),
            ],
            options={
                "verbose_name": "line of hours",
                "verbose_name_plural": "hours",
                "ordering": ("-on", "-id"),
                "indexes": [
                    models.Index(fields=["client", "on"], name="timeentry_of_client"),
                    models.Index(fields=["member", "on"], name="timeentry_of_member"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=Q(minutes__lte=1440), name="timeentry_fits_into_a_day"),
                    models.CheckConstraint(condition=Q(minutes__gt=0) | Q(origin="proposed"), name="timeentry_has_minutes"),
                    models.CheckConstraint(condition=Q(activity__in=NAMES), name="timeentry_activity_known"),
                    models.CheckConstraint(condition=Q(origin__in=[name for name, _words in ORIGINS]), name="timeentry_origin_known"),
                    models.CheckConstraint(
                        condition=Q(from_at=None, until_at=None) | Q(until_at__gte=F("from_at")), name="timeentry_acts_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                *number(),
                ("activity", models.CharField(choices=ACTIVITIES, default="other", max_length=10)),
                ("started_at", models.DateTimeField()),
                ("agency", key("people.agency", on_delete=deletion.CASCADE)),
                ("client", key("clients.client", on_delete=deletion.CASCADE)),
                ("member", models.OneToOneField(on_delete=deletion.CASCADE, related_name="+", to="people.member")),
            ],
            options={
                "verbose_name": "running timer",
                "verbose_name_plural": "running timers",
                "constraints": [models.CheckConstraint(condition=Q(activity__in=NAMES), name="timer_activity_known")],
            },
        ),
        migrations.CreateModel(
            name="ClosedPeriod",
            fields=[
                *number(),
                ("first_on", models.DateField(verbose_name="first day")),
                ("last_on", models.DateField(verbose_name="last day")),
                ("closed_at", models.DateTimeField(verbose_name="closed")),
                ("agency", key("people.agency")),
                ("client", key("clients.client", related_name="closed_periods")),
                ("closed_by", key("people.member")),
            ],
            options={
                "verbose_name": "closed period",
                "verbose_name_plural": "closed periods",
                "ordering": ("-first_on",),
                "constraints": [
                    models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="closedperiod_days_in_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cost",
            fields=[
                *named(),
                ("on", models.DateField(verbose_name="day")),
                ("what", models.CharField(max_length=120, verbose_name="what")),
                ("supplier", models.CharField(blank=True, max_length=120, verbose_name="from whom")),
                ("amount", amount("amount")),
                ("currency", currency()),
                ("is_passed_on", models.BooleanField(default=True, verbose_name="passed on")),
                ("proof", models.URLField(blank=True, max_length=500, verbose_name="proof")),
                ("created_at", models.DateTimeField(verbose_name="written down")),
                ("agency", key("people.agency")),
                ("client", key("clients.client")),
                ("created_by", key("people.member")),
                ("post", post()),
            ],
            options={
                "verbose_name": "cost",
                "verbose_name_plural": "costs",
                "ordering": ("-on", "-id"),
                "indexes": [models.Index(fields=["client", "on"], name="cost_of_client")],
                "constraints": [
                    models.CheckConstraint(condition=Q(amount__gt=0), name="cost_positive"),
                    models.CheckConstraint(condition=~Q(what=""), name="cost_says_what"),
                    models.CheckConstraint(condition=Q(currency__in=CODES), name="cost_currency_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Boost",
            fields=[
                *named(),
                ("name", models.CharField(max_length=200, verbose_name="campaign")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("planned", amount("planned", null=True)),
                ("spent", amount("spent", null=True)),
                ("currency", currency()),
                ("objective", models.CharField(blank=True, choices=OBJECTIVES, max_length=8, verbose_name="objective")),
                ("n_impressions", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="paid impressions")),
                ("n_clicks", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="paid clicks")),
                ("n_results", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="paid results")),
                ("is_on_clients_card", models.BooleanField(default=True, verbose_name="paid by the client's own card")),
                ("source_key", models.CharField(blank=True, editable=False, max_length=64)),
                ("created_at", models.DateTimeField(verbose_name="written down")),
                ("agency", key("people.agency")),
                ("channel", key("clients.channel", null=True)),
                ("client", key("clients.client")),
                ("created_by", key("people.member")),
                ("post", post()),
            ],
            options={
                "verbose_name": "boost",
                "verbose_name_plural": "boosts",
                "ordering": ("-starts_on", "-id"),
                "indexes": [models.Index(fields=["client", "starts_on"], name="boost_of_client")],
                "constraints": [
                    models.UniqueConstraint(condition=~Q(source_key=""), fields=("client", "source_key"), name="boost_once"),
                    models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="boost_ends_after_it_starts"),
                    models.CheckConstraint(
                        condition=(Q(planned=None) | Q(planned__gte=0)) & (Q(spent=None) | Q(spent__gte=0)),
                        name="boost_amounts_not_negative",
                    ),
                    models.CheckConstraint(condition=Q(currency__in=CODES), name="boost_currency_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extra",
            fields=[
                *named(),
                ("what", models.CharField(max_length=200, verbose_name="what")),
                ("minutes", models.PositiveIntegerField(verbose_name="minutes")),
                ("price", amount("price")),
                ("currency", currency()),
                ("offered_at", models.DateTimeField(verbose_name="offered")),
                ("answer", models.CharField(blank=True, choices=ANSWERS, max_length=9, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("answered_name", models.CharField(blank=True, max_length=120, verbose_name="answered by")),
                ("said_how", models.CharField(blank=True, choices=WAYS, max_length=8, verbose_name="said how")),
                ("agency", key("people.agency")),
                ("answered_by_contact", key("clients.contact", null=True, on_delete=deletion.SET_NULL)),
                ("client", key("clients.client")),
                ("offered_by", key("people.member")),
                ("post", post()),
                ("written_by", key("people.member", null=True)),
            ],
            options={
                "verbose_name": "extra",
                "verbose_name_plural": "extras",
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["client", "-offered_at"], name="extra_of_client")],
                "constraints": [
                    models.CheckConstraint(condition=~Q(what=""), name="extra_says_what"),
                    models.CheckConstraint(condition=Q(price__gte=0), name="extra_price_not_negative"),
                    models.CheckConstraint(condition=Q(currency__in=CODES), name="extra_currency_known"),
                    models.CheckConstraint(
                        condition=Q(answer="", answered_at=None)
                        | (
                            Q(answer__in=[name for name, _words in ANSWERS], answered_at__isnull=False)
                            & ~Q(answered_name="")
                        ),
                        name="extra_answered_by_somebody",
                    ),
                ],
            },
        ),
        *(UniqueWithAgency(name) for name in ("TimeEntry", "ClosedPeriod", "Cost", "Boost", "Extra")),
        *(
            CompositeForeignKey(name, "client", "clients.Client")
            for name in ("TimeEntry", "Timer", "ClosedPeriod", "Cost", "Boost", "Extra")
        ),
        CompositeForeignKey("TimeEntry", "member", "people.Member"),
        CompositeForeignKey("Timer", "member", "people.Member"),
        CompositeForeignKey("ClosedPeriod", "closed_by", "people.Member"),
        CompositeForeignKey("Cost", "created_by", "people.Member"),
        CompositeForeignKey("Boost", "created_by", "people.Member"),
        CompositeForeignKey("Extra", "offered_by", "people.Member"),
        CompositeForeignKey("Extra", "written_by", "people.Member"),
        CompositeForeignKey("Boost", "channel", "clients.Channel", also=("client",)),
        CompositeForeignKey("Extra", "answered_by_contact", "clients.Contact", also=("client",)),
        *(
            CompositeForeignKey(name, "post", "editorial.Post", also=("client",))
            for name in ("TimeEntry", "Cost", "Boost", "Extra")
        ),
        migrations.RunSQL(
            # Two sheets of one person saved at once: the second waits, and then counts what the first wrote.
            """
            CREATE FUNCTION editorial_timeentry_day() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                -- Of the whole world the day that begins first.
                IF NEW."on" > (smm_now() AT TIME ZONE 'UTC' + interval '14 hours')::date THEN
                    RAISE EXCEPTION 'the day is still to come'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'timeentry_day_has_begun';
                END IF;
                PERFORM pg_advisory_xact_lock(hashtext('editorial_timeentry'), NEW.member_id::int);
                IF NEW.minutes + COALESCE((
                    SELECT SUM(minutes) FROM editorial_timeentry
                    WHERE member_id = NEW.member_id AND "on" = NEW."on" AND id <> NEW.id
                ), 0) > 1440 THEN
                    RAISE EXCEPTION 'a day has 24 hours'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'timeentry_day_has_24_hours';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER editorial_timeentry_day BEFORE INSERT OR UPDATE ON editorial_timeentry
            FOR EACH ROW EXECUTE FUNCTION editorial_timeentry_day();
            """,
            """
            DROP TRIGGER editorial_timeentry_day ON editorial_timeentry;
            DROP FUNCTION editorial_timeentry_day();
            """,
        ),
        *(
            migrations.RunSQL(CLOSED.format(table=table, day=day), OPEN.format(table=table))
            for table, day in DAYS.items()
        ),
        migrations.RunSQL(
            """
            ALTER TABLE editorial_closedperiod ADD CONSTRAINT closedperiod_once EXCLUDE USING gist (
                int8range(client_id, client_id, '[]') WITH &&, daterange(first_on, last_on, '[]') WITH &&
            );
            CREATE FUNCTION editorial_extra_answer() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'an answered extra is history' USING ERRCODE = 'check_violation';
            END $$;
            CREATE TRIGGER editorial_extra_answer BEFORE UPDATE OF answer, answered_at, price, minutes, what, currency
            ON editorial_extra FOR EACH ROW WHEN (OLD.answer <> '')
            EXECUTE FUNCTION editorial_extra_answer();
            """,
            """
            DROP TRIGGER editorial_extra_answer ON editorial_extra;
            DROP FUNCTION editorial_extra_answer();
            ALTER TABLE editorial_closedperiod DROP CONSTRAINT closedperiod_once;
            """,
        ),
    ]
