from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_people_and_agencies'),
    ]

    operations = [
        migrations.AddField(
            model_name='agency',
            name='is_demo',
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name='for show'),
        ),
        migrations.RunSQL(
            # A demo may be removed with all it holds, histories included, so no agency becomes one later.
            """
            CREATE FUNCTION people_agency_is_born_a_demo() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'an agency cannot become a demo' USING ERRCODE = 'check_violation';
            END $$;
            CREATE TRIGGER agency_is_born_a_demo BEFORE UPDATE OF is_demo ON people_agency
            FOR EACH ROW WHEN (NEW.is_demo AND NOT OLD.is_demo)
            EXECUTE FUNCTION people_agency_is_born_a_demo();
            """,
            """
            DROP TRIGGER agency_is_born_a_demo ON people_agency;
            DROP FUNCTION people_agency_is_born_a_demo();
            """,
        ),
    ]
