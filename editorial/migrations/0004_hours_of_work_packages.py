from django.db import migrations, models
from django.db.models import deletion

from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """Hours of a project are written down on one of its work packages."""

    dependencies = [
        ("clients", "0006_matters"),
        ("editorial", "0003_effort"),
    ]

    operations = [
        migrations.AddField(
            model_name="timeentry",
            name="work_package",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=deletion.SET_NULL, related_name="+", to="clients.workpackage"
            ),
        ),
        CompositeForeignKey("TimeEntry", "work_package", "clients.WorkPackage", also=("client",)),
    ]
