import { join } from 'node:path'
import { act, type SubscriptionOptions } from '../subscriptions/subscription-fixture.ts'
import { advanceTime } from '../support/emulator-control.ts'
import { expectField } from '../support/purchase-client.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { vi } from '../support/test.ts'
import { dayMs } from '../support/time.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { subscriptionPageTest } from './subscription-page-test.ts'

// Takes the pictures of subscriptions in docs/console.md, only with `npm run screenshots`, like screenshots.test.ts.
vi.setConfig({ testTimeout: 600_000 })

const folder = join(repositoryRoot, 'docs', 'images', 'console')
const isWanted = process.env['UPDATE_SCREENSHOTS'] === 'true'
const stepDays = 4
const steps = 14

/** What is bought in turn, at each store and in two currencies. */
const offers: readonly SubscriptionOptions[] = [
  { store: 'GOOGLE_PLAY', itemId: 'vip', currencyCode: 'KRW', amount: '9900', graceDays: 7, holdDays: 30 },
  { store: 'APP_STORE', itemId: 'vip', offers: [{ kind: 'TRIAL', period: 'P1W' }] },
  { store: 'GOOGLE_PLAY', itemId: 'vip_gold', offers: [{ kind: 'TRIAL', period: 'P1W' }], amount: '19.99' },
  { store: 'ONE_STORE', itemId: 'vip', currencyCode: 'KRW', amount: '9900' },
  { store: 'APP_STORE', itemId: 'vip_gold', currencyCode: 'KRW', amount: '19000' },
]
const names = ['ada', 'grace', 'lin', 'mina', 'jun', 'sora', 'theo', 'iris', 'noah', 'hana']

/** Two months of a game on the virtual clock: some subscribe every few days, some leave, and some cards are declined. */
const test = subscriptionPageTest.extend(
  'studio',
  { scope: 'file' },
  async ({ buySubscription, server, sql, admin }) => {
    const { emulator } = server
    const entitlements = [
      { key: 'no_ads', name: 'No advertisements', itemIds: ['vip', 'vip_gold', 'monthly_coins'] },
      { key: 'gold_skins', name: 'Gold skins', itemIds: ['vip_gold'] },
      { key: 'beta', name: 'Beta of the next season' },
    ]
    for (const input of entitlements)
      expectField(await admin.mutate('upsertEntitlement', input), 'entitlement')
    const shown = await buySubscription({
      userId: 'player-1',
      offers: [{ kind: 'TRIAL', period: 'P1W' }],
      amount: '9.99',
    })
    const bought: { readonly id: string; readonly atStore: { readonly id: string } }[] = []
    for (let step = 0; step < steps; step += 1) {
      for (let sale = 0; sale < 1 + ((step * 5) % 3); sale += 1) {
        const number = bought.length
        const userId = `${names[number % names.length] ?? ''}-${number}`
        bought.push(await buySubscription({ userId, ...offers[number % offers.length] }))
      }
      const leaving = bought.at(-2)
      if (step % 3 === 1 && leaving !== undefined) await act(emulator, leaving.atStore.id, 'cancel')
      const declined = bought.at(-1)
      if (step % 4 === 2 && declined !== undefined)
        await act(emulator, declined.atStore.id, 'decline-payments')
      const refunded = bought[step]
      if (step % 6 === 5 && refunded !== undefined) await act(emulator, refunded.atStore.id, 'revoke')
      await advanceTime(emulator, stepDays * dayMs)
      await waitForIdle(server, sql, 120_000)
    }
    const extension = { subscriptionId: shown.id, days: 7, reason: 'The servers were down for two days' }
    await admin.mutate('extendSubscription', extension)
    await act(emulator, shown.atStore.id, 'change-price', { amount: '12.99' })
    await waitForIdle(server, sql, 120_000)
    return shown
  },
)

test.skipIf(!isWanted)(
  'the pictures of subscriptions show each page',
  async ({ openConsole, studio, sql }) => {
    const pages = [
      ['subscriptions', '/subscriptions'],
      ['subscription', `/subscriptions/${studio.id}`],
      ['subscription-statistics', '/statistics/subscriptions?by=WEEK'],
      ['entitlements', '/entitlements'],
    ] as const
    const { page, open } = await openConsole()
    const viewport = { width: 1280, height: 800 }
    // The chart and the table stand below the numbers.
    const tall = { width: 1280, height: 1160 }
    const korean = await openConsole({ locale: 'ko-KR', theme: 'dark', viewport: tall })
    // The sessions began on the clock of the machine, and the server is weeks ahead.
    const now = new Date(Date.now() + steps * stepDays * dayMs)
    await sql`update operator_sessions set last_active_at = ${now}`
    for (const [name, path] of pages) {
      await page.setViewportSize(name === 'subscription-statistics' ? tall : viewport)
      await open(path)
      await page.getByRole('navigation', { name: 'Main' }).waitFor()
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: join(folder, `${name}.png`) })
      if (name !== 'subscription-statistics') continue
      await korean.open(path)
      await korean.page.waitForLoadState('networkidle')
      await korean.page.screenshot({ path: join(folder, `${name}-ko.png`) })
    }
  },
)
