from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's cache in the database: attempts to sign in are counted there (smm/settings.py, CACHES)."""

    dependencies = [
        ('people', '0003_shortcuts'),
    ]

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE TABLE people_counted (
                    cache_key varchar(255) NOT NULL PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamp with time zone NOT NULL
                );
                CREATE INDEX people_counted_expires ON people_counted (expires);
            """,
            reverse_sql="DROP TABLE people_counted;",
        ),
    ]
