CREATE INDEX "idempotency_keys_resource" ON "idempotency_keys" USING btree ("resource_id","app_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_event" ON "webhook_deliveries" USING btree ("event_id","app_id");
