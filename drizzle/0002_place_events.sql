-- Gives committed events their positions, at most a batch of them, and answers with the AppKeys whose feeds grew.
-- Whoever waited for the lock sees, in the statement after it, everything that was committed before.
-- The settings keep the plan on the indexes: without statistics the planner would read the whole table for one event.
CREATE FUNCTION "place_events"("batch_size" integer) RETURNS TABLE ("app_id" uuid, "placed" integer)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
BEGIN
  PERFORM pg_advisory_xact_lock(7226158402);
  RETURN QUERY
  WITH unplaced AS MATERIALIZED (
    SELECT app_id, id, row_number() OVER (PARTITION BY app_id ORDER BY recorded) AS place
    FROM (
      SELECT app_id, id, recorded FROM events WHERE position IS NULL
      ORDER BY app_id, recorded LIMIT batch_size
    ) batch
  ), counted AS MATERIALIZED (
    SELECT app_id, count(*) AS placed FROM unplaced GROUP BY app_id
  ), grown AS (
    INSERT INTO feed_heads (app_id, position)
    SELECT app_id, placed FROM counted
    ON CONFLICT (app_id) DO UPDATE SET position = feed_heads.position + excluded.position
    RETURNING app_id, position
  ), moved AS (
    UPDATE events e SET position = grown.position - counted.placed + unplaced.place
    FROM unplaced JOIN grown USING (app_id) JOIN counted USING (app_id)
    WHERE e.app_id = unplaced.app_id AND e.id = unplaced.id
  )
  SELECT app_id, placed::integer FROM counted;
END
$$;
