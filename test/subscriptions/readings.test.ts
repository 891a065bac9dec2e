import type { AppContext } from '../../src/domain/context.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import {
  createBuyer,
  createServerClient,
  expectField,
  requestPurchase,
  toStoreProductId,
} from '../support/purchase-client.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { createRandom } from '../soak/seeded-random.ts'
import {
  applyReading,
  beginReading,
  readOutcome,
  recordHistory,
  type BegunReading,
} from './history-fixture.ts'
import { vi } from '../support/test.ts'
import { expect, subscriptionItems, subscriptionTest } from './subscription-fixture.ts'

vi.setConfig({ testTimeout: 120_000 })

/** A server whose jobs do not run, with two projects that record the same history. */
const test = subscriptionTest
  .extend('serverOptions', { scope: 'file' }, { notifications: true, environment: { JOB_CONCURRENCY: '0' } })
  .extend('projects', { scope: 'file' }, async ({ server, services }) => {
    const addProject = async () => {
      const project = await server.addProject({})
      await connectEmulator(server, project)
      const client = createServerClient(server, project)
      for (const { itemId, type } of subscriptionItems) {
        const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const
        const storeProducts = stores.map((store) => ({ store, productId: toStoreProductId(itemId) }))
        expectField(await client.mutate('upsertItem', { itemId, name: itemId, type, storeProducts }), 'item')
        const entitlement = { key: itemId, name: itemId, itemIds: [itemId] }
        expectField(await client.mutate('upsertEntitlement', entitlement), 'entitlement')
      }
      const app = await services.apps.find(decodeId('ak', project.appKey) ?? '')
      if (app === null) throw new Error('the project was not created')
      return { project, ctx: { ...services, app } satisfies AppContext }
    }
    return { inOrder: await addProject(), late: await addProject() }
  })

/** Other histories: `HISTORY_SEED=100`. */
const firstSeed = Number(process.env['HISTORY_SEED'] ?? 0)

const histories = (['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const).flatMap((store) =>
  [1, 2].map((number) => ({ store, number })),
)

test.for(histories)(
  'I13: the readings of history $number at $store end the same, whatever their order and however often they are applied',
  async ({ store, number }, { server, sql, emulator, projects: { inOrder, late } }) => {
    const seed = firstSeed + number
    const random = createRandom(seed)
    const accountToken = await reserve(server, inOrder.project)
    await sql`
      update purchases set account_token = ${accountToken} where account_token = ${await reserve(server, late.project)}`
    const adapter = await inOrder.ctx.stores.find(inOrder.ctx.app.appId, store)
    if (adapter === null) expect.fail()
    const answers = await recordHistory(emulator, adapter, { store, accountToken, steps: 5, random })
    for (const answer of answers)
      await applyReading(inOrder.ctx, adapter, await beginReading(inOrder.ctx, answer))
    const begun: BegunReading[] = []
    for (const answer of answers) begun.push(await beginReading(late.ctx, answer))
    // Each answer comes at some time, and some of them again.
    const shuffled = [...begun, ...begun.filter(() => random() < 0.3)]
      .map((reading) => ({ reading, place: random() }))
      .toSorted((a, b) => a.place - b.place)
    for (const { reading } of shuffled) await applyReading(late.ctx, adapter, reading)
    const expected = await readOutcome(sql, inOrder.ctx.app.appId, accountToken)
    const outcome = await readOutcome(sql, late.ctx.app.appId, accountToken)
    expect({ seed, ...outcome }).toEqual({ seed, ...expected })
    expect(expected.subscriptions.length).toBeGreaterThan(0)
    for (const { appId } of [inOrder.ctx.app, late.ctx.app]) {
      const readAt = answers.at(-1)?.readAt ?? new Date()
      await sql`
        select update_user_entitlements(${appId}, user_id, 'PRODUCTION', ${readAt}, null, null, null, null) from purchases
        where app_id = ${appId} and account_token = ${accountToken}`
      const again = await readOutcome(sql, appId, accountToken)
      expect({ seed, entitlements: again.entitlements }).toEqual({
        seed,
        entitlements: expected.entitlements,
      })
    }
  },
)

/** The account token of a purchase that a new user has requested. */
async function reserve(server: Parameters<typeof createBuyer>[0], project: DevApp): Promise<string> {
  const buyer = await createBuyer(server, { project, as: 'server' })
  const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY', itemId: 'vip' })
  return purchase.accountToken
}
