import type { FakeSheet } from '../../packages/sdk/src/bridges.ts'
import type { PurchaseResult } from '../../packages/sdk/src/index.ts'
import type { CoinslotServer } from '../../packages/sdk/src/server.ts'
import { updateStorePurchase, type EmulatorAddress } from '../support/emulator-control.ts'
import { expect } from '../support/test.ts'
import { createKill, type KillPoint } from './kill.ts'
import {
  countKept,
  listPayments,
  newUserId,
  sdkTest as test,
  type Device,
  type StartApp,
} from './sdk-test.ts'

type Scenario = {
  readonly name: string
  readonly sheet: FakeSheet
  /** The result of a purchase during which nothing is killed. */
  readonly status: PurchaseResult['status']
  readonly itemId?: string
  /** What happens at the store before the app is started again. */
  readonly later?: 'PAID' | 'CANCELED'
}

const scenarios: readonly Scenario[] = [
  { name: 'paid at once', sheet: { outcome: 'PAY' }, status: 'paid' },
  { name: 'of a permanent item', sheet: { outcome: 'PAY' }, status: 'paid', itemId: 'remove_ads' },
  { name: 'reported three times', sheet: { outcome: 'PAY', events: 3 }, status: 'paid' },
  { name: 'reported by an event', sheet: { outcome: 'PAY_BY_EVENT' }, status: 'paid' },
  { name: 'that nothing reports', sheet: { outcome: 'PAY_SILENTLY' }, status: 'paid' },
  { name: 'that the player cancels', sheet: { outcome: 'CANCEL' }, status: 'canceled' },
  { name: 'that the store declines', sheet: { outcome: 'DECLINE' }, status: 'failed' },
  { name: 'that is paid later', sheet: { outcome: 'PAY_LATER' }, status: 'pending', later: 'PAID' },
  { name: 'that is never paid', sheet: { outcome: 'PAY_LATER' }, status: 'pending', later: 'CANCELED' },
]

const phases = ['BEFORE', 'AFTER'] as const
const maxSteps = 60

test.for(scenarios)(
  'a purchase $name ends once, wherever the app is killed',
  async (scenario, { startApp, createDevice, gameServer, emulator }) => {
    for (const phase of phases) {
      for (let step = 1; ; step += 1) {
        expect(step).toBeLessThan(maxSteps)
        const run = {
          scenario,
          point: { step, phase },
          startApp,
          device: createDevice(),
          userId: newUserId(),
        }
        const result = await purchaseUntilKilled(run)
        if (result !== null) expect(result.status).toBe(scenario.status)
        if (scenario.later !== undefined) await changeAtStore(emulator, run.device, scenario.later)
        const app = startApp({ device: run.device, player: run.userId })
        await expectEnded(gameServer, run, [result, ...(await app.reprocess())])
        // An app that was killed before it used the result finds the payment here.
        expect(await app.unconsumedPayments()).toHaveLength(isSold(run) ? 1 : 0)
        if (result !== null) break
      }
    }
  },
)

type Run = {
  readonly scenario: Scenario
  readonly point: KillPoint
  readonly startApp: StartApp
  readonly device: Device
  readonly userId: string
}

/** Null if the app was killed. */
async function purchaseUntilKilled({ scenario, point, startApp, device, userId }: Run) {
  const kill = createKill(point)
  device.store.script(scenario.sheet)
  const app = startApp({ device, player: userId, kill })
  return Promise.race([app.purchase(scenario.itemId ?? 'coins_100'), kill.killed])
}

async function changeAtStore(emulator: EmulatorAddress, { store }: Device, outcome: 'PAID' | 'CANCELED') {
  for (const { id } of store.unfinished()) {
    const change = outcome === 'PAID' ? 'complete' : 'cancel'
    const { receipt } = await updateStorePurchase(emulator, id, change)
    if (outcome === 'PAID') store.complete(id, receipt)
    else store.drop(id)
  }
}

const isSold = ({ scenario, device }: Run) => device.store.sales() === 1 && scenario.later !== 'CANCELED'

/** Money that was taken is one payment, and without money the app hears of none. */
async function expectEnded(
  gameServer: CoinslotServer,
  run: Run,
  results: readonly (PurchaseResult | null)[],
): Promise<void> {
  const { scenario, point, device, userId } = run
  const context = JSON.stringify(point)
  const payments = await listPayments(gameServer, userId)
  expect(payments.length, context).toBe(isSold(run) ? 1 : 0)
  expect(device.store.unfinished(), context).toEqual([])
  const paid = [...results, ...device.updates].filter((result) => result?.status === 'paid')
  if (!isSold(run)) {
    expect(paid, context).toEqual([])
    return
  }
  expect(payments[0]).toMatchObject({ status: 'PAID', itemId: scenario.itemId ?? 'coins_100' })
  expect(await countKept(device), context).toBe(0)
  for (const result of paid) expect(result, context).toMatchObject({ payment: { id: payments[0]!.id } })
}
