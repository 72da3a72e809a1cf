import django.db.models.deletion
from django.db import migrations, models

import people.tenancy

# Where a code leads once a revision holds it is a promise to whoever reads the post.
_KEEPS = """
CREATE FUNCTION editorial_shortlink_keeps_its_target() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.fixed_at IS NOT NULL AND (NEW.target, NEW.code, NEW.fixed_at) IS DISTINCT FROM (OLD.target, OLD.code, OLD.fixed_at) THEN
        RAISE EXCEPTION 'a short link that went out leads where it led' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER editorial_shortlink_keeps_its_target BEFORE UPDATE ON editorial_shortlink
    FOR EACH ROW EXECUTE FUNCTION editorial_shortlink_keeps_its_target();
"""
_FORGETS = """
DROP TRIGGER editorial_shortlink_keeps_its_target ON editorial_shortlink;
DROP FUNCTION editorial_shortlink_keeps_its_target();
"""


class Migration(migrations.Migration):
    """Short links of our own, and the sum of clicks per day."""

    dependencies = [
        ("editorial", "0009_cards_of_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShortLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("target", models.TextField(max_length=2400)),
                ("created_at", models.DateTimeField()),
                ("fixed_at", models.DateTimeField(blank=True, null=True)),
                ("agency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.agency")),
                ("channel", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clients.channel")),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clients.client")),
                ("post", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="short_links", to="editorial.post")),
            ],
            options={
                "indexes": [models.Index(fields=["post", "channel"], name="short_link_of_post")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("target__startswith", "https://"), ("target__startswith", "http://"), _connector="OR"),
                        name="short_link_leads_to_a_page",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkClicks",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("n", models.PositiveIntegerField(default=0)),
                ("agency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.agency")),
                ("link", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="clicks", to="editorial.shortlink")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("link", "day"), name="clicks_once_per_day")],
            },
        ),
        people.tenancy.UniqueWithAgency("ShortLink"),
        people.tenancy.CompositeForeignKey("ShortLink", "client", "clients.Client"),
        people.tenancy.CompositeForeignKey("ShortLink", "post", "editorial.Post", also=("client",)),
        people.tenancy.CompositeForeignKey("ShortLink", "channel", "clients.Channel", also=("client",)),
        people.tenancy.CompositeForeignKey("LinkClicks", "link", "editorial.ShortLink"),
        migrations.RunSQL(_KEEPS, _FORGETS),
    ]
