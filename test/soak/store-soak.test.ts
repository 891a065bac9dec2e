import { expect, notificationTest as test, vi } from '../notifications/notification-fixture.ts'
import { runStoreSoak } from './store-soak.ts'

vi.setConfig({ testTimeout: 180_000 })

test('no payment is lost and every payment is acknowledged in the end, although every store has faults', async ({
  server,
  sql,
}) => {
  const options = { purchases: 120, concurrency: 8, random: Math.random }
  const result = await runStoreSoak(server, sql, options)
  expect(result).toMatchObject({ purchases: 120, openDiscrepancies: [], unacknowledged: 0, mismatches: [] })
  expect(result.payments).toBeGreaterThan(90)
})
