CREATE TABLE "job_workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"pool_ids" text[] NOT NULL,
	"heartbeat_count" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "reconciliation_jobs" ADD COLUMN "lease_holder" uuid;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD COLUMN "lease_holder" uuid;