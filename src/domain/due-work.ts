import { addDueJobs } from '../db/queries/due-work.ts'
import { addDueWebhookJobs } from '../db/queries/webhook-deliveries.ts'
import type { Services } from './context.ts'

const takenForMs = 2 * 60_000
const limit = 200

/** Asks for the jobs of everything that is due by the state's own word. */
export async function addDueWork(services: Services): Promise<void> {
  const { db, clock } = services
  const now = clock()
  const request = { now, takenUntil: new Date(now.getTime() + takenForMs), limit }
  await addDueJobs(db, 'acknowledgements', request)
  await addDueJobs(db, 'notifications', request)
  await addFeedWork(services)
}

/** Feeds grew: asks for the jobs of whoever waits for that. */
export async function addFeedWork({ db, clock, limits }: Services): Promise<void> {
  await addDueWebhookJobs(db, { now: clock(), patience: limits.webhooks.inFlight, limit })
}
