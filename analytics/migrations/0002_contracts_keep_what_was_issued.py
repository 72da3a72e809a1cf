from django.db import migrations

# A contract is the ground of statements and the currency of a client's money: both are rows of other rooms, so the
# database keeps them together. What is refused is said in words by clients/actions/contracts.py, from the detail.
#
# Of a month that is issued the terms stay. Of a flat fee that still runs the fee may change, never under what is issued.
# A contract and the costs, boosts and extras of its months share one currency; what is closed is past mending.
_KEEPS = """
CREATE FUNCTION clients_contract_keeps_what_was_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed date;
    issued numeric;
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM people_agency WHERE id = OLD.agency_id AND is_demo) THEN
        RETURN OLD;
    END IF;
    SELECT max(last_on) INTO closed FROM editorial_closedperiod
    WHERE client_id = OLD.client_id AND last_on >= date_trunc('month', OLD.starts_on)
        AND (OLD.ends_on IS NULL OR date_trunc('month', first_on) <= OLD.ends_on);
    IF closed IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.client_id, OLD.basis, OLD.currency, OLD.starts_on)
            IS NOT DISTINCT FROM (NEW.client_id, NEW.basis, NEW.currency, NEW.starts_on)
        AND (NEW.ends_on IS NOT DISTINCT FROM OLD.ends_on OR NEW.ends_on IS NULL
            OR date_trunc('month', NEW.ends_on) >= date_trunc('month', closed))
    THEN
        IF (OLD.fee, OLD.hours, OLD.quotas, OLD.rounds) IS NOT DISTINCT FROM (NEW.fee, NEW.hours, NEW.quotas, NEW.rounds) THEN
            RETURN NEW;
        END IF;
        SELECT coalesce(sum((figures->>'fee')::numeric), 0) INTO issued FROM analytics_statement
        WHERE client_id = OLD.client_id AND last_on >= date_trunc('month', OLD.starts_on)
            AND (OLD.ends_on IS NULL OR date_trunc('month', first_on) <= OLD.ends_on);
        IF OLD.basis = 'flat' AND NEW.fee >= issued AND (OLD.ends_on IS NULL OR closed < OLD.ends_on) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a statement was issued by this contract'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_of_a_closed_period', DETAIL = closed::text;
END $$;
CREATE TRIGGER clients_contract_keeps_what_was_issued BEFORE UPDATE OR DELETE ON clients_contract
    FOR EACH ROW EXECUTE FUNCTION clients_contract_keeps_what_was_issued();

CREATE FUNCTION clients_contract_in_one_currency() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    zone text;
    mixed jsonb;
BEGIN
    SELECT time_zone INTO zone FROM clients_client WHERE id = NEW.client_id;
    SELECT jsonb_build_object('what', m.what, 'on', m.day, 'currency', m.currency) INTO mixed
    FROM (
        SELECT what, "on" AS day, currency FROM editorial_cost
        WHERE client_id = NEW.client_id AND currency <> NEW.currency
        UNION ALL
        SELECT name, starts_on, currency FROM editorial_boost
        WHERE client_id = NEW.client_id AND currency <> NEW.currency
        UNION ALL
        SELECT what, (coalesce(answered_at, offered_at) AT TIME ZONE zone)::date, currency FROM editorial_extra
        WHERE client_id = NEW.client_id AND currency <> NEW.currency AND answer IN ('', 'yes')
    ) m
    WHERE m.day >= date_trunc('month', NEW.starts_on)
        AND (NEW.ends_on IS NULL OR date_trunc('month', m.day) <= NEW.ends_on)
        -- What was there before under these terms stands apart on the screens, and keeps nobody from ending them.
        AND NOT (TG_OP = 'UPDATE' AND OLD.currency = NEW.currency AND m.day >= date_trunc('month', OLD.starts_on)
            AND (OLD.ends_on IS NULL OR date_trunc('month', m.day) <= OLD.ends_on))
        AND NOT EXISTS (
            SELECT 1 FROM editorial_closedperiod p
            WHERE p.client_id = NEW.client_id AND m.day BETWEEN p.first_on AND p.last_on
        )
    ORDER BY m.day LIMIT 1;
    IF mixed IS NOT NULL THEN
        RAISE EXCEPTION 'a contract and the money of its months are in one currency'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_in_one_currency', DETAIL = mixed::text;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clients_contract_in_one_currency BEFORE INSERT OR UPDATE OF currency, starts_on, ends_on ON clients_contract
    FOR EACH ROW EXECUTE FUNCTION clients_contract_in_one_currency();
"""

_FORGETS = """
DROP TRIGGER clients_contract_in_one_currency ON clients_contract;
DROP FUNCTION clients_contract_in_one_currency();
DROP TRIGGER clients_contract_keeps_what_was_issued ON clients_contract;
DROP FUNCTION clients_contract_keeps_what_was_issued();
"""


class Migration(migrations.Migration):
    """A contract keeps what statements were issued by it, and the currency of the money beside it."""

    dependencies = [
        ("analytics", "0001_analytics"),
        ("clients", "0001_clients"),
        ("editorial", "0001_posts"),
    ]

    operations = [migrations.RunSQL(_KEEPS, _FORGETS)]
