ALTER TABLE "subscription_acts" ADD COLUMN "call_expires_at" timestamp (3) with time zone;--> statement-breakpoint
-- As before, but a reading that found nothing new is no change: an operator who looks at the subscription need not look again.
CREATE OR REPLACE FUNCTION "increment_subscription_version"() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  reading constant text[] := ARRAY['store_read_at', 'store_stated_at', 'failed_reads', 'next_check_at'];
BEGIN
  IF to_jsonb(NEW) - reading IS DISTINCT FROM to_jsonb(OLD) - reading THEN
    NEW.version := OLD.version + 1;
  END IF;
  RETURN NEW;
END
$$;
