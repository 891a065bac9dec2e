DROP INDEX "webhook_deliveries_event";--> statement-breakpoint
ALTER TABLE "consumes" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "sale_key" "bytea";--> statement-breakpoint
ALTER TABLE "receipts" ADD COLUMN "source" text;--> statement-breakpoint
CREATE INDEX "notifications_sale" ON "notifications" USING btree ("sale_key","app_id","id") WHERE sale_key is not null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_event_attempt" ON "webhook_deliveries" USING btree ("event_id","app_id","id");
