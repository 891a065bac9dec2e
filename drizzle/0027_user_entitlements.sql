CREATE INDEX "payments_non_consumable" ON "payments" USING btree ("user_id","app_id") WHERE not consumable and subscription_id is null;
--> statement-breakpoint
-- Computes what a user may use in an environment from what gives it, whatever the rows said before. Nothing is written for an entitlement
-- that does not differ. Returns the number of entitlements that do.
--
-- Each lock is a statement of its own: the statements after it see what its former holder has committed. The shared lock of the AppKey
-- comes first, so that a change of the items of an entitlement waits for the transactions that have read the items before, and their
-- users are found after it. The settings force the indexes by user, whatever the statistics know (docs/decisions/0035).
CREATE FUNCTION "update_user_entitlements"(
  "app" uuid, "for_user" uuid, "in_environment" text, "at" timestamp with time zone,
  "by_purchase" uuid, "by_payment" uuid, "by_subscription" uuid, "by_store" text
)
RETURNS integer
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
  changed_count integer;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(722615841, hashtext(app::text));
  PERFORM pg_advisory_xact_lock(722615842, hashtext(for_user || in_environment));
  WITH leeway AS MATERIALIZED (
    SELECT make_interval(hours => a.subscription_leeway_hours) AS leeway FROM apps a WHERE a.app_id = app
  ), bought AS (
    SELECT i.entitlement_id, l.gives_access,
           CASE WHEN s.is_stale THEN l.access_until + leeway ELSE l.access_until END AS access_until,
           l.will_renew, s.status = 'IN_GRACE_PERIOD' AS in_grace_period, s.is_stale, 'SUBSCRIPTION' AS source, s.id AS source_id
    FROM leeway
    CROSS JOIN subscriptions s
    JOIN subscription_lines l ON l.app_id = s.app_id AND l.subscription_id = s.id
    JOIN entitlement_items i ON i.item_id = l.item_id AND i.app_id = l.app_id
    WHERE s.user_id = for_user AND s.app_id = app AND s.environment = in_environment AND l.access_until IS NOT NULL
    UNION ALL
    SELECT i.entitlement_id, true, 'infinity', false, false, false, 'PAYMENT', p.id
    FROM payments p
    JOIN entitlement_items i ON i.item_id = p.item_id AND i.app_id = p.app_id
    WHERE p.user_id = for_user AND p.app_id = app AND NOT p.consumable AND p.subscription_id IS NULL
      AND p.environment = in_environment AND p.status <> 'REFUNDED'
  ), grants AS MATERIALIZED (
    SELECT g.id, g.entitlement_id, g.kind, coalesce(g.access_until, 'infinity') AS access_until
    FROM entitlement_grants g
    WHERE g.user_id = for_user AND g.app_id = app AND g.revoked_at IS NULL AND in_environment = 'PRODUCTION'
  ), limits AS MATERIALIZED (
    SELECT entitlement_id, min(access_until) AS limited_until FROM grants WHERE kind = 'LIMIT' GROUP BY entitlement_id
  ), sources AS (
    SELECT b.entitlement_id, b.gives_access, least(b.access_until, l.limited_until) AS access_until,
           b.will_renew AND coalesce(b.access_until < l.limited_until, true) AS will_renew,
           b.in_grace_period, b.is_stale, b.source, b.source_id
    FROM bought b LEFT JOIN limits l USING (entitlement_id)
    UNION ALL
    SELECT entitlement_id, true, access_until, false, false, false, 'GRANT', id FROM grants WHERE kind = 'ADD'
  ), longest AS MATERIALIZED (
    SELECT DISTINCT ON (entitlement_id) entitlement_id, gives_access, nullif(access_until, 'infinity') AS access_until,
           will_renew, in_grace_period, is_stale, source, source_id
    FROM sources
    ORDER BY entitlement_id, gives_access DESC, sources.access_until DESC, will_renew DESC, source_id
  ), existing AS MATERIALIZED (
    SELECT * FROM user_entitlements u WHERE u.user_id = for_user AND u.app_id = app AND u.environment = in_environment
  ), wanted AS (
    SELECT * FROM longest
    UNION ALL
    -- Nothing gives it any more: the row keeps what gave it last.
    SELECT e.entitlement_id, false, e.access_until, false, false, false, e.source, e.source_id
    FROM existing e WHERE NOT EXISTS (SELECT FROM longest l WHERE l.entitlement_id = e.entitlement_id)
  ), changed AS MATERIALIZED (
    SELECT w.*, e.entitlement_id IS NULL AS is_new, w.gives_access AND coalesce(w.access_until > at, true) AS is_active,
           coalesce(e.gives_access AND coalesce(e.access_until > at, true), false) AS was_active
    FROM wanted w LEFT JOIN existing e USING (entitlement_id)
    WHERE (w.gives_access, w.access_until, w.will_renew, w.in_grace_period, w.is_stale, w.source, w.source_id)
      IS DISTINCT FROM (e.gives_access, e.access_until, e.will_renew, e.in_grace_period, e.is_stale, e.source, e.source_id)
  ), entitlement_upsert AS (
    INSERT INTO user_entitlements (app_id, user_id, entitlement_id, environment, gives_access, access_until, will_renew,
                                   in_grace_period, is_stale, source, source_id, updated_at)
    SELECT app, for_user, entitlement_id, in_environment, gives_access, access_until, will_renew, in_grace_period, is_stale, source,
           source_id, at
    FROM changed
    ON CONFLICT (app_id, user_id, entitlement_id, environment) DO UPDATE SET
      gives_access = excluded.gives_access, access_until = excluded.access_until, will_renew = excluded.will_renew,
      in_grace_period = excluded.in_grace_period, is_stale = excluded.is_stale, source = excluded.source,
      source_id = excluded.source_id, updated_at = excluded.updated_at
  ), event_insert AS (
    INSERT INTO event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status,
                              subscription_id, user_id, entitlement_id)
    SELECT app, gen_random_uuid(), 'ENTITLEMENT_CHANGED', at, by_purchase, by_payment, by_store,
           CASE WHEN was_active THEN 'ACTIVE' ELSE 'INACTIVE' END, CASE WHEN is_active THEN 'ACTIVE' ELSE 'INACTIVE' END,
           by_subscription, for_user, entitlement_id
    -- What has ended before the entitlement was defined is no change for anyone.
    FROM changed WHERE is_active OR NOT is_new ORDER BY entitlement_id
  )
  SELECT count(*) INTO changed_count FROM changed;
  RETURN changed_count;
END
$$;--> statement-breakpoint
COMMENT ON FUNCTION "update_user_entitlements" IS 'Computes the entitlements of a user in an environment from scratch, with an event for each that differs.';--> statement-breakpoint
CREATE FUNCTION "update_entitlements_of_payment"() RETURNS trigger
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
  -- The time of the event that the same statement has written, which is one of the last. An import may write none.
  SELECT o.occurred_at INTO changed_at
  FROM (SELECT * FROM event_outbox WHERE app_id = NEW.app_id ORDER BY insert_seq DESC LIMIT 100) o
  WHERE o.payment_id = NEW.id ORDER BY o.insert_seq DESC LIMIT 1;
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
$$;--> statement-breakpoint
COMMENT ON FUNCTION "update_entitlements_of_payment" IS 'Applies a payment to the entitlements of its users, after the event of the payment: no statement can forget it.';--> statement-breakpoint
CREATE TRIGGER "payments_entitlements_of_new" AFTER INSERT ON "payments" FOR EACH ROW
WHEN (NOT NEW.consumable AND NEW.subscription_id IS NULL)
EXECUTE FUNCTION "update_entitlements_of_payment"();--> statement-breakpoint
CREATE TRIGGER "payments_entitlements" AFTER UPDATE OF "status", "user_id" ON "payments" FOR EACH ROW
WHEN (NOT NEW.consumable AND NEW.subscription_id IS NULL
  AND ((OLD.status = 'REFUNDED') <> (NEW.status = 'REFUNDED') OR OLD.user_id <> NEW.user_id))
EXECUTE FUNCTION "update_entitlements_of_payment"();--> statement-breakpoint
CREATE FUNCTION "update_entitlements_of_grant"() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM update_user_entitlements(
    NEW.app_id, NEW.user_id, 'PRODUCTION', coalesce(NEW.revoked_at, NEW.created_at), NULL, NULL, NULL, NULL
  );
  RETURN NULL;
END
$$;--> statement-breakpoint
COMMENT ON FUNCTION "update_entitlements_of_grant" IS 'Applies a grant to the entitlements of its user: no statement can forget it.';--> statement-breakpoint
CREATE TRIGGER "entitlement_grants_entitlements" AFTER INSERT OR UPDATE OF "revoked_at", "access_until" ON "entitlement_grants"
FOR EACH ROW EXECUTE FUNCTION "update_entitlements_of_grant"();--> statement-breakpoint
CREATE FUNCTION "lock_entitlement_items"() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(722615841, hashtext(coalesce(NEW.app_id, OLD.app_id)::text));
  RETURN coalesce(NEW, OLD);
END
$$;--> statement-breakpoint
COMMENT ON FUNCTION "lock_entitlement_items" IS 'Waits for the transactions that have computed entitlements of the AppKey with the items before the change.';--> statement-breakpoint
CREATE TRIGGER "entitlement_items_lock" BEFORE INSERT OR UPDATE OR DELETE ON "entitlement_items"
FOR EACH ROW EXECUTE FUNCTION "lock_entitlement_items"();
