from django.db import migrations, models


class Migration(migrations.Migration):
    """The calendar asks for the posts of some days: by client, and by agency."""

    dependencies = [
        ("editorial", "0003_reviews"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["client", "wall_at"], name="post_by_day"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["agency", "wall_at"], name="post_by_day_of_agency"),
        ),
    ]
