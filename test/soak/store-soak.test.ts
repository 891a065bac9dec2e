import { expect, it, vi } from 'vitest'
import { openNotificationFixture } from '../notifications/notification-fixture.ts'
import { runStoreSoak } from './store-soak.ts'

vi.setConfig({ testTimeout: 180_000 })

it('on a bad day of every store nothing is lost, and in the end everything is acknowledged', async () => {
  const desk = await openNotificationFixture()
  try {
    const options = { purchases: 120, concurrency: 8, random: Math.random }
    const result = await runStoreSoak(desk.server, desk.sql, options)
    expect(result).toMatchObject({ purchases: 120, openCount: 0, unacknowledged: 0, mismatches: [] })
    expect(result.payments).toBeGreaterThan(90)
  } finally {
    await desk.close()
  }
})
