import { expect, notificationTest, vi } from '../notifications/notification-fixture.ts'
import { dayMs } from '../support/time.ts'
import { createRandom } from './seeded-random.ts'
import { runSubscriptionYear, storeTimeoutMs } from './subscription-year.ts'

vi.setConfig({ testTimeout: 180_000 })

const test = notificationTest.extend(
  'serverOptions',
  { scope: 'file' },
  { notifications: true, environment: { STORE_TIMEOUT_MS: String(storeTimeoutMs) } },
)

// Google Play lists refunds for 30 days only, so a run that reconciles in vain too often differs: it is started by hand until it has run often.
test.runIf(process.env['SUBSCRIPTION_YEAR'] === 'true')(
  'I13: after a year in which every store has faults, each charged period is one payment, and no access outlasted what the store said',
  async ({ server, sql }) => {
    const seed = Date.now() % 1_000_000
    const times = { days: 365, stepMs: 10 * dayMs, reconciliationDays: 10, quietDays: 3 }
    const options = { subscribers: 9, actsPerDay: 1 / 25, ...times }
    const result = await runSubscriptionYear(server, sql, { ...options, random: createRandom(seed) })
    expect({ seed, ...result }).toMatchObject({
      subscribers: 9,
      differences: [],
      accessViolations: [],
      unexpectedProblems: [],
      openDiscrepancies: [],
    })
    expect(Object.values(result.moneyDifferences).filter((micros) => micros !== '0')).toEqual([])
    expect(result.payments).toBeGreaterThan(30)
  },
)
