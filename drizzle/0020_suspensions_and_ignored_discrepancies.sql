CREATE TABLE "user_suspensions" (
	"app_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"suspended_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "user_suspensions_app_id_user_id_pk" PRIMARY KEY("app_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "reconciliation_discrepancies" ADD COLUMN "store_transaction_id" text;--> statement-breakpoint
ALTER TABLE "reconciliation_discrepancies" ADD COLUMN "ignored_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "reconciliation_discrepancies" ADD COLUMN "ignore_reason" text;--> statement-breakpoint
ALTER TABLE "reconciliation_discrepancies" ADD COLUMN "ignored_description" text;--> statement-breakpoint
ALTER TABLE "user_suspensions" ADD CONSTRAINT "user_suspensions_app_id_user_id_users_app_id_id_fk" FOREIGN KEY ("app_id","user_id") REFERENCES "public"."users"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "user_suspensions_suspended_at" ON "user_suspensions" USING btree ("app_id","suspended_at","user_id") WHERE suspended_at > '-infinity';--> statement-breakpoint
CREATE INDEX "purchases_unpaid_list" ON "purchases" USING btree ("app_id","status","id") WHERE status <> 'VERIFIED' and requested_at > '-infinity';--> statement-breakpoint
CREATE INDEX "reconciliation_discrepancies_open_day" ON "reconciliation_discrepancies" USING btree ("app_id","store","detected_at") WHERE resolved_at is null and ignored_at is null;--> statement-breakpoint
CREATE INDEX "reconciliation_discrepancies_ignored" ON "reconciliation_discrepancies" USING btree ("subject","app_id","store","source") WHERE resolved_at is null and ignored_at is not null;--> statement-breakpoint
CREATE INDEX "reconciliation_discrepancies_purchase" ON "reconciliation_discrepancies" USING btree ("purchase_id","app_id") WHERE purchase_id is not null and resolved_at is null;--> statement-breakpoint
-- No statistics of the tenant, so that plans do not depend on which AppKeys they know (docs/decisions/0035).
ALTER TABLE "user_suspensions" ALTER COLUMN "app_id" SET STATISTICS 0;
