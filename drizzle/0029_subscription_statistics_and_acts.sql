CREATE TABLE "subscription_acts" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"args" text NOT NULL,
	"by_ms" bigint,
	"access_until" timestamp (3) with time zone,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "subscription_acts_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "subscription_acts_status" CHECK (status in ('REQUESTED', 'ACCEPTED', 'REFUSED', 'UNCONFIRMED'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "subscription_acts_open" ON "subscription_acts" USING btree ("subscription_id","app_id") WHERE status = 'REQUESTED';--> statement-breakpoint
CREATE INDEX "subscription_acts_subscription" ON "subscription_acts" USING btree ("subscription_id","app_id","id");--> statement-breakpoint
CREATE INDEX "payments_periods" ON "payments" USING btree ("app_id","environment","paid_at","period_kind","store","item_id","user_id") WHERE subscription_id > '00000000-0000-0000-0000-000000000000';--> statement-breakpoint
CREATE INDEX "payments_period_ends" ON "payments" USING btree ("app_id","environment","period_ends_at","subscription_id","period_starts_at","id","replaces_payment_id","is_replaced","period_phase","store","item_id","price_micros","currency_code","refunded_micros","refunded_quantity","quantity") WHERE period_ends_at > '-infinity';--> statement-breakpoint
CREATE INDEX "payments_trials" ON "payments" USING btree ("app_id","environment","period_ends_at","subscription_id","period_starts_at","store","item_id") WHERE period_phase = 'TRIAL';--> statement-breakpoint
CREATE INDEX "subscriptions_states" ON "subscriptions" USING btree ("app_id","environment","status","phase","will_renew","ownership","store","item_id","id") WHERE environment > '';--> statement-breakpoint
CREATE INDEX "subscriptions_ended" ON "subscriptions" USING btree ("app_id","environment","ended_at","status","cancel_reason","phase","store","item_id") WHERE ended_at > '-infinity';--> statement-breakpoint
-- No statistics of the tenant, so that plans do not depend on which AppKeys they know (docs/decisions/0035).
ALTER TABLE "subscription_acts" ALTER COLUMN "app_id" SET STATISTICS 0;