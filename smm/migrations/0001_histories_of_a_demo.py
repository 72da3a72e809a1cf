from django.db import migrations

# What is kept for ever elsewhere may be deleted with the demo it belongs to, and only there.
KEPT = {
    "people_auditentry_append_only": "people_auditentry is append-only",
    "analytics_reading_append_only": "analytics_reading is append-only",
    "analytics_channelreading_append_only": "analytics_channelreading is append-only",
    "editorial_delivery_is_kept": "a delivery is never deleted",
}
OF_A_DEMO = """
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM people_agency WHERE id = OLD.agency_id AND is_demo
    ) THEN RETURN OLD; END IF;
"""


def _keeping(name: str, words: str, but: str = "") -> str:
    return f"""
        CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN{but}
            RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation';
        END $$;
    """


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0001_agencies"),
        ("editorial", "0001_posts"),
        ("analytics", "0001_analytics"),
    ]

    operations = [
        migrations.RunSQL(_keeping(name, words, OF_A_DEMO), _keeping(name, words))
        for name, words in KEPT.items()
    ]
