-- Consumes payments of an AppKey: status, consume, event and idempotency key, guarded by the expected status. The n-th elements of the
-- arrays belong together; the keys and addresses may be null. Returns the payments that it has consumed, each with the id of its consume.
-- The others are locked, have another status or owner, belong to a suspended user, or their idempotency key is in use.
--
-- Locks: it waits for no payment. One that another transaction has locked is left out, so that it delays no other payment. For a
-- transaction that has inserted the same idempotency key it waits half a second: only that lasts longer than a moment.
-- Plan: one for all calls of a session, because planning takes as long as executing. While the table is small all its indexes cost the
-- same, and a plan that was kept could read by any of them later; so it is kept only once the table has two mebibytes. Whatever the
-- statistics know, that plan reads payments by an array of ids, and no other table by a condition that an index has to be chosen for
-- (docs/decisions/0097).
CREATE FUNCTION "consume_payments"(
  "app" uuid, "at" timestamp with time zone, "by_caller" text, "by_server_key" uuid,
  -- Only payments of this user; null for callers that may consume every payment.
  "for_user" uuid,
  -- The scope of the idempotency keys; null: each in the scope of its payment's user.
  "key_scope" text,
  "payment_ids" uuid[], "consume_ids" uuid[], "event_ids" uuid[], "keys" text[], "request_hashes" text[], "addresses" text[]
)
RETURNS TABLE ("payment" "payments", "consumed_as" uuid)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
SET lock_timeout = '500ms'
AS $$
BEGIN
  IF pg_relation_size('payments') < 2097152 THEN
    PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
  END IF;
  RETURN QUERY
  WITH unlocked AS MATERIALIZED (
    SELECT p.id, coalesce(key_scope, 'user:' || p.user_id) AS scope FROM payments p
    WHERE p.app_id = app AND p.id = ANY (payment_ids) AND p.status = 'PAID' AND p.consumable
      AND (for_user IS NULL OR p.user_id = for_user)
      AND (SELECT true FROM user_suspensions s WHERE s.app_id = app AND s.user_id = p.user_id) IS NULL
    FOR UPDATE OF p SKIP LOCKED
  ), request AS MATERIALIZED (
    -- Two requests for one payment: one of them.
    SELECT DISTINCT ON (r.payment_id) r.*, u.scope
    FROM unnest(payment_ids, consume_ids, event_ids, keys, request_hashes, addresses)
      AS r (payment_id, consume_id, event_id, key, request_hash, address)
    JOIN unlocked u ON u.id = r.payment_id
  ), key_insert AS (
    INSERT INTO idempotency_keys AS k (app_id, operation, scope, key, request_hash, resource_id, created_at)
    SELECT app, 'consumePayment', r.scope, r.key, r.request_hash, r.payment_id, at FROM request r WHERE r.key IS NOT NULL
    ON CONFLICT DO NOTHING
    RETURNING k.resource_id
  ), payment_update AS (
    UPDATE payments p SET status = 'CONSUMED'
    WHERE p.app_id = app AND p.status = 'PAID' AND p.id = ANY (ARRAY(
      SELECT r.payment_id FROM request r WHERE r.key IS NULL UNION ALL SELECT i.resource_id FROM key_insert i
    ))
    RETURNING p AS row, p.id, p.purchase_id, p.store, p.status
  ), consumed AS MATERIALIZED (
    SELECT u.*, r.consume_id, r.event_id, r.key, r.address FROM payment_update u JOIN request r ON r.payment_id = u.id
  ), consume_insert AS (
    INSERT INTO consumes (app_id, payment_id, id, consumed_at, consumed_by, server_key_id, idempotency_key, address)
    SELECT app, c.id, c.consume_id, at, by_caller, by_server_key, c.key, c.address FROM consumed c
    RETURNING 1
  ), event_insert AS (
    INSERT INTO event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status)
    SELECT app, c.event_id, 'PAYMENT_CONSUMED', at, c.purchase_id, c.id, c.store, 'PAID', c.status FROM consumed c
    RETURNING 1
  )
  SELECT c.row, c.consume_id FROM consumed c;
END
$$;
