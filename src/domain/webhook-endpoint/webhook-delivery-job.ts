import { createRowJob, type JobSpec } from '../../db/queries/insert-jobs.ts'

/** The job that delivers to an endpoint; enqueued again before it starts, it runs once. */
export function webhookDeliveryJob(appId: string, endpointId: string): JobSpec {
  return createRowJob('deliver_webhook', appId, endpointId)
}
