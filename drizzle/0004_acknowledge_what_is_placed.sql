-- Gives committed events their positions, as before, and in the same transaction asks for the acknowledgement jobs that follow from
-- them: an event says that a payment got somewhere, its AppKey's policy says whether the store is told from there on. The verbs
-- that write events pay nothing for it, and an event that was committed is placed for certain.
-- `acknowledgements` says by itself whether its store waits, so that `payments` need not be read; `coalesce` keeps the planner from
-- walking the index of what is due. `next_at` is the same wish once more, for the day that a job is lost with the process that ran it.
CREATE OR REPLACE FUNCTION "place_events"("batch_size" integer) RETURNS TABLE ("app_id" uuid, "placed" integer)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  feed record;
  due jsonb := '[]';
BEGIN
  PERFORM pg_advisory_xact_lock(7226158402);
  FOR feed IN
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
      RETURNING e.app_id, e.payment_id, e.type, e.at
    ), due AS (
      UPDATE acknowledgements s SET next_at = moved.at + interval '1 minute'
      FROM moved
      WHERE s.app_id = moved.app_id AND s.payment_id = moved.payment_id AND coalesce(s.next_at > '-infinity', false)
        AND (
          SELECT CASE moved.type
            WHEN 'PAYMENT_PAID' THEN a.acknowledge_on = 'PAID' OR (a.acknowledge_on = 'CONSUMED' AND NOT s.consumable)
            WHEN 'PAYMENT_CONSUMED' THEN a.acknowledge_on IN ('PAID', 'CONSUMED')
            ELSE moved.type = 'PAYMENT_COMPLETED'
          END
          FROM apps a WHERE a.app_id = moved.app_id
        )
      RETURNING s.app_id, s.payment_id
    ), asked AS (
      SELECT app_id, jsonb_agg(jsonb_build_object('appId', app_id, 'paymentId', payment_id)) AS jobs
      FROM due GROUP BY app_id
    )
    SELECT counted.app_id, counted.placed::integer AS placed, asked.jobs
    FROM counted LEFT JOIN asked USING (app_id)
  LOOP
    app_id := feed.app_id;
    placed := feed.placed;
    due := due || coalesce(feed.jobs, '[]');
    RETURN NEXT;
  END LOOP;
  IF jsonb_array_length(due) > 0 THEN
    PERFORM graphile_worker.add_jobs((
      SELECT array_agg(
        ('acknowledge', job::json, NULL, now(), 25, 'acknowledge:' || (job ->> 'paymentId'), 0, NULL)::graphile_worker.job_spec
      )
      FROM jsonb_array_elements(due) AS job
    ));
  END IF;
END
$$;
