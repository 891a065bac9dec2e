CREATE TABLE "buyer_daily_totals" (
	"app_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"currency_code" text NOT NULL,
	"day" date NOT NULL,
	"previous_day" date NOT NULL,
	"buyer_count" numeric(38, 0) NOT NULL,
	CONSTRAINT "buyer_daily_totals_pk" PRIMARY KEY("app_id","environment","currency_code","day","previous_day")
);
--> statement-breakpoint
CREATE TABLE "buyer_days" (
	"app_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"user_id" uuid NOT NULL,
	"currency_code" text NOT NULL,
	"day" date NOT NULL,
	"payment_count" integer NOT NULL,
	CONSTRAINT "buyer_days_app_id_environment_user_id_currency_code_day_pk" PRIMARY KEY("app_id","environment","user_id","currency_code","day")
);
--> statement-breakpoint
CREATE TABLE "payment_daily_totals" (
	"app_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"day" date NOT NULL,
	"store" text NOT NULL,
	"item_id" uuid NOT NULL,
	"country_code" text NOT NULL,
	"currency_code" text NOT NULL,
	"payment_count" numeric(38, 0) NOT NULL,
	"quantity" numeric(38, 0) NOT NULL,
	"gross_micros" numeric(38, 0) NOT NULL,
	"refunded_payment_count" numeric(38, 0) NOT NULL,
	"refunded_payment_micros" numeric(38, 0) NOT NULL,
	"refund_count" numeric(38, 0) NOT NULL,
	"refunded_quantity" numeric(38, 0) NOT NULL,
	"refunded_micros" numeric(38, 0) NOT NULL,
	CONSTRAINT "payment_daily_totals_pk" PRIMARY KEY("app_id","environment","day","store","item_id","country_code","currency_code")
);
--> statement-breakpoint
CREATE TABLE "payment_recounts" (
	"app_id" uuid NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "payment_recounts_id" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"payment_id" uuid NOT NULL,
	CONSTRAINT "payment_recounts_app_id_id_pk" PRIMARY KEY("app_id","id")
);
--> statement-breakpoint
CREATE TABLE "payment_statistics_entries" (
	"app_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"day" date NOT NULL,
	"store" text NOT NULL,
	"item_id" uuid NOT NULL,
	"country_code" text NOT NULL,
	"currency_code" text NOT NULL,
	"user_id" uuid NOT NULL,
	"payment_count" integer NOT NULL,
	"quantity" integer NOT NULL,
	"gross_micros" bigint NOT NULL,
	"refunded_payment_count" integer NOT NULL,
	"refunded_payment_micros" bigint NOT NULL,
	"refund_count" integer NOT NULL,
	"refunded_quantity" integer NOT NULL,
	"refunded_micros" bigint NOT NULL,
	CONSTRAINT "payment_statistics_entries_app_id_payment_id_entry_id_pk" PRIMARY KEY("app_id","payment_id","entry_id")
);
--> statement-breakpoint
CREATE TABLE "payment_statistics_progress" (
	"app_id" uuid PRIMARY KEY NOT NULL,
	"revision" bigint NOT NULL,
	"position" bigint NOT NULL,
	"recount_after" uuid,
	"is_clearing" boolean NOT NULL,
	"time_zone" text NOT NULL,
	"updated_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "reporting_time_zone" text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "country_code" text;--> statement-breakpoint
-- No statistics of the tenant, so that plans do not depend on which AppKeys they know (docs/decisions/0035).
ALTER TABLE "payment_daily_totals" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "payment_statistics_entries" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "buyer_days" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "buyer_daily_totals" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "payment_statistics_progress" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "payment_recounts" ALTER COLUMN "app_id" SET STATISTICS 0;
