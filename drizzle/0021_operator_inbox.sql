DROP INDEX "notifications_received";--> statement-breakpoint
CREATE INDEX "notifications_type" ON "notifications" USING btree ("app_id","type","received_at","id") WHERE type > '';--> statement-breakpoint
CREATE INDEX "notifications_unprocessed" ON "notifications" USING btree ("app_id","status","received_at","id") WHERE status <> 'PROCESSED';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_failed" ON "webhook_deliveries" USING btree ("app_id","endpoint_id","id") WHERE status = 'FAILED';--> statement-breakpoint
CREATE INDEX "notifications_received" ON "notifications" USING btree ("app_id","received_at","id") WHERE received_at > '-infinity';
