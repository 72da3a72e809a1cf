from django.db import migrations, models
from django.db.models import Q, deletion

from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """What somebody put off on their Today."""

    dependencies = [("people", "0002_absences")]

    operations = [
        migrations.CreateModel(
            name="PutOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("matter", models.CharField(max_length=120)),
                ("until_on", models.DateField(verbose_name="until")),
                ("n", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                ("agency", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="people.agency")),
                ("member", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="people.member")),
            ],
            options={
                "verbose_name": "put off",
                "verbose_name_plural": "put off",
                "constraints": [
                    models.UniqueConstraint("member", "matter", name="putoff_once"),
                    models.CheckConstraint(condition=~Q(matter=""), name="putoff_names_its_matter"),
                ],
            },
        ),
        CompositeForeignKey("PutOff", "member", "people.Member"),
    ]
