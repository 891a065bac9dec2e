ALTER TABLE "payments" DROP CONSTRAINT "payments_store_transaction_key";--> statement-breakpoint
DROP INDEX "payments_store_transaction";--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "sale_key" "bytea";--> statement-breakpoint
ALTER TABLE "sales" ADD COLUMN "notified_price_micros" bigint;--> statement-breakpoint
ALTER TABLE "sales" ADD COLUMN "notified_currency_code" text;--> statement-breakpoint
ALTER TABLE "sales" ADD COLUMN "notified_account_token" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_sale_line" ON "payments" USING btree ("app_id","sale_key","line_item","store");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_store_transaction" ON "payments" USING btree ("app_id","store_transaction_id","line_item","store","environment");--> statement-breakpoint
-- The key of the sale identifies the payments of earlier versions too. Of two payments of one line of a sale, only the first gets it.
UPDATE "payments" SET "sale_key" = "first"."sale_key"
FROM (
  SELECT DISTINCT ON ("p"."app_id", "p"."store", "u"."sale_key", "p"."line_item") "p"."app_id", "p"."id", "u"."sale_key"
  FROM "payments" "p"
  JOIN "purchases" "u" ON "u"."app_id" = "p"."app_id" AND "u"."id" = "p"."purchase_id"
  WHERE "u"."sale_key" IS NOT NULL
  ORDER BY "p"."app_id", "p"."store", "u"."sale_key", "p"."line_item", "p"."id"
) AS "first"
WHERE "payments"."app_id" = "first"."app_id" AND "payments"."id" = "first"."id";
