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
	CONSTRAINT "unattributed_sales_line" UNIQUE("app_id","sale_key","line_item","store"),
	CONSTRAINT "unattributed_sales_price" CHECK ((price_micros is null) = (currency_code is null)),
	CONSTRAINT "unattributed_sales_quantity" CHECK (quantity > 0)
);
--> statement-breakpoint
CREATE INDEX "unattributed_sales_detected_at" ON "unattributed_sales" USING btree ("app_id","detected_at");--> statement-breakpoint
CREATE INDEX "unattributed_sales_deadline" ON "unattributed_sales" USING btree ("app_id","acknowledgement_deadline_at") WHERE acknowledgement_deadline_at is not null and refunded_at is null;