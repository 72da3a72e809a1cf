from django.db import migrations, models
from django.db.models import F, Q, deletion

import people.ids
from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """A person of the client connects an account by a link: for the first time, or where a channel was kept by hand."""

    dependencies = [("clients", "0018_rivals_post_by_post"), ("people", "0001_agencies")]

    operations = [
        migrations.CreateModel(
            name="ConnectLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("network", models.SlugField(max_length=30)),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("agency", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="people.agency")),
                ("channel", models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name="+", to="clients.channel")),
                ("client", models.ForeignKey(on_delete=deletion.CASCADE, related_name="connect_links", to="clients.client")),
                ("contact", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="clients.contact")),
                ("sent_by", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="people.member")),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(condition=Q(token_hash__regex="^[0-9a-f]{64}$"), name="connectlink_token_hashed"),
                    models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="connectlink_expires_after_it_is_made"),
                    models.CheckConstraint(condition=Q(used_at=None) | Q(ended_at=None), name="connectlink_used_or_ended"),
                    models.UniqueConstraint(condition=Q(used_at=None, ended_at=None), fields=("contact", "network", "channel"), name="connectlink_one_open", nulls_distinct=False),
                ],
            },
        ),
        CompositeForeignKey("ConnectLink", "client", "clients.Client"),
        CompositeForeignKey("ConnectLink", "contact", "clients.Contact", also=("client",)),
        CompositeForeignKey("ConnectLink", "channel", "clients.Channel", also=("client",)),
        CompositeForeignKey("ConnectLink", "sent_by", "people.Member"),
    ]
