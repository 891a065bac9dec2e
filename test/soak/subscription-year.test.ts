import { expect, notificationTest, vi } from '../notifications/notification-fixture.ts'
import { dayMs } from '../support/time.ts'
import { storeTimeoutMs } from './faulty-shop.ts'
import { createRandom } from './seeded-random.ts'
import { runSubscriptionYear } from './subscription-year.ts'

vi.setConfig({ testTimeout: 600_000 })

/**
 * Every choice of the subscribers and every fault comes from it; only the order of calls that are made at the same time does not.
 * `SUBSCRIPTION_YEAR_SEED` selects another one.
 */
const seed = Number(process.env['SUBSCRIPTION_YEAR_SEED'] ?? '1')
const subscribers = 9

const test = notificationTest.extend(
  'serverOptions',
  { scope: 'file' },
  {
    notifications: true,
    emulator: { random: createRandom(seed + 1) },
    environment: { STORE_TIMEOUT_MS: String(storeTimeoutMs), JOB_CONCURRENCY: '8' },
  },
)

test(`I13: after a year (seed ${seed}) in which every store has faults, each charged period is one payment, and no access outlasted what the store said`, async ({
  server,
  sql,
}) => {
  const times = { days: 365, stepMs: 7 * dayMs, reconciliationDays: 7, quietDays: 8 }
  const options = { subscribers, actsPerDay: 1 / 25, concurrency: 4, ...times }
  const result = await runSubscriptionYear(server, sql, { ...options, random: createRandom(seed) })
  expect(result).toMatchObject({
    subscribers,
    differences: [],
    accessViolations: [],
    unexpectedProblems: [],
    openDiscrepancies: [],
  })
  expect(Object.values(result.moneyDifferences).filter((micros) => micros !== '0')).toEqual([])
  expect(result.payments).toBeGreaterThan(30)
})
