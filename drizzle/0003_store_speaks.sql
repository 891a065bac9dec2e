CREATE TABLE "audit_log" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"reason" text,
	"details" jsonb NOT NULL,
	CONSTRAINT "audit_log_app_id_id_pk" PRIMARY KEY("app_id","id")
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"store" text NOT NULL,
	"message_id" text NOT NULL,
	"type" text NOT NULL,
	"environment" text,
	"sent_at" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	"source" text NOT NULL,
	"body" "bytea" NOT NULL,
	"content" "bytea" NOT NULL,
	"status" text NOT NULL,
	"attempts" integer NOT NULL,
	"outcome" text,
	"processed_at" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone,
	CONSTRAINT "notifications_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "notifications_message" UNIQUE("app_id","store","message_id")
);
--> statement-breakpoint
CREATE TABLE "reconciliation_cursors" (
	"app_id" uuid NOT NULL,
	"store" text NOT NULL,
	"source" text NOT NULL,
	"compared_to" timestamp (3) with time zone,
	"window_from" timestamp (3) with time zone,
	"window_to" timestamp (3) with time zone,
	"page" text,
	"run_id" uuid,
	"leased_until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reconciliation_cursors_app_id_store_source_pk" PRIMARY KEY("app_id","store","source")
);
--> statement-breakpoint
CREATE TABLE "reconciliation_differences" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"store" text NOT NULL,
	"source" text NOT NULL,
	"subject" text NOT NULL,
	"run_id" uuid NOT NULL,
	"detected_at" timestamp (3) with time zone NOT NULL,
	"description" text NOT NULL,
	"payment_id" uuid,
	"purchase_id" uuid,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "reconciliation_differences_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "reconciliation_differences_subject" UNIQUE("app_id","store","source","subject","run_id")
);
--> statement-breakpoint
CREATE TABLE "reconciliation_runs" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"store" text NOT NULL,
	"source" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"checked" integer NOT NULL,
	"last_error" text,
	CONSTRAINT "reconciliation_runs_app_id_id_pk" PRIMARY KEY("app_id","id")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"full" boolean NOT NULL,
	"quantity" integer NOT NULL,
	"amount_micros" bigint,
	"currency_code" text,
	"reason" text,
	"source" text NOT NULL,
	"previous_status" text NOT NULL,
	"refunded_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"reversed_at" timestamp (3) with time zone,
	CONSTRAINT "refunds_app_id_id_pk" PRIMARY KEY("app_id","id")
);
--> statement-breakpoint
CREATE TABLE "sales" (
	"app_id" uuid NOT NULL,
	"store" text NOT NULL,
	"key" "bytea" NOT NULL,
	"reference" "bytea" NOT NULL,
	"reads" bigint NOT NULL,
	"applied" bigint NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sales_app_id_store_key_pk" PRIMARY KEY("app_id","store","key")
);
--> statement-breakpoint
CREATE TABLE "acknowledgements" (
	"app_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"consumable" boolean NOT NULL,
	"deadline" timestamp (3) with time zone,
	"acknowledged" boolean NOT NULL,
	"attempts" integer NOT NULL,
	"last_error" text,
	"acknowledged_at" timestamp (3) with time zone,
	"alarm" text,
	"next_at" timestamp (3) with time zone,
	CONSTRAINT "acknowledgements_app_id_payment_id_pk" PRIMARY KEY("app_id","payment_id")
);
--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "acknowledge_on" text DEFAULT 'CONSUMED' NOT NULL;--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "unconsumed_policy" text DEFAULT 'ALLOW_AUTO_REFUND' NOT NULL;--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "send_consumption_info" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "submitted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refunded_quantity" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refunded_micros" bigint;--> statement-breakpoint
ALTER TABLE "purchases" ADD COLUMN "sale_key" "bytea";--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_app_id_payment_id_payments_app_id_id_fk" FOREIGN KEY ("app_id","payment_id") REFERENCES "public"."payments"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_subject" ON "audit_log" USING btree ("app_id","subject_id","id");--> statement-breakpoint
CREATE INDEX "notifications_received" ON "notifications" USING btree ("app_id","received_at");--> statement-breakpoint
CREATE INDEX "notifications_due" ON "notifications" USING btree ("app_id","next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "reconciliation_differences_found" ON "reconciliation_differences" USING btree ("app_id","store","detected_at");--> statement-breakpoint
CREATE INDEX "reconciliation_runs_started" ON "reconciliation_runs" USING btree ("app_id","store","started_at");--> statement-breakpoint
CREATE INDEX "refunds_user" ON "refunds" USING btree ("app_id","user_id","id");--> statement-breakpoint
CREATE INDEX "refunds_payment" ON "refunds" USING btree ("app_id","payment_id","id");--> statement-breakpoint
CREATE INDEX "sales_checked" ON "sales" USING btree ("app_id","store","checked_at");--> statement-breakpoint
CREATE INDEX "acknowledgements_due" ON "acknowledgements" USING btree ("app_id","next_at") WHERE next_at is not null;--> statement-breakpoint
-- Migrations run in one transaction, where no index can be made concurrently.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX "events_unpaid_purchase" ON "events" USING btree ("app_id","purchase_id") WHERE payment_id is null;--> statement-breakpoint
-- Migrations run in one transaction, where no index can be made concurrently.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX "purchases_unpaid" ON "purchases" USING btree ("app_id","status","expires_at") WHERE status <> 'VERIFIED';--> statement-breakpoint
-- Migrations run in one transaction, where no index can be made concurrently.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX "purchases_sale" ON "purchases" USING btree ("app_id","store","sale_key") WHERE sale_key is not null;