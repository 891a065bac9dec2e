CREATE INDEX "audit_log_request" ON "audit_log" USING btree ("request_id","app_id");--> statement-breakpoint
CREATE INDEX "unattributed_sales_transaction" ON "unattributed_sales" USING btree ("store_transaction_id","app_id");--> statement-breakpoint
CREATE INDEX "unattributed_sales_order" ON "unattributed_sales" USING btree ("store_order_id","app_id");--> statement-breakpoint
CREATE INDEX "unattributed_sales_account_token" ON "unattributed_sales" USING btree ("account_token","app_id");
