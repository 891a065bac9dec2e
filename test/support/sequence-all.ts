import type { Db } from '../../src/db/client.ts'
import { selectPendingFeeds, sequenceFeeds } from '../../src/db/queries/sequence-events.ts'

/** Assigns positions until every event that was committed before the call has one, also beside other sequencers. */
export async function sequenceAll(db: Db): Promise<void> {
  let pending = await selectPendingFeeds(db, null)
  while (pending.length > 0) {
    await sequenceFeeds(db, pending)
    pending = await selectPendingFeeds(db, null)
  }
}
