import django.core.serializers.json
from django.db import migrations, models
from django.db.models import F, Q, deletion
from django.db.models.functions import Now

import people.ids
from people.tenancy import CompositeForeignKey, UniqueWithAgency

BASES = [("monthly", "A fee every month"), ("flat", "One fee for the whole")]
CURRENCIES = [("EUR", "Euro"), ("CHF", "Swiss franc"), ("GBP", "Pound sterling"), ("USD", "US dollar")]
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


class Migration(migrations.Migration):
    """What was agreed with a client, what an hour costs, and what the invoice needs."""

    dependencies = [
        ("clients", "0003_competitors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("basis", models.CharField(choices=BASES, default="monthly", max_length=7, verbose_name="basis")),
                ("fee", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="fee")),
                ("currency", models.CharField(choices=CURRENCIES, default="EUR", max_length=3, verbose_name="currency")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("hours", models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="hours included")),
                ("quotas", models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="pieces included")),
                ("rounds", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="rounds of changes included")),
                ("ad_spend", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="for ads")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False, verbose_name="since")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="contracts", to="clients.client")),
                ("created_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
            ],
            options={
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
                "ordering": ("-starts_on", "-id"),
                "constraints": [
                    models.CheckConstraint(condition=Q(basis__in=["monthly", "flat"]), name="contract_basis_known"),
                    models.CheckConstraint(condition=Q(currency__in=["EUR", "CHF", "GBP", "USD"]), name="contract_currency_known"),
                    models.CheckConstraint(
                        condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="contract_ends_after_it_starts"
                    ),
                    models.CheckConstraint(condition=Q(fee__gte=0), name="contract_fee_not_negative"),
                    models.CheckConstraint(condition=Q(hours=None) | Q(hours__gt=0), name="contract_hours_positive"),
                    models.CheckConstraint(
                        condition=Q(ad_spend=None) | Q(ad_spend__gte=0), name="contract_ad_spend_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("activity", models.CharField(blank=True, choices=ACTIVITIES, max_length=10, verbose_name="activity")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="an hour")),
                ("currency", models.CharField(choices=CURRENCIES, default="EUR", max_length=3, verbose_name="currency")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name="rates", to="clients.client")),
            ],
            options={
                "verbose_name": "rate",
                "verbose_name_plural": "rates",
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "client", "activity"), name="rate_once", nulls_distinct=False),
                    models.CheckConstraint(condition=Q(amount__gt=0), name="rate_positive"),
                    models.CheckConstraint(condition=Q(currency__in=["EUR", "CHF", "GBP", "USD"]), name="rate_currency_known"),
                    models.CheckConstraint(
                        condition=Q(activity__in=["", *(name for name, _words in ACTIVITIES)]), name="rate_activity_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiscalData",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("legal_name", models.CharField(blank=True, max_length=200, verbose_name="name on the invoice")),
                ("address", models.TextField(blank=True, max_length=500, verbose_name="address")),
                ("vat_number", models.CharField(blank=True, max_length=11, verbose_name="VAT number")),
                ("tax_code", models.CharField(blank=True, max_length=16, verbose_name="tax code")),
                ("recipient_code", models.CharField(blank=True, max_length=7, verbose_name="recipient code")),
                ("pec", models.EmailField(blank=True, max_length=254, verbose_name="certified e-mail")),
                ("cig", models.CharField(blank=True, max_length=10, verbose_name="code of the tender (CIG)")),
                ("cup", models.CharField(blank=True, max_length=15, verbose_name="code of the public project (CUP)")),
                ("is_split_payment", models.BooleanField(default=False, verbose_name="VAT paid by the public body")),
                ("purchase_order", models.CharField(blank=True, max_length=60, verbose_name="purchase order")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.OneToOneField(on_delete=deletion.CASCADE, related_name="fiscal_data", to="clients.client")),
            ],
            options={
                "verbose_name": "data for the invoice",
                "verbose_name_plural": "data for invoices",
                "constraints": [
                    models.CheckConstraint(condition=Q(vat_number__regex=r"^([0-9]{11})?$"), name="fiscaldata_vat_number_digits"),
                    models.CheckConstraint(condition=Q(recipient_code__regex=r"^([A-Z0-9]{6,7})?$"), name="fiscaldata_recipient_code_shape"),
                    models.CheckConstraint(condition=Q(cig__regex=r"^([A-Z0-9]{10})?$"), name="fiscaldata_cig_shape"),
                    models.CheckConstraint(condition=Q(cup__regex=r"^([A-Z0-9]{15})?$"), name="fiscaldata_cup_shape"),
                ],
            },
        ),
        UniqueWithAgency("Contract"),
        UniqueWithAgency("Rate"),
        UniqueWithAgency("FiscalData"),
        CompositeForeignKey("Contract", "client", "clients.Client"),
        CompositeForeignKey("Contract", "created_by", "people.Member"),
        CompositeForeignKey("Rate", "client", "clients.Client"),
        CompositeForeignKey("FiscalData", "client", "clients.Client"),
        migrations.RunSQL(
            # By whole months, and the client as a range of one, so that no extension is needed for equality.
            """
            ALTER TABLE clients_contract ADD CONSTRAINT contract_one_a_month EXCLUDE USING gist (
                int8range(client_id, client_id, '[]') WITH &&,
                daterange(
                    date_trunc('month', starts_on::timestamp)::date,
                    (date_trunc('month', ends_on::timestamp) + interval '1 month')::date
                ) WITH &&
            )
            """,
            "ALTER TABLE clients_contract DROP CONSTRAINT contract_one_a_month",
        ),
    ]
