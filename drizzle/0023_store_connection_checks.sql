ALTER TABLE "store_connections" ADD COLUMN "checked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "store_connections" ADD COLUMN "check_steps" jsonb;
