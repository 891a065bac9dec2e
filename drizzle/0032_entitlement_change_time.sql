CREATE OR REPLACE FUNCTION "update_entitlements_of_payment"() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
DECLARE
  changed_at timestamp with time zone;
  owner uuid;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(722615841, hashtext(NEW.app_id::text));
  IF NOT EXISTS (SELECT FROM entitlement_items i WHERE i.item_id = NEW.item_id AND i.app_id = NEW.app_id) THEN
    RETURN NULL;
  END IF;
  -- The time of the event that the same statement writes. Reading it from the outbox could take as long as the outbox is large.
  changed_at := CASE WHEN TG_OP = 'INSERT' THEN NEW.verified_at
                     ELSE nullif(current_setting('coinslot.changed_at', true), '')::timestamptz END;
  -- Both users of a transfer, in the order of their locks, so that two transfers do not wait for each other.
  FOR owner IN
    SELECT u.id FROM unnest(CASE WHEN TG_OP = 'UPDATE' THEN ARRAY[OLD.user_id, NEW.user_id] ELSE ARRAY[NEW.user_id] END) u (id)
    GROUP BY u.id ORDER BY hashtext(u.id || NEW.environment)
  LOOP
    PERFORM update_user_entitlements(
      NEW.app_id, owner, NEW.environment, coalesce(changed_at, clock_timestamp()), NEW.purchase_id, NEW.id, NULL, NEW.store
    );
  END LOOP;
  RETURN NULL;
END
$$;
