CREATE TABLE "notes" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"payment_id" uuid,
	"user_id" uuid NOT NULL,
	"text" text,
	"author_kind" text NOT NULL,
	"author_id" text,
	"author_name" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"erased_at" timestamp (3) with time zone,
	CONSTRAINT "notes_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "notes_text" CHECK ((text is null) = (erased_at is not null))
);
--> statement-breakpoint
CREATE TABLE "refund_approvals" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"payment_version" integer NOT NULL,
	"amount_micros" bigint,
	"currency_code" text,
	"requested_by" uuid NOT NULL,
	"requested_by_name" text NOT NULL,
	"reason" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"decided_by" uuid,
	"decided_by_name" text,
	"decision_reason" text,
	"decided_at" timestamp (3) with time zone,
	"failure" text,
	CONSTRAINT "refund_approvals_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "refund_approvals_status" CHECK (status in ('PENDING', 'APPROVED', 'EXECUTED', 'FAILED', 'REJECTED', 'CANCELED', 'EXPIRED'))
);
--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "refund_approval_limits" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refund_requested_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refund_accepted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sales" ADD COLUMN "applied_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_app_id_payment_id_payments_app_id_id_fk" FOREIGN KEY ("app_id","payment_id") REFERENCES "public"."payments"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_app_id_user_id_users_app_id_id_fk" FOREIGN KEY ("app_id","user_id") REFERENCES "public"."users"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refund_approvals" ADD CONSTRAINT "refund_approvals_app_id_payment_id_payments_app_id_id_fk" FOREIGN KEY ("app_id","payment_id") REFERENCES "public"."payments"("app_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notes_payment" ON "notes" USING btree ("payment_id","app_id","id");--> statement-breakpoint
CREATE INDEX "notes_user" ON "notes" USING btree ("user_id","app_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "refund_approvals_unfinished_payment" ON "refund_approvals" USING btree ("payment_id","app_id") WHERE status in ('PENDING', 'APPROVED');--> statement-breakpoint
CREATE INDEX "refund_approvals_unfinished" ON "refund_approvals" USING btree ("app_id","id") WHERE status in ('PENDING', 'APPROVED');--> statement-breakpoint
-- No statistics of the tenant, so that plans do not depend on which AppKeys they know (docs/decisions/0035).
ALTER TABLE "notes" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "refund_approvals" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
-- Processes of the version before change payments without the column during an upgrade, so a trigger increments it.
CREATE FUNCTION "increment_payment_version"() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "payments_version" BEFORE UPDATE ON "payments" FOR EACH ROW EXECUTE FUNCTION "increment_payment_version"();
