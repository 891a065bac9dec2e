CREATE INDEX "payments_item" ON "payments" USING btree ("item_id","app_id","paid_at","id") WHERE verified_at > '-infinity';--> statement-breakpoint
CREATE INDEX "payments_store" ON "payments" USING btree ("app_id","store","environment","paid_at","id") WHERE environment > '';--> statement-breakpoint
CREATE INDEX "payments_price" ON "payments" USING btree ("currency_code","app_id","price_micros","id") WHERE currency_code > '';--> statement-breakpoint
CREATE INDEX "payments_refunded" ON "payments" USING btree ("app_id","paid_at","id","refunded_at") WHERE refunded_at > '-infinity';
