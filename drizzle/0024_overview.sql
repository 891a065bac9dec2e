CREATE TABLE "verification_failures" (
	"app_id" uuid NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"store" text NOT NULL,
	"code" text NOT NULL,
	"count" integer NOT NULL,
	"last_failed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "verification_failures_app_id_hour_store_code_pk" PRIMARY KEY("app_id","hour","store","code")
);
--> statement-breakpoint
ALTER TABLE "store_connections" ADD COLUMN "failing_since" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "acknowledgements_alerted" ON "acknowledgements" USING btree ("app_id","deadline_at") WHERE alert_level is not null and next_attempt_at is not null and not store_acknowledged;--> statement-breakpoint
CREATE INDEX "acknowledgements_failed" ON "acknowledgements" USING btree ("app_id","payment_id") WHERE last_error is not null and next_attempt_at is null and acknowledged_at is null;--> statement-breakpoint
CREATE INDEX "notifications_failed" ON "notifications" USING btree ("app_id","received_at") WHERE status = 'FAILED';--> statement-breakpoint
-- No statistics of the tenant, so that plans do not depend on which AppKeys they know (docs/decisions/0035).
ALTER TABLE "verification_failures" ALTER COLUMN "app_id" SET STATISTICS 0;
