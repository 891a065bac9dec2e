-- The tables hold a few rows for each project, so their constraints are replaced at once.
-- squawk-ignore-file adding-serial-primary-key-field, constraint-missing-not-valid, disallowed-unique-constraint
CREATE TABLE "unattributed_sales" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"store" text NOT NULL,
	"sale_key" "bytea" NOT NULL,
	"line_item" text NOT NULL,
	"environment" text NOT NULL,
	"store_transaction_id" text NOT NULL,
	"store_order_id" text,
	"store_product_id" text NOT NULL,
	"price_micros" bigint,
	"currency_code" text,
	"quantity" integer NOT NULL,
	"paid_at" timestamp (3) with time zone NOT NULL,
	"detected_at" timestamp (3) with time zone NOT NULL,
	"account_token" uuid,
	"store_account_id" text,
	"acknowledgement_deadline_at" timestamp (3) with time zone,
	"alert_level" text,
	"refunded_at" timestamp (3) with time zone,
	"encrypted_raw" "bytea" NOT NULL,
	CONSTRAINT "unattributed_sales_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "unattributed_sales_line" UNIQUE("sale_key","app_id","line_item","store"),
	CONSTRAINT "unattributed_sales_price" CHECK ((price_micros is null) = (currency_code is null)),
	CONSTRAINT "unattributed_sales_quantity" CHECK (quantity > 0)
);
--> statement-breakpoint
CREATE INDEX "unattributed_sales_detected_at" ON "unattributed_sales" USING btree ("app_id","detected_at") WHERE detected_at > '-infinity';--> statement-breakpoint
CREATE INDEX "unattributed_sales_deadline" ON "unattributed_sales" USING btree ("app_id","acknowledgement_deadline_at") WHERE acknowledgement_deadline_at is not null and refunded_at is null;
--> statement-breakpoint
ALTER TABLE "unattributed_sales" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "offer_kind" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "purchase_option_id" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "offer_id" text;
--> statement-breakpoint
CREATE TABLE "store_apps" (
	"store" text NOT NULL,
	"store_bundle_id" text NOT NULL,
	"app_id" uuid NOT NULL,
	CONSTRAINT "store_apps_store_store_bundle_id_pk" PRIMARY KEY("store","store_bundle_id")
);
--> statement-breakpoint
ALTER TABLE "store_products" DROP CONSTRAINT "store_products_item";--> statement-breakpoint
ALTER TABLE "reconciliation_jobs" DROP CONSTRAINT "reconciliation_jobs_app_id_store_source_pk";--> statement-breakpoint
ALTER TABLE "store_connections" DROP CONSTRAINT "store_connections_app_id_store_pk";--> statement-breakpoint
ALTER TABLE "store_connections" ADD CONSTRAINT "store_connections_app_id_store_store_bundle_id_pk" PRIMARY KEY("app_id","store","store_bundle_id");--> statement-breakpoint
ALTER TABLE "store_products" ADD COLUMN "store_bundle_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "reconciliation_jobs" ADD COLUMN "store_bundle_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "reconciliation_jobs" ADD CONSTRAINT "reconciliation_jobs_app_id_store_source_store_bundle_id_pk" PRIMARY KEY("app_id","store","source","store_bundle_id");--> statement-breakpoint
ALTER TABLE "reconciliation_runs" ADD COLUMN "store_bundle_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "store_connections" ADD COLUMN "shared" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "store_products" ADD CONSTRAINT "store_products_item" UNIQUE("item_id","app_id","store","store_bundle_id");--> statement-breakpoint
-- An app that several projects are connected to belongs to the one that connected it first; the others share it.
INSERT INTO "store_apps" ("store", "store_bundle_id", "app_id")
SELECT DISTINCT ON ("store", "store_bundle_id") "store", "store_bundle_id", "app_id" FROM "store_connections"
ORDER BY "store", "store_bundle_id", "connected_at", "app_id";--> statement-breakpoint
UPDATE "store_connections" c SET "shared" = true
WHERE NOT EXISTS (
	SELECT FROM "store_apps" a WHERE a."store" = c."store" AND a."store_bundle_id" = c."store_bundle_id" AND a."app_id" = c."app_id"
);--> statement-breakpoint
-- The lists of a store are read for each app from now on; a project had one app.
UPDATE "reconciliation_jobs" j SET "store_bundle_id" = c."store_bundle_id" FROM "store_connections" c
WHERE c."app_id" = j."app_id" AND c."store" = j."store" AND j."source" IN ('REFUNDS', 'NOTIFICATIONS');
