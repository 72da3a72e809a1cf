import django.db.models.deletion
from django.db import migrations, models

ADD = """
ALTER TABLE analytics_reading ADD COLUMN entered_by_id bigint;
ALTER TABLE analytics_reading ADD CONSTRAINT reading_entered_by_same_agency
    FOREIGN KEY (agency_id, entered_by_id) REFERENCES people_member (agency_id, id);
ALTER TABLE analytics_reading ADD CONSTRAINT reading_by_hand_has_an_author
    CHECK ((source = 'by_hand') = (entered_by_id IS NOT NULL));
ALTER TABLE analytics_channelreading ADD COLUMN entered_by_id bigint;
ALTER TABLE analytics_channelreading ADD CONSTRAINT channelreading_entered_by_same_agency
    FOREIGN KEY (agency_id, entered_by_id) REFERENCES people_member (agency_id, id);
ALTER TABLE analytics_channelreading ADD CONSTRAINT channelreading_by_hand_has_an_author
    CHECK ((source = 'by_hand') = (entered_by_id IS NOT NULL));
"""
DROP = """
ALTER TABLE analytics_reading DROP COLUMN entered_by_id CASCADE;
ALTER TABLE analytics_channelreading DROP COLUMN entered_by_id CASCADE;
"""
ENTERED_BY = models.ForeignKey(
    db_index=False,
    null=True,
    on_delete=django.db.models.deletion.DO_NOTHING,
    related_name="+",
    to="people.member",
)
# A month is attached by a parent's own checks; LIKE takes them along, or attaching would be refused.
ENSURE = """
DO $$
DECLARE body text;
BEGIN
    SELECT pg_get_functiondef('ensure_reading_month(date)'::regprocedure) INTO body;
    EXECUTE replace(body, '{before}', '{after}');
END $$;
"""
PLAIN = "INCLUDING DEFAULTS)"
CHECKED = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"


class Migration(migrations.Migration):
    """Figures that a person wrote down say so, and who did."""

    dependencies = [
        ("analytics", "0002_printed_reports"),
        ("people", "0001_people_and_agencies"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ADD, DROP)],
            state_operations=[
                migrations.AddField("reading", "entered_by", ENTERED_BY),
                migrations.AddField("channelreading", "entered_by", ENTERED_BY.clone()),
            ],
        ),
        migrations.RunSQL(
            ENSURE.format(before=PLAIN, after=CHECKED), ENSURE.format(before=CHECKED, after=PLAIN)
        ),
    ]
