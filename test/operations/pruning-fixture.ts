import { prune, type PruneBatches } from '../../src/domain/retention/prune.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { serverTest } from '../support/test.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs } from '../support/time.ts'
import { sequenceAll } from '../support/sequence-all.ts'

/** With the id of the app by which the tests insert old rows. */
export const pruningTest = serverTest.extend(
  'appId',
  { scope: 'file' },
  ({ project }) => decodeId('ak', project.appKey) ?? '',
)

export const daysAgo = (days: number) => new Date(Date.now() - days * dayMs)

/** Assigns positions to all events and prunes as if the given number of days had passed. */
export async function pruneAfterDays(
  services: TestServer['instance']['services'],
  days: number,
  batches?: PruneBatches,
): Promise<void> {
  await sequenceAll(services.db)
  await prune({ ...services, clock: () => new Date(Date.now() + days * dayMs) }, batches)
}
