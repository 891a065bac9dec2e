ALTER TABLE "erased_users" ADD COLUMN "searched_received_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "erased_users" ADD COLUMN "searched_notification_id" uuid;--> statement-breakpoint
ALTER TABLE "erased_users" ADD COLUMN "next_attempt_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "erased_users_due" ON "erased_users" USING btree ("app_id","next_attempt_at") WHERE next_attempt_at is not null;
