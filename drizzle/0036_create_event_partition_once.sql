-- Sequencers of several feeds create the table of a new month at once. They take turns by an advisory lock, but `to_regclass` answers from the
-- cache of the session, in which the table may still be missing: no lock of a table has read the invalidations since. So the function
-- itself looks into the catalog.
CREATE OR REPLACE FUNCTION "create_event_partition"("month" date) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class c
    WHERE c.relname = event_partition_name(month)
      AND c.relnamespace = (SELECT e.relnamespace FROM pg_class e WHERE e.oid = 'events'::regclass)
  ) THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING ALL)', event_partition_name(month));
  EXECUTE format('ALTER TABLE %I ALTER COLUMN app_id SET STATISTICS 0', event_partition_name(month));
  EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    event_partition_name(month), month, (month + interval '1 month')::date);
END
$$;--> statement-breakpoint
COMMENT ON FUNCTION "create_event_partition" IS 'Creates the partition of "events" for a month, given its first day, unless it exists.';
