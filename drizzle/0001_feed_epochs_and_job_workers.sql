CREATE TABLE "feed_epochs" (
	"app_id" uuid NOT NULL,
	"first_position" bigint NOT NULL,
	"previous_position" bigint NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "feed_epochs_app_id_first_position_pk" PRIMARY KEY("app_id","first_position")
);
--> statement-breakpoint
CREATE TABLE "job_workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"pool_ids" text[] NOT NULL,
	"heartbeat_count" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "feed_heads" ADD COLUMN "origin" text;--> statement-breakpoint
ALTER TABLE "reconciliation_jobs" ADD COLUMN "lease_holder" uuid;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD COLUMN "lease_holder" uuid;--> statement-breakpoint
-- Identifies the database that assigns positions. It differs in a promoted standby and after a recovery to a point in time (another
-- timeline), in a dump that was restored (another cluster, database or table), and in a copy made by CREATE DATABASE … TEMPLATE. It is
-- the same in a copy of the files: then `start_feed_epochs` has to be called. Parts that the role may not read are left out.
CREATE FUNCTION "feed_origin"() RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
  cluster text;
BEGIN
  BEGIN
    cluster := (SELECT system_identifier FROM pg_control_system());
  EXCEPTION WHEN OTHERS THEN
    cluster := NULL;
  END;
  RETURN concat_ws('/', cluster, database_timeline(),
    (SELECT oid FROM pg_database WHERE datname = current_database()), 'feed_heads'::regclass::oid);
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION "feed_origin" IS 'Identifies the database that assigns the positions of the feeds.';--> statement-breakpoint
-- A feed without an event has a head too, so that its first event starts an epoch after a restore.
INSERT INTO feed_heads (app_id, position) SELECT app_id, 0 FROM apps ON CONFLICT DO NOTHING;
--> statement-breakpoint
-- A feed whose head is of another timeline stays without an origin here, and its next event starts an epoch.
UPDATE feed_heads SET origin = CASE WHEN timeline IS DISTINCT FROM database_timeline() AND position > 0 THEN '' ELSE feed_origin() END;
--> statement-breakpoint
-- The next event of each feed starts a new epoch.
CREATE FUNCTION "start_feed_epochs"() RETURNS bigint
LANGUAGE sql
AS $$
  WITH marked AS (UPDATE feed_heads SET origin = '' RETURNING 1)
  SELECT count(*) FROM marked
$$;
--> statement-breakpoint
COMMENT ON FUNCTION "start_feed_epochs" IS 'Has each feed start a new epoch with its next event. Returns the number of feeds.';--> statement-breakpoint
-- Whether a position lies between two epochs: another database has assigned it, and this one does not have its event.
CREATE FUNCTION "is_lost_position"("feed" uuid, "at_position" bigint) RETURNS boolean
LANGUAGE sql STABLE
RETURN coalesce((
  SELECT e.previous_position < "at_position" FROM feed_epochs e
  WHERE e.app_id = "feed" AND e.first_position > "at_position" + 1 ORDER BY e.first_position LIMIT 1
), false);
--> statement-breakpoint
COMMENT ON FUNCTION "is_lost_position" IS 'Whether a position of an AppKey''s feed was assigned by another database.';--> statement-breakpoint
-- The positions between two epochs do not count.
CREATE FUNCTION "feed_distance"("feed" uuid, "from_position" bigint, "to_position" bigint) RETURNS bigint
LANGUAGE sql STABLE
RETURN "to_position" - "from_position" - coalesce((
  SELECT sum(least(e.first_position - 1, "to_position") - greatest(e.previous_position, "from_position"))::bigint FROM feed_epochs e
  WHERE e.app_id = "feed" AND e.first_position - 1 > "from_position" AND e.previous_position < "to_position"
), 0);
--> statement-breakpoint
COMMENT ON FUNCTION "feed_distance" IS 'Number of positions of an AppKey''s feed after one position, up to another one.';--> statement-breakpoint
-- The end of a scan of `span` positions. The scan does not stop between two epochs, and passes the positions there at once.
CREATE FUNCTION "feed_scan_end"("feed" uuid, "after" bigint, "span" bigint) RETURNS bigint
LANGUAGE sql STABLE
RETURN coalesce((
  SELECT CASE WHEN "after" + "span" > e.previous_position THEN e.first_position - 1 END FROM feed_epochs e
  WHERE e.app_id = "feed" AND e.first_position > "after" + 1 ORDER BY e.first_position LIMIT 1
), "after" + "span");
--> statement-breakpoint
COMMENT ON FUNCTION "feed_scan_end" IS 'The position up to which a scan of an AppKey''s feed reads.';--> statement-breakpoint
-- As before, with epochs: a database that is not the one that assigned the last position starts a new epoch.
CREATE OR REPLACE FUNCTION "sequence_events"(
  "batch_size" integer, "at_time" timestamp with time zone DEFAULT clock_timestamp(), "with_events_of" uuid[] DEFAULT '{}'
)
RETURNS TABLE ("app_id" uuid, "sequenced" integer, "head" bigint, "event_rows" json)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  this_month date := date_trunc('month', at_time AT TIME ZONE 'UTC');
  current_origin text := feed_origin();
  -- Far enough for any feed, and random, so that two databases that continue the same feed assign different positions.
  epoch_distance bigint := 1000000000 + floor(random() * 1e15);
  feed record;
  job_payloads jsonb := '[]';
BEGIN
  PERFORM pg_advisory_xact_lock(7226158402);
  IF to_regclass(event_partition_name(this_month)) IS NULL THEN
    PERFORM create_event_partition(this_month);
  END IF;
  FOR feed IN
    WITH dequeued AS (
      DELETE FROM event_outbox WHERE ctid = ANY (ARRAY(
        SELECT o.ctid FROM event_outbox o ORDER BY o.app_id, o.insert_seq LIMIT batch_size
      ))
      RETURNING *
    ), batch_counts AS MATERIALIZED (
      SELECT app_id, sequenced, last_month, greatest(this_month, last_month) AS month
      FROM (SELECT app_id, count(*) AS sequenced FROM dequeued GROUP BY app_id) batch
      LEFT JOIN LATERAL (
        SELECT p.month AS last_month FROM event_partitions p WHERE p.app_id = batch.app_id ORDER BY p.month DESC LIMIT 1
      ) latest_partition ON true
    ), epoch_insert AS (
      INSERT INTO feed_epochs (app_id, first_position, previous_position, started_at)
      SELECT h.app_id, h.position + epoch_distance + 1, h.position, at_time
      FROM batch_counts JOIN feed_heads h USING (app_id) WHERE h.origin <> current_origin
    ), head_upsert AS (
      INSERT INTO feed_heads (app_id, position, origin)
      SELECT app_id, sequenced, current_origin FROM batch_counts
      ON CONFLICT (app_id) DO UPDATE SET
        position = feed_heads.position + excluded.position
          + CASE WHEN feed_heads.origin <> excluded.origin THEN epoch_distance ELSE 0 END,
        origin = excluded.origin
      RETURNING app_id, position
    ), feed_ranges AS MATERIALIZED (
      SELECT app_id, month, last_month, position - sequenced AS previous_head FROM head_upsert JOIN batch_counts USING (app_id)
    ), partition_insert AS (
      INSERT INTO event_partitions (app_id, month, first_position)
      SELECT app_id, month, previous_head + 1 FROM feed_ranges WHERE last_month IS DISTINCT FROM month
    ), event_insert AS (
      INSERT INTO events (app_id, month, position, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status)
      SELECT app_id, feed_ranges.month, feed_ranges.previous_head + row_number() OVER (PARTITION BY app_id ORDER BY insert_seq),
             id, type, occurred_at, purchase_id, payment_id, store, previous_status, status
      FROM dequeued JOIN feed_ranges USING (app_id)
      RETURNING app_id, position, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status
    ), requested_events AS (
      SELECT app_id, json_agg(json_build_object(
        'position', position::text, 'id', id, 'type', type, 'occurred_at', occurred_at, 'purchase_id', purchase_id,
        'payment_id', payment_id, 'store', store, 'previous_status', previous_status, 'status', status
      ) ORDER BY position) AS events
      FROM event_insert WHERE app_id = ANY (with_events_of) GROUP BY app_id
    ), due_acknowledgements AS MATERIALIZED (
      SELECT DISTINCT ON (k.app_id, k.payment_id) k.app_id, k.payment_id, e.occurred_at
      FROM event_insert e JOIN acknowledgements k ON k.app_id = e.app_id AND k.payment_id = e.payment_id
      WHERE e.type IN ('PAYMENT_PAID', 'PAYMENT_CONSUMED', 'PAYMENT_COMPLETED')
        -- Not `is not null`, so that the planner does not scan the index of due acknowledgements.
        AND coalesce(k.next_attempt_at > '-infinity', false)
        AND (SELECT is_acknowledgement_due(a.acknowledge_on, e.status, k.consumable) FROM apps a WHERE a.app_id = e.app_id)
    ), locked_acknowledgements AS MATERIALIZED (
      SELECT k.app_id, k.payment_id, due_acknowledgements.occurred_at
      FROM due_acknowledgements JOIN acknowledgements k USING (app_id, payment_id)
      FOR UPDATE OF k SKIP LOCKED
    ), acknowledgement_update AS (
      -- Should the job get lost, the job recovery enqueues it again after this time.
      UPDATE acknowledgements k SET next_attempt_at = l.occurred_at + interval '1 minute'
      FROM locked_acknowledgements l WHERE k.app_id = l.app_id AND k.payment_id = l.payment_id
    ), jobs_by_app AS (
      SELECT app_id, jsonb_agg(jsonb_build_object('appId', app_id, 'paymentId', payment_id)) AS payloads
      FROM due_acknowledgements GROUP BY app_id
    )
    SELECT batch_counts.app_id, batch_counts.sequenced::integer AS sequenced, head_upsert.position AS head,
           jobs_by_app.payloads, requested_events.events
    FROM batch_counts
    JOIN head_upsert USING (app_id)
    LEFT JOIN jobs_by_app USING (app_id)
    LEFT JOIN requested_events USING (app_id)
  LOOP
    app_id := feed.app_id;
    sequenced := feed.sequenced;
    head := feed.head;
    event_rows := feed.events;
    job_payloads := job_payloads || coalesce(feed.payloads, '[]');
    RETURN NEXT;
  END LOOP;
  IF jsonb_array_length(job_payloads) > 0 THEN
    PERFORM graphile_worker.add_jobs((
      SELECT array_agg(
        ('acknowledge_payment', payload::json, NULL, now(), 25, 'acknowledge:' || (payload ->> 'paymentId'), 0, NULL)
          ::graphile_worker.job_spec
      )
      FROM jsonb_array_elements(job_payloads) AS payload
    ), true);
  END IF;
END
$$;
--> statement-breakpoint
-- As before, and a position that another database assigned raises KE002.
CREATE OR REPLACE FUNCTION "select_events"(
  "feed" uuid, "after" bigint, "up_to" bigint, "max_count" integer, "event_types" text[], "store_names" text[],
  "reject_expired" boolean
) RETURNS SETOF "events"
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_sort = off
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  partition_month date;
  row_count bigint;
BEGIN
  FOR partition_month IN
    SELECT month FROM event_partitions WHERE app_id = feed AND month >= coalesce((
      SELECT p.month FROM event_partitions p WHERE p.app_id = feed AND p.first_position <= after + 1 ORDER BY p.month DESC LIMIT 1
    ), '-infinity') AND (up_to IS NULL OR first_position <= up_to)
    ORDER BY month
  LOOP
    RETURN QUERY
    SELECT * FROM events e
    WHERE e.app_id = feed AND e.month = partition_month AND e.position > after AND (up_to IS NULL OR e.position <= up_to)
      AND (event_types IS NULL OR e.type = ANY (event_types)) AND (store_names IS NULL OR e.store = ANY (store_names))
    ORDER BY e.position LIMIT max_count;
    GET DIAGNOSTICS row_count = ROW_COUNT;
    max_count := max_count - row_count;
    EXIT WHEN max_count <= 0;
  END LOOP;
  IF reject_expired AND earliest_feed_cursor(feed) > after THEN
    RAISE EXCEPTION 'events after position % have been dropped', after USING ERRCODE = 'KE001';
  END IF;
  IF reject_expired AND is_lost_position(feed, after) THEN
    RAISE EXCEPTION 'position % was assigned by another database', after USING ERRCODE = 'KE002';
  END IF;
END
$$;
