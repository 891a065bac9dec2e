-- The feed by month. What waits for its place is in a small table of its own; what has it is in partitions, which are dropped as
-- a whole when they are old. docs/decisions/0028-events-are-kept-by-month.md says why.
CREATE TABLE "feed_months" (
	"app_id" uuid NOT NULL,
	"month" date NOT NULL,
	"first_position" bigint NOT NULL,
	CONSTRAINT "feed_months_app_id_month_pk" PRIMARY KEY("app_id","month")
);
--> statement-breakpoint
CREATE TABLE "unplaced_events" (
	"app_id" uuid NOT NULL,
	"recorded" bigint GENERATED ALWAYS AS IDENTITY (sequence name "unplaced_events_recorded_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"purchase_id" uuid NOT NULL,
	"payment_id" uuid,
	"store" text NOT NULL,
	"previous_status" text,
	"status" text NOT NULL,
	CONSTRAINT "unplaced_events_app_id_recorded_pk" PRIMARY KEY("app_id","recorded")
-- It fills and empties all the time: giving its pages back would only stop those who write.
) WITH (vacuum_truncate = false);
--> statement-breakpoint
ALTER TABLE "feed_heads" ADD COLUMN "timeline" text;--> statement-breakpoint
DROP FUNCTION "place_events"(integer);--> statement-breakpoint
-- The processes of the version before cannot go on: nothing but a stop keeps what they would write.
-- squawk-ignore renaming-table
ALTER TABLE "events" RENAME TO "events_before";--> statement-breakpoint
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX "events_payment";--> statement-breakpoint
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX "events_unpaid_purchase";--> statement-breakpoint
CREATE TABLE "events" (
	"app_id" uuid NOT NULL,
	"month" date NOT NULL,
	"position" bigint NOT NULL,
	"id" uuid NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"purchase_id" uuid NOT NULL,
	"payment_id" uuid,
	"store" text NOT NULL,
	"previous_status" text,
	"status" text NOT NULL,
	CONSTRAINT "events_app_id_position_month_pk" PRIMARY KEY("app_id","position","month")
) PARTITION BY RANGE ("month");
--> statement-breakpoint
CREATE INDEX "events_id" ON "events" USING btree ("app_id","id");--> statement-breakpoint
CREATE INDEX "events_payment" ON "events" USING btree ("app_id","payment_id","position");--> statement-breakpoint
CREATE INDEX "events_unpaid_purchase" ON "events" USING btree ("app_id","purchase_id") WHERE payment_id is null;--> statement-breakpoint
-- The name of a month's partition: they sort by age.
CREATE FUNCTION "event_month_table"("month" date) RETURNS text
LANGUAGE sql STABLE
RETURN 'events_' || to_char("month", 'YYYY_MM');
--> statement-breakpoint
-- Makes the room for a month's events. A table that is attached stops neither readers nor writers; one that is created as a
-- partition would.
CREATE FUNCTION "add_event_month"("month" date) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
  EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING ALL)', event_month_table(month));
  EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    event_month_table(month), month, (month + interval '1 month')::date);
END
$$;
--> statement-breakpoint
DO $$
DECLARE
  this_month date := date_trunc('month', now() AT TIME ZONE 'UTC');
BEGIN
  PERFORM add_event_month(this_month);
  INSERT INTO events (app_id, month, position, id, type, at, purchase_id, payment_id, store, previous_status, status)
  SELECT app_id, this_month, position, id, type, at, purchase_id, payment_id, store, previous_status, status
  FROM events_before WHERE position IS NOT NULL ORDER BY app_id, position;
  INSERT INTO feed_months (app_id, month, first_position) SELECT app_id, this_month, 1 FROM feed_heads;
  INSERT INTO unplaced_events (app_id, recorded, id, type, at, purchase_id, payment_id, store, previous_status, status)
  OVERRIDING SYSTEM VALUE
  SELECT app_id, recorded, id, type, at, purchase_id, payment_id, store, previous_status, status
  FROM events_before WHERE position IS NULL;
  PERFORM setval('unplaced_events_recorded_seq', max(recorded)) FROM unplaced_events HAVING max(recorded) IS NOT NULL;
END
$$;
--> statement-breakpoint
-- squawk-ignore ban-drop-table
DROP TABLE "events_before";--> statement-breakpoint
-- The timeline of the database: a standby that takes over, and a backup that is restored, begin a new one. Null where a service
-- does not tell.
CREATE FUNCTION "database_timeline"() RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
  RETURN left(pg_walfile_name(pg_current_wal_lsn()), 8);
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- Moves committed events into the feed, at most a batch of them, and answers with the AppKeys whose feeds grew, and how far; in the same
-- transaction it asks for the acknowledgement jobs that follow from them, as before. Whoever waited for the lock sees, in the statement
-- after it, everything that was committed before.
-- An AppKey's month never goes back, also when the clock does: so the order of the months is that of the positions. The month's
-- table is made before any statement on `events` is open: it could not be attached while one is.
-- A database that took over may lack events that readers have seen. Their positions are not given again: a feed goes on far behind
-- them, so that whoever saw them misses nothing of what comes.
-- The settings keep the plan on the indexes: without statistics the planner would read whole tables for one event. Rows are taken
-- by their addresses: statistics of a table that is mostly empty would have each compared with each.
-- Acknowledgements that somebody else is changing are left to him, as the feed waits for nobody: he says himself when they are due. Their
-- jobs are asked for all the same.
-- Whoever places and follows some of the feeds is told the events themselves of those, as `list_events` would.
CREATE FUNCTION "place_events"(
  "batch_size" integer, "at_time" timestamp with time zone DEFAULT clock_timestamp(), "followed" uuid[] DEFAULT '{}'
)
RETURNS TABLE ("app_id" uuid, "placed" integer, "head" bigint, "told" json)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  this_month date := date_trunc('month', at_time AT TIME ZONE 'UTC');
  present text := database_timeline();
  feed record;
  due jsonb := '[]';
BEGIN
  PERFORM pg_advisory_xact_lock(7226158402);
  IF to_regclass(event_month_table(this_month)) IS NULL THEN
    PERFORM add_event_month(this_month);
  END IF;
  FOR feed IN
    WITH taken AS (
      DELETE FROM unplaced_events WHERE ctid = ANY (ARRAY(
        SELECT w.ctid FROM unplaced_events w ORDER BY w.app_id, w.recorded LIMIT batch_size
      ))
      RETURNING *
    ), counted AS MATERIALIZED (
      SELECT app_id, placed, last_month, greatest(this_month, last_month) AS month
      FROM (SELECT app_id, count(*) AS placed FROM taken GROUP BY app_id) each
      LEFT JOIN LATERAL (
        SELECT m.month AS last_month FROM feed_months m WHERE m.app_id = each.app_id ORDER BY m.month DESC LIMIT 1
      ) known ON true
    ), grown AS (
      INSERT INTO feed_heads (app_id, position, timeline)
      SELECT app_id, placed, present FROM counted
      ON CONFLICT (app_id) DO UPDATE SET
        position = feed_heads.position + excluded.position + CASE WHEN feed_heads.timeline <> present THEN 100000 ELSE 0 END,
        timeline = coalesce(present, feed_heads.timeline)
      RETURNING app_id, position
    ), begun AS MATERIALIZED (
      SELECT app_id, month, last_month, position - placed AS before FROM grown JOIN counted USING (app_id)
    ), opened AS (
      INSERT INTO feed_months (app_id, month, first_position)
      SELECT app_id, month, before + 1 FROM begun WHERE last_month IS DISTINCT FROM month
    ), moved AS (
      INSERT INTO events (app_id, month, position, id, type, at, purchase_id, payment_id, store, previous_status, status)
      SELECT app_id, begun.month, begun.before + row_number() OVER (PARTITION BY app_id ORDER BY recorded), id, type, at,
             purchase_id, payment_id, store, previous_status, status
      FROM taken JOIN begun USING (app_id)
      RETURNING app_id, position, id, type, at, purchase_id, payment_id, store, previous_status, status
    ), told AS (
      SELECT app_id, json_agg(json_build_object(
        'position', position::text, 'id', id, 'type', type, 'at', at, 'purchase_id', purchase_id, 'payment_id', payment_id,
        'store', store, 'previous_status', previous_status, 'status', status
      ) ORDER BY position) AS events
      FROM moved WHERE app_id = ANY (followed) GROUP BY app_id
    ), wanted AS MATERIALIZED (
      SELECT DISTINCT ON (s.app_id, s.payment_id) s.app_id, s.payment_id, moved.at
      FROM moved JOIN acknowledgements s ON s.app_id = moved.app_id AND s.payment_id = moved.payment_id
      WHERE coalesce(s.next_at > '-infinity', false)
        AND (
          SELECT CASE moved.type
            WHEN 'PAYMENT_PAID' THEN a.acknowledge_on = 'PAID' OR (a.acknowledge_on = 'CONSUMED' AND NOT s.consumable)
            WHEN 'PAYMENT_CONSUMED' THEN a.acknowledge_on IN ('PAID', 'CONSUMED')
            ELSE moved.type = 'PAYMENT_COMPLETED'
          END
          FROM apps a WHERE a.app_id = moved.app_id
        )
    ), free AS MATERIALIZED (
      SELECT s.app_id, s.payment_id, wanted.at
      FROM wanted JOIN acknowledgements s USING (app_id, payment_id)
      FOR UPDATE OF s SKIP LOCKED
    ), due AS (
      UPDATE acknowledgements s SET next_at = free.at + interval '1 minute'
      FROM free WHERE s.app_id = free.app_id AND s.payment_id = free.payment_id
    ), asked AS (
      SELECT app_id, jsonb_agg(jsonb_build_object('appId', app_id, 'paymentId', payment_id)) AS jobs
      FROM wanted GROUP BY app_id
    )
    SELECT counted.app_id, counted.placed::integer AS placed, grown.position AS head, asked.jobs, told.events
    FROM counted JOIN grown USING (app_id) LEFT JOIN asked USING (app_id) LEFT JOIN told USING (app_id)
  LOOP
    app_id := feed.app_id;
    placed := feed.placed;
    head := feed.head;
    told := feed.events;
    due := due || coalesce(feed.jobs, '[]');
    RETURN NEXT;
  END LOOP;
  IF jsonb_array_length(due) > 0 THEN
    PERFORM graphile_worker.add_jobs((
      SELECT array_agg(
        ('acknowledge', job::json, NULL, now(), 25, 'acknowledge:' || (job ->> 'paymentId'), 0, NULL)::graphile_worker.job_spec
      )
      FROM jsonb_array_elements(due) AS job
    ), true);
  END IF;
END
$$;
--> statement-breakpoint
-- The last position of an AppKey's feed whose event is no longer kept: whoever goes on after it, or later, misses nothing.
CREATE FUNCTION "feed_floor"("feed" uuid) RETURNS bigint
LANGUAGE sql STABLE
RETURN coalesce(
  (SELECT first_position - 1 FROM feed_months WHERE app_id = "feed" ORDER BY month LIMIT 1),
  (SELECT position FROM feed_heads WHERE app_id = "feed"),
  0
);
--> statement-breakpoint
-- The events of an AppKey after a position, in their order, month by month: each month is a question of its own to one partition,
-- so that the others are neither planned nor locked, however many there are.
-- `complete` refuses a position before what is kept. That is looked at last, by a snapshot of its own: a month that was dropped
-- before it was read is gone from `feed_months` by then.
-- The settings keep the plan on the primary key: without statistics the planner would sort the whole month.
CREATE FUNCTION "list_events"(
  "feed" uuid, "after" bigint, "up_to" bigint, "most" integer, "of_types" text[], "of_stores" text[], "complete" boolean
) RETURNS SETOF "events"
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_sort = off
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  of_month date;
  found bigint;
BEGIN
  FOR of_month IN
    SELECT month FROM feed_months WHERE app_id = feed AND month >= coalesce((
      SELECT m.month FROM feed_months m WHERE m.app_id = feed AND m.first_position <= after + 1 ORDER BY m.month DESC LIMIT 1
    ), '-infinity') AND (up_to IS NULL OR first_position <= up_to)
    ORDER BY month
  LOOP
    RETURN QUERY
    SELECT * FROM events e
    WHERE e.app_id = feed AND e.month = of_month AND e.position > after AND (up_to IS NULL OR e.position <= up_to)
      AND (of_types IS NULL OR e.type = ANY (of_types)) AND (of_stores IS NULL OR e.store = ANY (of_stores))
    ORDER BY e.position LIMIT most;
    GET DIAGNOSTICS found = ROW_COUNT;
    most := most - found;
    EXIT WHEN most <= 0;
  END LOOP;
  IF complete AND feed_floor(feed) > after THEN
    RAISE EXCEPTION 'what comes after position % is no longer kept', after USING ERRCODE = 'KE001';
  END IF;
END
$$;
--> statement-breakpoint
-- Drops the oldest month if it ended before the time, and is over; answers with the month. Placing waits meanwhile, and a reader
-- that takes long makes it fail rather than wait: all other readers would wait behind it.
CREATE FUNCTION "drop_event_month"("before" timestamp with time zone, "at_time" timestamp with time zone DEFAULT clock_timestamp())
RETURNS date
LANGUAGE plpgsql
SET lock_timeout = '500ms'
AS $$
#variable_conflict use_column
DECLARE
  oldest text;
  dropped date;
BEGIN
  PERFORM pg_advisory_xact_lock(7226158402);
  SELECT min(c.relname) INTO oldest FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'events'::regclass;
  dropped := to_date(right(oldest, 7), 'YYYY_MM');
  IF oldest IS NULL OR (dropped + interval '1 month') AT TIME ZONE 'UTC' > least(before, at_time) THEN
    RETURN NULL;
  END IF;
  DELETE FROM feed_months WHERE month <= dropped;
  EXECUTE format('DROP TABLE %I', oldest);
  RETURN dropped;
END
$$;
