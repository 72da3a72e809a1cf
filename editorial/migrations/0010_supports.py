from django.db import migrations, models
from django.db.models import deletion

from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """A post may support something that happens elsewhere."""

    dependencies = [
        ("clients", "0013_wider_presence"),
        ("editorial", "0009_left_so"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="supports",
            field=models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name="posts", to="clients.touchpointmoment"),
        ),
        CompositeForeignKey("Post", "supports", "clients.TouchpointMoment", also=("client",)),
    ]
