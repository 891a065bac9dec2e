ALTER TABLE "entitlements" ADD COLUMN "update_step" text DEFAULT 'USERS' NOT NULL;--> statement-breakpoint
ALTER TABLE "entitlements" ADD COLUMN "update_after" uuid;--> statement-breakpoint
ALTER TABLE "entitlements" ADD COLUMN "next_attempt_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "entitlements_due" ON "entitlements" USING btree ("app_id","next_attempt_at") WHERE next_attempt_at is not null;--> statement-breakpoint
CREATE INDEX "user_entitlements_entitlement" ON "user_entitlements" USING btree ("entitlement_id","app_id","user_id");--> statement-breakpoint
CREATE INDEX "payments_non_consumable_item" ON "payments" USING btree ("item_id","app_id","user_id") WHERE not consumable and subscription_id is null;