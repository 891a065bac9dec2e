CREATE TABLE "delivery_failures" (
	"app_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"message" text NOT NULL,
	"attempts" integer NOT NULL,
	"failed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "delivery_failures_app_id_payment_id_pk" PRIMARY KEY("app_id","payment_id")
);
--> statement-breakpoint
ALTER TABLE "apps" ADD COLUMN "acknowledge_by" text DEFAULT 'SERVER' NOT NULL;--> statement-breakpoint
CREATE INDEX "delivery_failures_failed_at" ON "delivery_failures" USING btree ("app_id","failed_at","payment_id") WHERE failed_at > '-infinity';--> statement-breakpoint
-- No statistics of the tenant, so that plans do not depend on which AppKeys they know (docs/decisions/0035).
ALTER TABLE "delivery_failures" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
CREATE FUNCTION "delete_delivery_failure"() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  DELETE FROM delivery_failures WHERE app_id = NEW.app_id AND payment_id = NEW.id;
  RETURN NULL;
END
$$;--> statement-breakpoint
COMMENT ON FUNCTION "delete_delivery_failure" IS 'Deletes the delivery failure of a payment that is owed no longer, or anew: no statement can forget it.';--> statement-breakpoint
CREATE TRIGGER "payments_delivery_failure" AFTER UPDATE ON "payments" FOR EACH ROW
WHEN ((OLD.status <> NEW.status AND NEW.status <> 'CONSUMED') OR OLD.user_id <> NEW.user_id)
EXECUTE FUNCTION "delete_delivery_failure"();
