CREATE TABLE "apps" (
	"app_id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"consume_model" text NOT NULL,
	"require_user_token" boolean NOT NULL,
	"sandbox_policy" text NOT NULL,
	"sandboxTesterUserIds" text[] NOT NULL,
	"user_token_secret" "bytea" NOT NULL,
	"user_token_jwks" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consumes" (
	"app_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"consumed_at" timestamp (3) with time zone NOT NULL,
	"consumed_by" text NOT NULL,
	"server_key_id" uuid,
	"idempotency_key" text,
	CONSTRAINT "consumes_app_id_payment_id_pk" PRIMARY KEY("app_id","payment_id"),
	CONSTRAINT "consumes_id" UNIQUE("app_id","id")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"recorded" bigint GENERATED ALWAYS AS IDENTITY (sequence name "events_recorded_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"position" bigint,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"purchase_id" uuid NOT NULL,
	"payment_id" uuid,
	"store" text NOT NULL,
	"previous_status" text,
	"status" text NOT NULL,
	CONSTRAINT "events_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "events_position" UNIQUE("app_id","position")
);
--> statement-breakpoint
CREATE TABLE "feed_heads" (
	"app_id" uuid PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"app_id" uuid NOT NULL,
	"operation" text NOT NULL,
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_app_id_operation_scope_key_pk" PRIMARY KEY("app_id","operation","scope","key")
);
--> statement-breakpoint
CREATE TABLE "items" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"enabled" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "items_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "items_external_id" UNIQUE("app_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "store_products" (
	"app_id" uuid NOT NULL,
	"store" text NOT NULL,
	"product_id" text NOT NULL,
	"item_id" uuid NOT NULL,
	CONSTRAINT "store_products_app_id_store_product_id_pk" PRIMARY KEY("app_id","store","product_id"),
	CONSTRAINT "store_products_item" UNIQUE("app_id","item_id","store")
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"purchase_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"consumable" boolean NOT NULL,
	"store" text NOT NULL,
	"environment" text NOT NULL,
	"store_transaction_id" text NOT NULL,
	"line_item" text NOT NULL,
	"store_order_id" text,
	"status" text NOT NULL,
	"price_micros" bigint,
	"currency_code" text,
	"quantity" integer NOT NULL,
	"paid_at" timestamp (3) with time zone NOT NULL,
	"verified_at" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone,
	"delivery_reference" text,
	"refunded_at" timestamp (3) with time zone,
	"refund_reason" text,
	"refund_source" text,
	"acknowledgement_status" text NOT NULL,
	CONSTRAINT "payments_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "payments_once_in" UNIQUE("app_id","store","environment","store_transaction_id","line_item"),
	CONSTRAINT "payments_purchase" UNIQUE("app_id","purchase_id"),
	CONSTRAINT "payments_status" CHECK (status in ('PAID', 'CONSUMED', 'COMPLETED', 'REFUNDED')),
	CONSTRAINT "payments_price" CHECK ((price_micros is null) = (currency_code is null)),
	CONSTRAINT "payments_quantity" CHECK (quantity > 0)
);
--> statement-breakpoint
CREATE TABLE "purchases" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"store" text NOT NULL,
	"status" text NOT NULL,
	"account_token" uuid NOT NULL,
	"store_product_id" text NOT NULL,
	"developer_payload" text,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"end_reason" text,
	CONSTRAINT "purchases_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "purchases_account_token" UNIQUE("app_id","account_token")
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"raw" text NOT NULL,
	CONSTRAINT "receipts_app_id_id_pk" PRIMARY KEY("app_id","id")
);
--> statement-breakpoint
CREATE TABLE "server_keys" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "server_keys_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "server_keys_hash" UNIQUE("app_id","hash")
);
--> statement-breakpoint
CREATE TABLE "store_connections" (
	"app_id" uuid NOT NULL,
	"store" text NOT NULL,
	"store_bundle_id" text NOT NULL,
	"settings" jsonb NOT NULL,
	"credentials" "bytea",
	"connected_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "store_connections_app_id_store_pk" PRIMARY KEY("app_id","store")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "users_external_id" UNIQUE("app_id","external_id")
);
--> statement-breakpoint
ALTER TABLE "consumes" ADD CONSTRAINT "consumes_app_id_payment_id_payments_app_id_id_fk" FOREIGN KEY ("app_id","payment_id") REFERENCES "public"."payments"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "store_products" ADD CONSTRAINT "store_products_app_id_item_id_items_app_id_id_fk" FOREIGN KEY ("app_id","item_id") REFERENCES "public"."items"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_app_id_purchase_id_purchases_app_id_id_fk" FOREIGN KEY ("app_id","purchase_id") REFERENCES "public"."purchases"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_app_id_user_id_users_app_id_id_fk" FOREIGN KEY ("app_id","user_id") REFERENCES "public"."users"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_app_id_item_id_items_app_id_id_fk" FOREIGN KEY ("app_id","item_id") REFERENCES "public"."items"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "events_unplaced" ON "events" USING btree ("app_id","recorded") WHERE position is null;--> statement-breakpoint
CREATE INDEX "events_payment" ON "events" USING btree ("app_id","payment_id","recorded");--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("app_id","created_at");--> statement-breakpoint
CREATE INDEX "payments_paid_at" ON "payments" USING btree ("app_id","paid_at","id");--> statement-breakpoint
CREATE INDEX "payments_user" ON "payments" USING btree ("app_id","user_id","paid_at","id");--> statement-breakpoint
CREATE INDEX "payments_store_order" ON "payments" USING btree ("app_id","store_order_id");--> statement-breakpoint
CREATE INDEX "payments_store_transaction" ON "payments" USING btree ("app_id","store_transaction_id");--> statement-breakpoint
CREATE INDEX "purchases_user" ON "purchases" USING btree ("app_id","user_id","id");--> statement-breakpoint
CREATE INDEX "receipts_payment" ON "receipts" USING btree ("app_id","payment_id");