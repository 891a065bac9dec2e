-- The new indexes are built beside the old ones, so that reads continue meanwhile; then they take their names. Within the transaction
-- of the migration an index cannot be built concurrently.
-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
CREATE INDEX "items_list" ON "items" USING btree ("app_id","external_id") WHERE external_id > '';--> statement-breakpoint
CREATE INDEX "audit_log_subject_new" ON "audit_log" USING btree ("subject_id","app_id","id");--> statement-breakpoint
CREATE INDEX "events_id_new" ON "events" USING btree ("id","app_id");--> statement-breakpoint
CREATE INDEX "events_payment_new" ON "events" USING btree ("payment_id","app_id","position");--> statement-breakpoint
CREATE INDEX "events_unpaid_purchase_new" ON "events" USING btree ("purchase_id","app_id") WHERE payment_id is null;--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at_new" ON "idempotency_keys" USING btree ("app_id","created_at") WHERE created_at > '-infinity';--> statement-breakpoint
CREATE INDEX "notifications_received_new" ON "notifications" USING btree ("app_id","received_at") WHERE received_at > '-infinity';--> statement-breakpoint
CREATE INDEX "payments_paid_at_new" ON "payments" USING btree ("app_id","paid_at","id") WHERE paid_at > '-infinity';--> statement-breakpoint
CREATE INDEX "payments_user_new" ON "payments" USING btree ("user_id","app_id","paid_at","id");--> statement-breakpoint
CREATE INDEX "payments_store_order_new" ON "payments" USING btree ("store_order_id","app_id");--> statement-breakpoint
CREATE INDEX "purchases_user_new" ON "purchases" USING btree ("user_id","app_id","id");--> statement-breakpoint
CREATE INDEX "purchases_unpaid_new" ON "purchases" USING btree ("app_id","status","expires_at") WHERE status <> 'VERIFIED' and expires_at > '-infinity';--> statement-breakpoint
CREATE INDEX "purchases_sale_new" ON "purchases" USING btree ("sale_key","app_id","store") WHERE sale_key is not null;--> statement-breakpoint
CREATE INDEX "receipts_payment_new" ON "receipts" USING btree ("payment_id","app_id");--> statement-breakpoint
CREATE INDEX "reconciliation_discrepancies_detected_at_new" ON "reconciliation_discrepancies" USING btree ("app_id","store","detected_at") WHERE detected_at > '-infinity';--> statement-breakpoint
CREATE INDEX "reconciliation_runs_started_new" ON "reconciliation_runs" USING btree ("app_id","store","started_at") WHERE started_at > '-infinity';--> statement-breakpoint
CREATE INDEX "refunds_user_new" ON "refunds" USING btree ("user_id","app_id","id");--> statement-breakpoint
CREATE INDEX "refunds_payment_new" ON "refunds" USING btree ("payment_id","app_id","id");--> statement-breakpoint
CREATE INDEX "sales_checked_new" ON "sales" USING btree ("app_id","store","checked_at") WHERE checked_at > '-infinity';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_endpoint_new" ON "webhook_deliveries" USING btree ("endpoint_id","app_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_attempted_at_new" ON "webhook_deliveries" USING btree ("app_id","attempted_at") WHERE attempted_at > '-infinity';--> statement-breakpoint
CREATE UNIQUE INDEX "consumes_id_new" ON "consumes" USING btree ("id","app_id");--> statement-breakpoint
CREATE UNIQUE INDEX "items_external_id_new" ON "items" USING btree ("external_id","app_id");--> statement-breakpoint
CREATE UNIQUE INDEX "store_products_item_new" ON "store_products" USING btree ("item_id","app_id","store");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_store_notification_id_new" ON "notifications" USING btree ("store_notification_id","app_id","store");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_sale_line_new" ON "payments" USING btree ("sale_key","app_id","line_item","store");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_store_transaction_new" ON "payments" USING btree ("store_transaction_id","app_id","line_item","store","environment");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_purchase_new" ON "payments" USING btree ("purchase_id","app_id");--> statement-breakpoint
CREATE UNIQUE INDEX "purchases_account_token_new" ON "purchases" USING btree ("account_token","app_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reconciliation_discrepancies_subject_new" ON "reconciliation_discrepancies" USING btree ("subject","app_id","store","source","run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "server_keys_hash_new" ON "server_keys" USING btree ("hash","app_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_external_id_new" ON "users" USING btree ("external_id","app_id");--> statement-breakpoint
ALTER TABLE "consumes" DROP CONSTRAINT "consumes_id";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "items_external_id";--> statement-breakpoint
ALTER TABLE "store_products" DROP CONSTRAINT "store_products_item";--> statement-breakpoint
ALTER TABLE "notifications" DROP CONSTRAINT "notifications_store_notification_id";--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "payments_purchase";--> statement-breakpoint
ALTER TABLE "purchases" DROP CONSTRAINT "purchases_account_token";--> statement-breakpoint
ALTER TABLE "reconciliation_discrepancies" DROP CONSTRAINT "reconciliation_discrepancies_subject";--> statement-breakpoint
ALTER TABLE "server_keys" DROP CONSTRAINT "server_keys_hash";--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_external_id";--> statement-breakpoint
DROP INDEX "payments_sale_line";--> statement-breakpoint
DROP INDEX "payments_store_transaction";--> statement-breakpoint
DROP INDEX "audit_log_subject";--> statement-breakpoint
DROP INDEX "events_id";--> statement-breakpoint
DROP INDEX "events_payment";--> statement-breakpoint
DROP INDEX "events_unpaid_purchase";--> statement-breakpoint
DROP INDEX "idempotency_keys_created_at";--> statement-breakpoint
DROP INDEX "notifications_received";--> statement-breakpoint
DROP INDEX "payments_paid_at";--> statement-breakpoint
DROP INDEX "payments_user";--> statement-breakpoint
DROP INDEX "payments_store_order";--> statement-breakpoint
DROP INDEX "purchases_user";--> statement-breakpoint
DROP INDEX "purchases_unpaid";--> statement-breakpoint
DROP INDEX "purchases_sale";--> statement-breakpoint
DROP INDEX "receipts_payment";--> statement-breakpoint
DROP INDEX "reconciliation_discrepancies_detected_at";--> statement-breakpoint
DROP INDEX "reconciliation_runs_started";--> statement-breakpoint
DROP INDEX "refunds_user";--> statement-breakpoint
DROP INDEX "refunds_payment";--> statement-breakpoint
DROP INDEX "sales_checked";--> statement-breakpoint
DROP INDEX "webhook_deliveries_endpoint";--> statement-breakpoint
DROP INDEX "webhook_deliveries_attempted_at";--> statement-breakpoint
ALTER INDEX "payments_sale_line_new" RENAME TO "payments_sale_line";--> statement-breakpoint
ALTER INDEX "payments_store_transaction_new" RENAME TO "payments_store_transaction";--> statement-breakpoint
ALTER INDEX "audit_log_subject_new" RENAME TO "audit_log_subject";--> statement-breakpoint
ALTER INDEX "events_id_new" RENAME TO "events_id";--> statement-breakpoint
ALTER INDEX "events_payment_new" RENAME TO "events_payment";--> statement-breakpoint
ALTER INDEX "events_unpaid_purchase_new" RENAME TO "events_unpaid_purchase";--> statement-breakpoint
ALTER INDEX "idempotency_keys_created_at_new" RENAME TO "idempotency_keys_created_at";--> statement-breakpoint
ALTER INDEX "notifications_received_new" RENAME TO "notifications_received";--> statement-breakpoint
ALTER INDEX "payments_paid_at_new" RENAME TO "payments_paid_at";--> statement-breakpoint
ALTER INDEX "payments_user_new" RENAME TO "payments_user";--> statement-breakpoint
ALTER INDEX "payments_store_order_new" RENAME TO "payments_store_order";--> statement-breakpoint
ALTER INDEX "purchases_user_new" RENAME TO "purchases_user";--> statement-breakpoint
ALTER INDEX "purchases_unpaid_new" RENAME TO "purchases_unpaid";--> statement-breakpoint
ALTER INDEX "purchases_sale_new" RENAME TO "purchases_sale";--> statement-breakpoint
ALTER INDEX "receipts_payment_new" RENAME TO "receipts_payment";--> statement-breakpoint
ALTER INDEX "reconciliation_discrepancies_detected_at_new" RENAME TO "reconciliation_discrepancies_detected_at";--> statement-breakpoint
ALTER INDEX "reconciliation_runs_started_new" RENAME TO "reconciliation_runs_started";--> statement-breakpoint
ALTER INDEX "refunds_user_new" RENAME TO "refunds_user";--> statement-breakpoint
ALTER INDEX "refunds_payment_new" RENAME TO "refunds_payment";--> statement-breakpoint
ALTER INDEX "sales_checked_new" RENAME TO "sales_checked";--> statement-breakpoint
ALTER INDEX "webhook_deliveries_endpoint_new" RENAME TO "webhook_deliveries_endpoint";--> statement-breakpoint
ALTER INDEX "webhook_deliveries_attempted_at_new" RENAME TO "webhook_deliveries_attempted_at";--> statement-breakpoint
ALTER TABLE "consumes" ADD CONSTRAINT "consumes_id" UNIQUE USING INDEX "consumes_id_new";--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_external_id" UNIQUE USING INDEX "items_external_id_new";--> statement-breakpoint
ALTER TABLE "store_products" ADD CONSTRAINT "store_products_item" UNIQUE USING INDEX "store_products_item_new";--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_store_notification_id" UNIQUE USING INDEX "notifications_store_notification_id_new";--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_purchase" UNIQUE USING INDEX "payments_purchase_new";--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_account_token" UNIQUE USING INDEX "purchases_account_token_new";--> statement-breakpoint
ALTER TABLE "reconciliation_discrepancies" ADD CONSTRAINT "reconciliation_discrepancies_subject" UNIQUE USING INDEX "reconciliation_discrepancies_subject_new";--> statement-breakpoint
ALTER TABLE "server_keys" ADD CONSTRAINT "server_keys_hash" UNIQUE USING INDEX "server_keys_hash_new";--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_external_id" UNIQUE USING INDEX "users_external_id_new";--> statement-breakpoint
-- The statistics must not know any AppKey: for one that they do not know the planner would expect a single row, and read all rows of
-- that AppKey by the prefix of any index. Without statistics it expects a two-hundredth of the table. Setting the type that the
-- column has drops the statistics that exist; nothing is rewritten.
DO $$
DECLARE
  tenant_table regclass;
BEGIN
  FOR tenant_table IN
    SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'app_id'
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      -- Small tables with no other index. Functions use the column of `feed_epochs`, which is new and has no statistics yet.
      AND c.relname NOT IN ('apps', 'feed_heads', 'event_partitions', 'feed_epochs')
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN app_id SET DATA TYPE uuid, ALTER COLUMN app_id SET STATISTICS 0', tenant_table);
  END LOOP;
END
$$;--> statement-breakpoint
-- `LIKE` does not copy the statistics target.
CREATE OR REPLACE FUNCTION "create_event_partition"("month" date) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
  EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING ALL)', event_partition_name(month));
  EXECUTE format('ALTER TABLE %I ALTER COLUMN app_id SET STATISTICS 0', event_partition_name(month));
  EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    event_partition_name(month), month, (month + interval '1 month')::date);
END
$$;
