import django.db.models.deletion
from django.db import migrations, models


def publication(**more):
    return {"db_constraint": False, "on_delete": django.db.models.deletion.CASCADE, "to": "editorial.publication", **more}


class Migration(migrations.Migration):
    """Each reference of a day to its post is checked once, by the composite foreign key; a dirty day has one index less."""

    dependencies = [
        ("analytics", "0004_days_by_hand"),
        ("editorial", "0001_posts_and_deliveries"),
    ]

    operations = [
        migrations.AlterField(
            "dirtyday", "publication", models.ForeignKey(**publication(db_index=False, null=True, related_name="+"))
        ),
        migrations.AlterField(
            "publicationday", "publication", models.ForeignKey(**publication(db_index=False, related_name="days"))
        ),
        migrations.AlterField(
            "publicationtotal",
            "publication",
            models.OneToOneField(**publication(primary_key=True, related_name="total", serialize=False)),
        ),
        migrations.RemoveConstraint("dirtyday", "dirtyday_once"),
        migrations.AddConstraint(
            "dirtyday",
            models.UniqueConstraint(
                fields=("publication", "channel", "day_on"), name="dirtyday_once", nulls_distinct=False
            ),
        ),
        migrations.RemoveIndex("dirtyday", "dirtyday_of_publication"),
    ]
