ALTER TABLE "webhook_deliveries" ADD COLUMN "url" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD COLUMN "request" text;
--> statement-breakpoint
-- How many endpoints an AppKey has, for who is about to add one: others wait here until that is over, and count it too. A statement
-- that counted by itself would not see what was added while it waited.
CREATE FUNCTION "count_webhook_endpoints"("of_app" uuid)
RETURNS bigint
LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM FROM apps WHERE app_id = of_app FOR NO KEY UPDATE;
  RETURN (SELECT count(*) FROM webhook_endpoints WHERE app_id = of_app);
END
$$;
