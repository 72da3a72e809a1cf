from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A contact answers to what a profile should say by their own link: yes, or what should change."""

    dependencies = [("clients", "0015_country_and_patron")]

    operations = [
        migrations.AddField(
            "profileversion",
            "approved_at",
            models.DateTimeField("approved by their own link", blank=True, null=True),
        ),
        migrations.AddField(
            "profileversion",
            "wish",
            models.TextField("what should change", blank=True, db_default="", default="", max_length=2000),
        ),
        migrations.AddField(
            "profileversion",
            "wished_by",
            models.CharField("who asked for it", blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            "profileversion", "wished_at", models.DateTimeField("asked for", blank=True, null=True)
        ),
        migrations.RemoveConstraint("profileversion", "profileversion_approved_by_somebody"),
        migrations.AddConstraint(
            "profileversion",
            models.CheckConstraint(
                condition=Q(approved_by="", approved_on=None, approval_noted_by=None, approved_at=None)
                | (
                    ~Q(approved_by="")
                    & Q(approved_on__isnull=False)
                    & (
                        Q(approval_noted_by__isnull=False, approved_at=None)
                        | Q(approval_noted_by=None, approved_at__isnull=False)
                    )
                ),
                name="profileversion_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            "profileversion",
            models.CheckConstraint(
                condition=Q(wish="", wished_by="", wished_at=None)
                | (~Q(wish="") & ~Q(wished_by="") & Q(wished_at__isnull=False)),
                name="profileversion_wished_by_somebody",
            ),
        ),
    ]
