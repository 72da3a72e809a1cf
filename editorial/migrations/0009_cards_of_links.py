from django.db import migrations, models


class Migration(migrations.Migration):
    """The card of a link is a step of its own."""

    dependencies = [
        ("editorial", "0008_parts_that_follow"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="step", name="step_kind_known"),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=["media", "card", "status", "comment"]),
                name="step_kind_known",
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="kind",
            field=models.CharField(
                choices=[
                    ("media", "media"),
                    ("card", "card"),
                    ("status", "status"),
                    ("comment", "comment"),
                ],
                max_length=10,
            ),
        ),
    ]
