import django.db.models.deletion
from django.db import migrations, models

import people.tenancy


def entered_by():
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to="people.member",
    )


class Migration(migrations.Migration):
    """A day made of figures that a person wrote down says who did."""

    dependencies = [
        ("analytics", "0003_figures_by_hand"),
        ("people", "0001_people_and_agencies"),
    ]

    operations = [
        migrations.AddField("publicationday", "entered_by", entered_by()),
        migrations.AddField("publicationtotal", "entered_by", entered_by()),
        migrations.AddField("channelday", "entered_by", entered_by()),
        people.tenancy.CompositeForeignKey("PublicationDay", "entered_by", "people.Member"),
        people.tenancy.CompositeForeignKey("PublicationTotal", "entered_by", "people.Member"),
        people.tenancy.CompositeForeignKey("ChannelDay", "entered_by", "people.Member"),
    ]
