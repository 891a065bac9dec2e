-- The tables hold a few rows for each project, so their constraints are replaced at once.
-- squawk-ignore-file adding-serial-primary-key-field, constraint-missing-not-valid, disallowed-unique-constraint
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
ALTER TABLE "store_products" ADD CONSTRAINT "store_products_item" UNIQUE("app_id","item_id","store","store_bundle_id");--> statement-breakpoint
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
