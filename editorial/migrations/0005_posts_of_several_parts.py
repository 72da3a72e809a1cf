from django.db import migrations, models


class Migration(migrations.Migration):
    """What a post may have besides its text: more parts, a poll, a link, a first comment on a channel."""

    dependencies = [
        ("editorial", "0004_post_by_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="thread",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="post",
            name="poll",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="link",
            field=models.URLField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="post",
            name="is_link_short",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="post",
            name="utm_campaign",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="version",
            name="first_comment",
            field=models.TextField(blank=True, max_length=63206),
        ),
    ]
