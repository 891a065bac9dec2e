DROP INDEX "subscriptions_states";--> statement-breakpoint
CREATE INDEX "subscriptions_states" ON "subscriptions" USING btree ("app_id","environment","status","phase","will_renew","ownership","store","item_id","id") WHERE created_at > '-infinity';--> statement-breakpoint
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
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION "sequence_feed"(
  "feed" uuid, "batch_size" integer, "with_events" boolean, "at_time" timestamp with time zone, "current_origin" text,
  OUT "sequenced" integer, OUT "head" bigint, OUT "is_busy" boolean, OUT "event_rows" json, OUT "due_payments" uuid[]
)
LANGUAGE plpgsql
AS $$
DECLARE
  this_month date := date_trunc('month', at_time AT TIME ZONE 'UTC');
  last_seq bigint;
  previous_head bigint;
  previous_origin text;
  last_month date;
  feed_month date;
  changed_payments uuid[];
  changed_statuses text[];
  last_change timestamp with time zone;
BEGIN
  sequenced := 0;
  PERFORM pg_advisory_xact_lock_shared(7226158402);
  is_busy := NOT pg_try_advisory_xact_lock(722615840, uuid_hash(feed));
  IF is_busy THEN
    RETURN;
  END IF;
  SELECT max(b.insert_seq),
         (SELECT h.position FROM feed_heads h WHERE h.app_id = feed), (SELECT h.origin FROM feed_heads h WHERE h.app_id = feed),
         (SELECT p.month FROM event_partitions p WHERE p.app_id = feed ORDER BY p.month DESC LIMIT 1)
  INTO last_seq, previous_head, previous_origin, last_month
  FROM (SELECT o.insert_seq FROM event_outbox o WHERE o.app_id = feed ORDER BY o.insert_seq LIMIT batch_size) b;
  IF last_seq IS NULL THEN
    RETURN;
  END IF;
  feed_month := greatest(this_month, last_month);
  IF last_month IS DISTINCT FROM feed_month AND to_regclass(event_partition_name(feed_month)) IS NULL THEN
    PERFORM pg_advisory_xact_lock(7226158403);
    IF to_regclass(event_partition_name(feed_month)) IS NULL THEN
      PERFORM create_event_partition(feed_month);
    END IF;
  END IF;
  previous_head := coalesce(previous_head, 0);
  IF previous_origin <> current_origin THEN
    -- Far enough for any feed, and random, so that two databases that continue the same feed assign different positions.
    head := previous_head + 1000000000 + floor(random() * 1e15)::bigint;
    INSERT INTO feed_epochs (app_id, first_position, previous_position, started_at) VALUES (feed, head + 1, previous_head, at_time);
    previous_head := head;
  END IF;
  IF last_month IS DISTINCT FROM feed_month THEN
    INSERT INTO event_partitions (app_id, month, first_position) VALUES (feed, feed_month, previous_head + 1);
  END IF;
  WITH dequeued AS (
    DELETE FROM event_outbox o WHERE o.app_id = feed AND o.insert_seq <= last_seq RETURNING *
  ), event_insert AS (
    INSERT INTO events AS e (app_id, month, position, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status,
                             subscription_id, user_id, entitlement_id, reason)
    SELECT feed, feed_month, previous_head + row_number() OVER (ORDER BY d.insert_seq), d.id, d.type, d.occurred_at, d.purchase_id,
           d.payment_id, d.store, d.previous_status, d.status, d.subscription_id, d.user_id, d.entitlement_id, d.reason
    FROM dequeued d
    RETURNING e.position, e.id, e.type, e.occurred_at, e.purchase_id, e.payment_id, e.store, e.previous_status, e.status,
              e.subscription_id, e.user_id, e.entitlement_id, e.reason
  ), numbered AS (
    SELECT i.*, i.type IN ('PAYMENT_PAID', 'PAYMENT_CONSUMED', 'PAYMENT_COMPLETED') AS may_acknowledge FROM event_insert i
  )
  SELECT count(*), json_agg(json_build_object(
           'position', n.position::text, 'id', n.id, 'type', n.type, 'occurred_at', n.occurred_at, 'purchase_id', n.purchase_id,
           'payment_id', n.payment_id, 'store', n.store, 'previous_status', n.previous_status, 'status', n.status,
           'subscription_id', n.subscription_id, 'user_id', n.user_id, 'entitlement_id', n.entitlement_id, 'reason', n.reason
         ) ORDER BY n.position) FILTER (WHERE with_events),
         array_agg(n.payment_id) FILTER (WHERE n.may_acknowledge), array_agg(n.status) FILTER (WHERE n.may_acknowledge),
         max(n.occurred_at) FILTER (WHERE n.may_acknowledge)
  INTO sequenced, event_rows, changed_payments, changed_statuses, last_change
  FROM numbered n;
  head := previous_head + sequenced;
  INSERT INTO feed_heads AS h (app_id, position, origin) VALUES (feed, head, current_origin)
  ON CONFLICT (app_id) DO UPDATE SET
    position = excluded.position,
    origin = CASE WHEN h.origin IS DISTINCT FROM previous_origin THEN h.origin ELSE excluded.origin END
  WHERE h.app_id = feed;
  IF changed_payments IS NULL THEN
    RETURN;
  END IF;
  due_payments := ARRAY(
    SELECT DISTINCT k.payment_id
    FROM unnest(changed_payments, changed_statuses) AS c (payment_id, status)
    -- One read by the primary key for each payment. A plan that was made while the table was empty would read all rows of the AppKey.
    CROSS JOIN LATERAL (
      SELECT a.payment_id, a.consumable, a.next_attempt_at FROM acknowledgements a
      WHERE a.app_id = feed AND a.payment_id = c.payment_id LIMIT 1
    ) k
    WHERE k.next_attempt_at IS NOT NULL
      AND (SELECT is_acknowledgement_due(a.acknowledge_on, c.status, k.consumable) FROM apps a WHERE a.app_id = feed)
  );
  IF cardinality(due_payments) > 0 THEN
    -- Should the job get lost, the job recovery enqueues it again after this time.
    UPDATE acknowledgements k SET next_attempt_at = last_change + interval '1 minute'
    WHERE k.app_id = feed AND k.payment_id = ANY (ARRAY(
      SELECT l.payment_id FROM acknowledgements l WHERE l.app_id = feed AND l.payment_id = ANY (due_payments) FOR UPDATE SKIP LOCKED
    ));
  END IF;
END
$$;--> statement-breakpoint
-- Computes what a user may use in an environment from what gives it, whatever the rows said before. Nothing is written for an entitlement
-- that does not differ. Returns the number of entitlements that do.
--
-- Each lock is a statement of its own: the statements after it see what its former holder has committed. The shared lock of the AppKey
-- comes first, so that a change of the items of an entitlement waits for the transactions that have read the items before, and their
-- users are found after it. The settings force the indexes by user, whatever the statistics know (docs/decisions/0035); with OFFSET 0
-- the lines and the items are read by their keys, and not those of all users to be joined.
CREATE OR REPLACE FUNCTION "update_user_entitlements"(
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
    CROSS JOIN LATERAL (
      SELECT * FROM subscription_lines l WHERE l.app_id = app AND l.subscription_id = s.id AND l.access_until IS NOT NULL OFFSET 0
    ) l
    CROSS JOIN LATERAL (
      SELECT i.entitlement_id FROM entitlement_items i WHERE i.app_id = app AND i.item_id = l.item_id OFFSET 0
    ) i
    WHERE s.user_id = for_user AND s.app_id = app AND s.environment = in_environment
    UNION ALL
    SELECT i.entitlement_id, true, 'infinity', false, false, false, 'PAYMENT', p.id
    FROM payments p
    CROSS JOIN LATERAL (
      SELECT i.entitlement_id FROM entitlement_items i WHERE i.app_id = app AND i.item_id = p.item_id OFFSET 0
    ) i
    WHERE p.user_id = for_user AND p.app_id = app AND NOT p.consumable AND p.subscription_id IS NULL
      -- Not an equality, which would imply the condition of the index of lists by environment.
      AND coalesce(p.environment, '') = in_environment AND p.status <> 'REFUNDED'
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
$$;
