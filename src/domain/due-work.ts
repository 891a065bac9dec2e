import { addDueJobs } from '../db/queries/due-work.ts'
import type { Services } from './context.ts'

const takenForMs = 2 * 60_000
const limit = 200

/** Asks for the jobs of everything that is due by the state's own word. */
export async function addDueWork({ db, clock }: Services): Promise<void> {
  const now = clock()
  const request = { now, takenUntil: new Date(now.getTime() + takenForMs), limit }
  await addDueJobs(db, 'settlements', request)
  await addDueJobs(db, 'notifications', request)
}
