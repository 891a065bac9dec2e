import { selectUserByExternalId } from '../../src/db/queries/users.ts'
import { createAuditedAction, systemActor } from '../../src/domain/audit/record-audit.ts'
import type { AppContext } from '../../src/domain/context.ts'
import { assignSale, explainUnassigned } from '../../src/domain/store-sync/assign-sale.ts'
import { hashSaleKey } from '../../src/domain/store-sync/sale-reference.ts'
import { syncSale } from '../../src/domain/store-sync/sync-sale.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { ownProjectTest } from '../operations/own-project-test.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import { toStoreProductId } from '../support/purchase-client.ts'
import { refundedSale } from '../support/reconciliation-fixture.ts'
import { expect } from '../support/test.ts'

const test = ownProjectTest.extend('assign', ({ reconciliation, ownBuyer, emulator }) => {
  /** Assigns a sale while each of the first readings is superseded by a later one that assigns it to nobody. */
  return async (supersededReadings: number) => {
    const productId = toStoreProductId('coins_100')
    const sold = await createStorePurchase(emulator, { store: 'TEST_STORE', productId })
    const { key, details } = refundedSale(sold.transactionId)
    const ctx = await reconciliation.createContext({})
    const read = { store: 'TEST_STORE', key: hashSaleKey(key), details, source: 'NOTIFICATION' } as const
    const slow = await createSlowContext(ctx, supersededReadings, () => syncSale(ctx, read))
    const user = await selectUserByExternalId(ctx.db, ctx.app.appId, ownBuyer.userId)
    if (user === null) throw new Error('the user is registered')
    const audit = {
      actor: systemActor,
      action: 'adoptPayment',
      reason: 'a test',
      changes: {},
      address: null,
    } as const
    const action = createAuditedAction(audit, ctx.clock())
    const line = { store: 'TEST_STORE', saleKey: hashSaleKey(key), details } as const
    return assignSale(slow, line, { user, lineItem: '', action })
  }
})

/** A context whose readings of sales take so long that another one begins later and ends earlier. */
async function createSlowContext(
  ctx: AppContext,
  count: number,
  meanwhile: () => Promise<unknown>,
): Promise<AppContext> {
  let left = count
  const adapter = await ctx.stores.find(ctx.app.appId, 'TEST_STORE')
  if (adapter === null) throw new Error('the Test store is connected')
  const readSale: StoreAdapter['readSale'] = async (details) => {
    const states = await adapter.readSale(details)
    left -= 1
    if (left >= 0) await meanwhile()
    return states
  }
  return { ...ctx, stores: { ...ctx.stores, find: async () => ({ ...adapter, readSale }) } }
}

test('a sale is assigned although a later reading has superseded the one of the assignment', async ({
  assign,
}) => {
  const { payment, isRecorded } = await assign(1)
  expect(isRecorded).toBe(true)
  expect(payment).toMatchObject({ status: 'PAID' })
})

test('an assignment that is superseded again and again is a problem that can be retried, and not a refund', async ({
  assign,
}) => {
  const { payment, changes } = await assign(10)
  expect(payment).toBeNull()
  expect(explainUnassigned(changes, ['text'])).toMatchObject({ code: 'BUSY', retryable: true })
})
