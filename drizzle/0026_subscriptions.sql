-- squawk-ignore-file constraint-missing-not-valid, disallowed-unique-constraint, ban-drop-not-null
CREATE TABLE "entitlement_grants" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"entitlement_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"access_until" timestamp (3) with time zone,
	"reason" text NOT NULL,
	"granted_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "entitlement_grants_app_id_id_pk" PRIMARY KEY("app_id","id")
);
--> statement-breakpoint
CREATE TABLE "entitlement_items" (
	"app_id" uuid NOT NULL,
	"entitlement_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	CONSTRAINT "entitlement_items_app_id_entitlement_id_item_id_pk" PRIMARY KEY("app_id","entitlement_id","item_id")
);
--> statement-breakpoint
CREATE TABLE "entitlements" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "entitlements_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "entitlements_key" UNIQUE("key","app_id")
);
--> statement-breakpoint
CREATE TABLE "user_entitlements" (
	"app_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"entitlement_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"gives_access" boolean NOT NULL,
	"access_until" timestamp (3) with time zone,
	"will_renew" boolean NOT NULL,
	"in_grace_period" boolean NOT NULL,
	"is_stale" boolean NOT NULL,
	"source" text NOT NULL,
	"source_id" uuid NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "user_entitlements_app_id_user_id_entitlement_id_environment_pk" PRIMARY KEY("app_id","user_id","entitlement_id","environment")
);
--> statement-breakpoint
CREATE TABLE "subscription_lines" (
	"app_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"line_key" text NOT NULL,
	"item_id" uuid,
	"store_product_id" text NOT NULL,
	"base_plan_id" text,
	"offer_kind" text,
	"offer_id" text,
	"access_until" timestamp (3) with time zone,
	"gives_access" boolean NOT NULL,
	"will_renew" boolean NOT NULL,
	"renewal_price_micros" bigint,
	"renewal_currency_code" text,
	CONSTRAINT "subscription_lines_app_id_subscription_id_line_key_pk" PRIMARY KEY("app_id","subscription_id","line_key")
);
--> statement-breakpoint
CREATE TABLE "subscription_tokens" (
	"app_id" uuid NOT NULL,
	"store" text NOT NULL,
	"sale_key" "bytea" NOT NULL,
	"subscription_id" uuid NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "subscription_tokens_app_id_store_sale_key_pk" PRIMARY KEY("app_id","store","sale_key")
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"store" text NOT NULL,
	"environment" text NOT NULL,
	"purchase_id" uuid,
	"user_id" uuid,
	"item_id" uuid,
	"store_product_id" text NOT NULL,
	"status" text NOT NULL,
	"access_until" timestamp (3) with time zone,
	"will_renew" boolean NOT NULL,
	"renews_at" timestamp (3) with time zone,
	"grace_period_ends_at" timestamp (3) with time zone,
	"resumes_at" timestamp (3) with time zone,
	"canceled_at" timestamp (3) with time zone,
	"cancel_reason" text,
	"phase" text NOT NULL,
	"ownership" text DEFAULT 'BOUGHT' NOT NULL,
	"pending_product_id" text,
	"pending_base_plan_id" text,
	"pending_change_at" timestamp (3) with time zone,
	"price_change_status" text,
	"price_change_micros" bigint,
	"price_change_currency" text,
	"price_change_needs_consent" boolean DEFAULT false NOT NULL,
	"consent_by" timestamp (3) with time zone,
	"commitment_paid" integer,
	"commitment_total" integer,
	"commitment_ends_at" timestamp (3) with time zone,
	"assumption" text,
	"group_id" text,
	"account_token" uuid,
	"store_account_id" text,
	"country_code" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"store_read_at" timestamp (3) with time zone NOT NULL,
	"store_stated_at" timestamp (3) with time zone,
	"is_stale" boolean DEFAULT false NOT NULL,
	"failed_reads" integer DEFAULT 0 NOT NULL,
	"next_check_at" timestamp (3) with time zone,
	"source" text DEFAULT 'STORE' NOT NULL,
	"acknowledgement_deadline_at" timestamp (3) with time zone,
	"version" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "subscriptions_app_id_id_pk" PRIMARY KEY("app_id","id")
);
--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "payments_purchase";--> statement-breakpoint
ALTER TABLE "event_outbox" ALTER COLUMN "purchase_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "event_outbox" ALTER COLUMN "store" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ALTER COLUMN "purchase_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ALTER COLUMN "store" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "subscription_refund_policy" text DEFAULT 'FOLLOW_STORE' NOT NULL;--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "subscription_leeway_hours" integer DEFAULT 24 NOT NULL;--> statement-breakpoint
ALTER TABLE "event_outbox" ADD COLUMN "subscription_id" uuid;--> statement-breakpoint
ALTER TABLE "event_outbox" ADD COLUMN "user_id" uuid;--> statement-breakpoint
ALTER TABLE "event_outbox" ADD COLUMN "entitlement_id" uuid;--> statement-breakpoint
ALTER TABLE "event_outbox" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "subscription_id" uuid;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "user_id" uuid;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "entitlement_id" uuid;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "consume_trial" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "subscription_id" uuid;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "period_key" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "period_starts_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "period_ends_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "period_kind" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "period_phase" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "replaces_payment_id" uuid;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "is_replaced" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "entitlement_grants" ADD CONSTRAINT "entitlement_grants_entitlement" FOREIGN KEY ("app_id","entitlement_id") REFERENCES "public"."entitlements"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entitlement_grants" ADD CONSTRAINT "entitlement_grants_app_id_user_id_users_app_id_id_fk" FOREIGN KEY ("app_id","user_id") REFERENCES "public"."users"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entitlement_items" ADD CONSTRAINT "entitlement_items_entitlement" FOREIGN KEY ("app_id","entitlement_id") REFERENCES "public"."entitlements"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entitlement_items" ADD CONSTRAINT "entitlement_items_app_id_item_id_items_app_id_id_fk" FOREIGN KEY ("app_id","item_id") REFERENCES "public"."items"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_entitlements" ADD CONSTRAINT "user_entitlements_entitlement" FOREIGN KEY ("app_id","entitlement_id") REFERENCES "public"."entitlements"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_app_id_item_id_items_app_id_id_fk" FOREIGN KEY ("app_id","item_id") REFERENCES "public"."items"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "entitlement_grants_user" ON "entitlement_grants" USING btree ("user_id","app_id","id");--> statement-breakpoint
CREATE INDEX "entitlement_items_item" ON "entitlement_items" USING btree ("item_id","app_id","entitlement_id");--> statement-breakpoint
CREATE INDEX "entitlements_list" ON "entitlements" USING btree ("app_id","key") WHERE key > '';--> statement-breakpoint
CREATE INDEX "user_entitlements_user" ON "user_entitlements" USING btree ("user_id","app_id");--> statement-breakpoint
CREATE INDEX "subscription_lines_item" ON "subscription_lines" USING btree ("item_id","app_id","subscription_id");--> statement-breakpoint
CREATE INDEX "subscription_tokens_subscription" ON "subscription_tokens" USING btree ("subscription_id","app_id");--> statement-breakpoint
CREATE INDEX "subscriptions_user" ON "subscriptions" USING btree ("user_id","app_id","id");--> statement-breakpoint
CREATE INDEX "subscriptions_purchase" ON "subscriptions" USING btree ("purchase_id","app_id");--> statement-breakpoint
CREATE INDEX "subscriptions_account_token" ON "subscriptions" USING btree ("account_token","app_id");--> statement-breakpoint
CREATE INDEX "subscriptions_group" ON "subscriptions" USING btree ("store_account_id","app_id","group_id");--> statement-breakpoint
CREATE INDEX "subscriptions_due" ON "subscriptions" USING btree ("app_id","next_check_at") WHERE next_check_at is not null;--> statement-breakpoint
CREATE INDEX "subscriptions_list" ON "subscriptions" USING btree ("app_id","started_at","id") WHERE started_at > '-infinity';--> statement-breakpoint
CREATE INDEX "subscriptions_status" ON "subscriptions" USING btree ("app_id","status","started_at","id") WHERE status > '';--> statement-breakpoint
CREATE INDEX "subscriptions_unattributed" ON "subscriptions" USING btree ("app_id","created_at","id") WHERE user_id is null;--> statement-breakpoint
CREATE INDEX "events_subscription" ON "events" USING btree ("subscription_id","app_id","position") WHERE subscription_id is not null;--> statement-breakpoint
CREATE INDEX "payments_subscription" ON "payments" USING btree ("subscription_id","app_id","period_starts_at") WHERE subscription_id is not null;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_purchase" UNIQUE("purchase_id","app_id","period_key");
--> statement-breakpoint
-- No statistics of the tenant, so that plans do not depend on which AppKeys they know (docs/decisions/0035).
ALTER TABLE "subscriptions" ALTER COLUMN "app_id" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "subscription_lines" ALTER COLUMN "app_id" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "subscription_tokens" ALTER COLUMN "app_id" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "entitlements" ALTER COLUMN "app_id" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "entitlement_items" ALTER COLUMN "app_id" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "entitlement_grants" ALTER COLUMN "app_id" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "user_entitlements" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
CREATE FUNCTION "increment_subscription_version"() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END
$$;--> statement-breakpoint
COMMENT ON FUNCTION "increment_subscription_version" IS 'Counts the changes of a subscription: no statement can forget it.';--> statement-breakpoint
CREATE TRIGGER "subscriptions_version" BEFORE UPDATE ON "subscriptions" FOR EACH ROW EXECUTE FUNCTION "increment_subscription_version"();--> statement-breakpoint
-- As before, with the columns of subscriptions and entitlements.
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
      INSERT INTO events (app_id, month, position, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status,
                          subscription_id, user_id, entitlement_id, reason)
      SELECT app_id, feed_ranges.month, feed_ranges.previous_head + row_number() OVER (PARTITION BY app_id ORDER BY insert_seq),
             id, type, occurred_at, purchase_id, payment_id, store, previous_status, status, subscription_id, user_id,
             entitlement_id, reason
      FROM dequeued JOIN feed_ranges USING (app_id)
      RETURNING app_id, position, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status, subscription_id,
                user_id, entitlement_id, reason
    ), requested_events AS (
      SELECT app_id, json_agg(json_build_object(
        'position', position::text, 'id', id, 'type', type, 'occurred_at', occurred_at, 'purchase_id', purchase_id,
        'payment_id', payment_id, 'store', store, 'previous_status', previous_status, 'status', status,
        'subscription_id', subscription_id, 'user_id', user_id, 'entitlement_id', entitlement_id, 'reason', reason
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
