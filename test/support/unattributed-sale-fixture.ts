import type { UnattributedSale } from '../../src/graphql/generated/types.ts'
import { notificationTest, type NotificationHelpers } from '../notifications/notification-fixture.ts'
import type { ApiClient, Serialized } from './api.ts'
import {
  createStorePurchase,
  type EmulatedStore,
  type EmulatorAddress,
  type StorePurchase,
  type StorePurchaseOptions,
} from './emulator-control.ts'
import { createBuyer, toStoreProductId } from './purchase-client.ts'

/** A server that receives the notifications of sales that belong to no user. */
export const unattributedSaleTest = notificationTest
  .extend('buyer', { scope: 'file' }, ({ server }) => createBuyer(server, { userId: 'tester' }))
  .extend('other', { scope: 'file' }, ({ server }) => createBuyer(server))

const fields = `id store environment storeTransactionId storeOrderId storeProductId item { itemId } quantity
  price { amount currencyCode } paidAt accountToken storeAccountId acknowledgementDeadline refundedAt`

export async function listSales(admin: ApiClient): Promise<readonly Serialized<UnattributedSale>[]> {
  const { unattributedSales } = await admin.query(`{ unattributedSales(first: 100) { nodes { ${fields} } } }`)
  return unattributedSales.nodes
}

type Fixtures = {
  readonly emulator: EmulatorAddress
  readonly admin: ApiClient
  readonly notifications: NotificationHelpers
}

/** A purchase that the store reports and that no app submits, as an offer code that is redeemed in the store. */
export async function sellOutsideApp(
  { emulator, admin, notifications }: Fixtures,
  store: EmulatedStore,
  options: Partial<StorePurchaseOptions> = {},
): Promise<{ readonly storePurchase: StorePurchase; readonly sale: Serialized<UnattributedSale> }> {
  const productId = toStoreProductId('coins_100')
  const storePurchase = await createStorePurchase(emulator, { store, productId, ...options })
  await notifications.waitForIdle()
  const [sale] = await listSales(admin)
  if (sale === undefined) throw new Error('the sale is not listed')
  return { storePurchase, sale }
}
