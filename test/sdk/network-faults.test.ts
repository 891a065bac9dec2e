import type { FakeSheet } from '../../packages/sdk/src/bridges.ts'
import type { Bridge, PurchaseResult } from '../../packages/sdk/src/index.ts'
import type { CoinslotServer } from '../../packages/sdk/src/server.ts'
import { expect } from '../support/test.ts'
import { networkFaults, startFaultProxy, type FaultProxy, type NetworkFault } from './fault-proxy.ts'
import { createPatientTime, patientTimeouts } from './patient-time.ts'
import { countKept, listPayments, newUserId, sdkTest, type Device, type StartApp } from './sdk-test.ts'

const test = sdkTest.extend('proxy', { scope: 'file' }, async ({ server }, { onCleanup }) => {
  const proxy = await startFaultProxy(server.graphqlUrl)
  onCleanup(proxy.close)
  return proxy
})

type Scenario = {
  readonly name: string
  readonly sheet: FakeSheet
  /** The result without a fault. */
  readonly status: PurchaseResult['status']
  readonly isSold: boolean
  /** Whether the store lists no transactions until the app is started again. */
  readonly hidesTransactions?: true
}

const scenarios: readonly Scenario[] = [
  { name: 'paid', sheet: { outcome: 'PAY' }, status: 'paid', isSold: true },
  { name: 'canceled', sheet: { outcome: 'CANCEL' }, status: 'canceled', isSold: false },
  { name: 'pending', sheet: { outcome: 'PAY_LATER' }, status: 'pending', isSold: false },
  {
    name: 'asked for at the server',
    sheet: { outcome: 'PAY_SILENTLY' },
    status: 'unknown',
    isSold: true,
    hidesTransactions: true,
  },
]

const cases = scenarios.flatMap((scenario) =>
  networkFaults.map((fault) => [scenario.name, fault, scenario] as const),
)
const maxSteps = 20

test.for(cases)(
  'a purchase that is %s survives %s at each request, once and lasting',
  async ([, fault, scenario], { proxy, startApp, createDevice, gameServer }) => {
    for (const isLasting of [false, true]) {
      for (let step = 1; ; step += 1) {
        expect(step).toBeLessThan(maxSteps)
        const run = { scenario, proxy, startApp, device: createDevice(), player: newUserId() }
        const result = await purchaseWithFault(run, { step, fault, isLasting })
        const isHit = proxy.requests() >= step
        const context = JSON.stringify({ step, isLasting, result })
        // A fault that happens once is repaired by a retry.
        if (!isLasting || !isHit) expect(result.status, context).toBe(scenario.status)
        await expectNothingLeft(gameServer, run, { context, result })
        if (!isHit) break
      }
    }
  },
)

type Run = {
  readonly scenario: Scenario
  readonly proxy: FaultProxy
  readonly startApp: StartApp
  readonly device: Device
  readonly player: string
}

async function purchaseWithFault(
  { scenario, proxy, startApp, device, player }: Run,
  plan: { readonly step: number; readonly fault: NetworkFault; readonly isLasting: boolean },
): Promise<PurchaseResult> {
  const time = createPatientTime()
  proxy.setPlan(plan, () => time.expire('requestMs'))
  device.store.script(scenario.sheet)
  const bridge = device.store.createBridge()
  const hiding: Bridge = {
    ...bridge,
    unfinished: async () => [],
    open: async (request) => {
      const result = await bridge.open(request)
      // The sheet is closed, and nothing will be reported.
      setImmediate(() => time.expire('reportMs'))
      return result
    },
  }
  const app = startApp({
    device,
    player,
    url: proxy.url,
    schedule: time.schedule,
    timeouts: patientTimeouts,
    bridge: scenario.hidesTransactions ? hiding : bridge,
  })
  return app.purchase('coins_100')
}

/** After the next start on a network that works, each sale is one payment and nothing is left over, also if requests arrive again. */
async function expectNothingLeft(
  gameServer: CoinslotServer,
  { scenario, proxy, startApp, device, player }: Run,
  { context, result }: { readonly context: string; readonly result: PurchaseResult },
): Promise<void> {
  const isOpened = device.store.openedSheets() > 0
  expect(device.store.openedSheets(), context).toBeLessThanOrEqual(1)
  if (!isOpened) expect(result.status, context).toBe('failed')
  const app = startApp({ device, player })
  await app.reprocess()
  await proxy.repeatAll()
  await app.reprocess()
  const sold = isOpened && scenario.isSold ? 1 : 0
  const payments = await listPayments(gameServer, player)
  expect(payments.length, context).toBe(sold)
  if (result.status === 'paid') expect(result.payment.id, context).toBe(payments[0]?.id)
  const isPending = isOpened && scenario.status === 'pending'
  expect(device.store.unfinished().length, context).toBe(isPending ? 1 : 0)
  expect(await countKept(device), context).toBe(isPending ? 1 : 0)
}
