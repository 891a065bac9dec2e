-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
CREATE UNIQUE INDEX "refund_reviews_request_new" ON "refund_reviews" USING btree ("request_key","app_id","store");--> statement-breakpoint
ALTER TABLE "refund_reviews" DROP CONSTRAINT "refund_reviews_request";--> statement-breakpoint
DROP INDEX "refund_review_payments_payment";--> statement-breakpoint
DROP INDEX "refund_reviews_requested";--> statement-breakpoint
DROP INDEX "refund_reviews_deadline";--> statement-breakpoint
CREATE INDEX "refund_review_payments_payment" ON "refund_review_payments" USING btree ("payment_id","app_id","review_id");--> statement-breakpoint
CREATE INDEX "refund_reviews_requested" ON "refund_reviews" USING btree ("app_id","requested_at","id") WHERE requested_at > '-infinity';--> statement-breakpoint
CREATE INDEX "refund_reviews_deadline" ON "refund_reviews" USING btree ("app_id","deadline_at","id") WHERE deadline_at > '-infinity';--> statement-breakpoint
ALTER TABLE "refund_reviews" ADD CONSTRAINT "refund_reviews_request" UNIQUE USING INDEX "refund_reviews_request_new";--> statement-breakpoint
-- As for every table whose keys have other columns, see 0004_indexes_by_selective_column.sql.
DO $$
DECLARE
  tenant_table regclass;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['refund_reviews', 'refund_review_payments']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN app_id SET DATA TYPE uuid, ALTER COLUMN app_id SET STATISTICS 0', tenant_table);
  END LOOP;
END
$$;
--> statement-breakpoint
-- Functions use the column, so its type cannot be set.
ALTER TABLE "feed_epochs" ALTER COLUMN "app_id" SET STATISTICS 0;
