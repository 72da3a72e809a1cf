from django.db import migrations, models
from django.db.models import Q, deletion

from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """What the check of the voice found may be left so on purpose, with who left it."""

    dependencies = [
        ("clients", "0005_voice"),
        ("editorial", "0008_recurrences"),
        ("people", "0001_agencies"),
    ]

    operations = [
        migrations.CreateModel(
            name="LeftSo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField("finding", max_length=160)),
                ("left_at", models.DateTimeField("left so on")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("left_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member", verbose_name="left by")),
                ("post", models.ForeignKey(on_delete=deletion.CASCADE, related_name="left_so", to="editorial.post")),
            ],
            options={
                "verbose_name": "finding left on purpose",
                "verbose_name_plural": "findings left on purpose",
                "constraints": [
                    models.UniqueConstraint(fields=("post", "key"), name="leftso_once"),
                    models.CheckConstraint(condition=~Q(key=""), name="leftso_names_a_finding"),
                ],
            },
        ),
        CompositeForeignKey("LeftSo", "post", "editorial.Post"),
        CompositeForeignKey("LeftSo", "left_by", "people.Member"),
    ]
