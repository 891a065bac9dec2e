import type { Coinslot, DeliveryHandler, Payment } from '../../packages/sdk/src/index.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { expect, vi } from '../support/test.ts'
import { playAndKill, type Scenario, type World } from './play-and-kill.ts'
import { countKept, newUserId, sdkTest as test, type Device } from './sdk-test.ts'

/** Each test starts the app dozens of times. */
vi.setConfig({ testTimeout: 180_000 })

test('the client consumes its own payment in the built-in model, and only there', async ({
  server,
  startApp,
  createDevice,
}) => {
  const project = await server.addProject({ consumeModel: 'BUILT_IN', requireUserToken: false })
  await connectEmulator(server, project)
  const userId = newUserId()
  const app = startApp({ device: createDevice(), player: userId, project, userId })
  const result = await app.purchase('coins_100')
  if (result.status !== 'paid') throw new Error(JSON.stringify(result))
  expect(await app.consume(result.payment)).toMatchObject({ status: 'consumed', replayed: false })
  expect(await app.consume(result.payment)).toMatchObject({ status: 'consumed', replayed: true })
  const other = startApp({ device: createDevice(), player: newUserId() })
  const bought = await other.purchase('coins_100')
  if (bought.status !== 'paid') throw new Error(bought.status)
  const refused = await other.consume(bought.payment)
  expect(refused).toMatchObject({ status: 'failed', error: { code: 'CONSUME_NOT_ALLOWED' } })
})

/** What an app keeps that delivers by itself: each payment once, by its id. */
function createInventory() {
  const calls: string[] = []
  const deliver: DeliveryHandler = async ({ id }) => void calls.push(id)
  return { deliver, calls: () => calls, delivered: () => new Set(calls) }
}

/** Consumes and delivers as the documentation says: what is listed at start, and what `onPurchaseUpdated` or `reprocess` reports. */
async function collect(app: Coinslot, { updates }: Device, deliver: DeliveryHandler): Promise<void> {
  const results = [...(await app.reprocess()), ...updates]
  const reported = results.flatMap((result) => (result.status === 'paid' ? [result.payment] : []))
  for (const payment of [...(await app.unconsumedPayments()), ...reported]) {
    await app.consume(payment, deliver)
  }
}

test.for([
  ['with user tokens', true],
  ['without user tokens', false],
] as const)(
  'an app of the built-in model %s delivers each payment, wherever it is killed',
  async ([, requireUserToken], { server, emulator, gameServer, startApp, createDevice }) => {
    const project = await server.addProject({ consumeModel: 'BUILT_IN', requireUserToken })
    await connectEmulator(server, project)
    const inventories = new Map<Device, ReturnType<typeof createInventory>>()
    const appOptions = ({ player }: World) => ({
      project,
      ...(requireUserToken ? {} : { userId: player }),
    })
    const scenario: Scenario = {
      name: 'in the built-in model',
      options: appOptions,
      run: async (app, { device }, kill) => {
        const inventory = createInventory()
        inventories.set(device, inventory)
        const result = await app.purchase('coins_100')
        if (result.status !== 'paid') throw new Error(result.status)
        // The delivery of the app is a step too.
        await app.consume(
          result.payment,
          kill.wrap(async (payment: Payment) => inventory.deliver(payment)),
        )
      },
      check: async (world) => {
        const { device, start, context } = world
        const { deliver, calls, delivered } = inventories.get(device) ?? createInventory()
        await collect(start(appOptions(world)), device, deliver)
        expect(delivered().size, context).toBe(device.store.sales())
        // Once more only if the app was killed after it had delivered, and before the device knew.
        expect(calls().length, context).toBeLessThanOrEqual(device.store.sales() + 1)
        const before = calls().length
        const next = start(appOptions(world))
        await collect(next, device, deliver)
        expect(calls().length, context).toBe(before)
        expect(await next.unconsumedPayments(), context).toEqual([])
      },
    }
    const worlds = await playAndKill(scenario, { emulator, gameServer, startApp, createDevice })
    expect(worlds.length).toBeGreaterThan(20)
    for (const world of worlds) await scenario.check(world)
  },
)

test('a payment that an app could not deliver is listed until it is delivered, and no other device delivers it', async ({
  server,
  startApp,
  createDevice,
}) => {
  const project = await server.addProject({ consumeModel: 'BUILT_IN' })
  await connectEmulator(server, project)
  const [player, device] = [newUserId(), createDevice()]
  const app = startApp({ device, player, project })
  const result = await app.purchase('coins_100')
  if (result.status !== 'paid') throw new Error(JSON.stringify(result))
  const { payment } = result
  const failed = await app.consume(payment, () => Promise.reject(new Error('The disk is full.')))
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'DELIVERY_FAILED', retryable: true } })
  expect(await startApp({ device, player: newUserId(), project }).unconsumedPayments()).toEqual([])
  const next = startApp({ device, player, project })
  expect(await next.unconsumedPayments()).toEqual([payment])
  const delivered: string[] = []
  const deliver = ({ id }: { readonly id: string }) => delivered.push(id)
  const elsewhere = await startApp({ device: createDevice(), player, project }).consume(payment, deliver)
  expect(elsewhere).toMatchObject({ status: 'failed', error: { code: 'ALREADY_CONSUMED' } })
  const [first, second] = await Promise.all([next.consume(payment, deliver), next.consume(payment, deliver)])
  expect(first).toMatchObject({ status: 'consumed', replayed: true, payment: { status: 'CONSUMED' } })
  expect(second).toEqual(first)
  expect(delivered).toEqual([payment.id])
  expect(await next.unconsumedPayments()).toEqual([])
  expect(await countKept(device)).toBe(0)
})
