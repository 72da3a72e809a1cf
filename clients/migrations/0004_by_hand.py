from django.db import migrations, models

import people.tenancy


class Migration(migrations.Migration):
    """Channels without a connection: a person publishes there."""

    dependencies = [
        ("clients", "0003_refreshing"),
        ("people", "0001_people_and_agencies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="channel",
            name="health",
            field=models.CharField(
                choices=[
                    ("ok", "Connected"),
                    ("reconnect", "To reconnect"),
                    ("disconnected", "Disconnected"),
                    ("by_hand", "By hand"),
                ],
                default="ok",
                max_length=12,
                verbose_name="connection",
            ),
        ),
        migrations.RemoveConstraint(model_name="channel", name="channel_health_known"),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=models.Q(health__in=["ok", "reconnect", "disconnected", "by_hand"]),
                name="channel_health_known",
            ),
        ),
        migrations.AddField(
            model_name="channel",
            name="keeper",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="people.member",
                verbose_name="who publishes by hand",
            ),
        ),
        people.tenancy.CompositeForeignKey("Channel", "keeper", "people.Member"),
    ]
