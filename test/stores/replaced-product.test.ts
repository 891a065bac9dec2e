import { randomUUID } from 'node:crypto'
import type { ApiClient } from '../support/api.ts'
import { createStorePurchase, type StorePurchase } from '../support/emulator-control.ts'
import { expectField, payAtStore, requestPurchase, type Buyer } from '../support/purchase-client.ts'
import { describe, expect, storeTest as test, type TokenStore } from './store-fixture.ts'

type SoldItem = { readonly itemId: string; readonly productId: string }
type PayingStore = TokenStore | 'APP_STORE'

const submit = (buyer: Buyer, { receipt }: Pick<StorePurchase, 'receipt'>) =>
  buyer.client.mutate('verifyPurchase', { userId: buyer.userId, receipt })

async function saveProduct(admin: ApiClient, { itemId, productId }: SoldItem, store: PayingStore) {
  const storeProducts = [{ store, productId }]
  const input = { itemId, name: itemId, type: 'CONSUMABLE' as const, storeProducts }
  expectField(await admin.mutate('upsertItem', input), 'item')
}

async function createItem(
  admin: ApiClient,
  store: PayingStore,
  productId = `product.${randomUUID()}`,
): Promise<SoldItem> {
  const item = { itemId: `item-${randomUUID()}`, productId }
  await saveProduct(admin, item, store)
  return item
}

const replaceProduct = (admin: ApiClient, { itemId }: SoldItem, store: PayingStore) =>
  saveProduct(admin, { itemId, productId: `product.${randomUUID()}` }, store)

describe('a replaced product', () => {
  test.for(['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const)(
    'a purchase of the product that %s sold when it was reserved is verified after the product was replaced',
    async (store, { server, admin, buyer }) => {
      const item = await createItem(admin, store)
      const purchase = await requestPurchase(buyer, { store, itemId: item.itemId })
      const storePurchase = await payAtStore(server, purchase)
      await replaceProduct(admin, item, store)
      const input = { purchaseId: purchase.id, userId: buyer.userId, receipt: storePurchase.receipt }
      const verified = await buyer.client.mutate('verifyPurchase', input)
      expect(verified.payment).toMatchObject({ status: 'PAID', item: { itemId: item.itemId } })
      expect(await buyer.client.mutate('verifyPurchase', input)).toMatchObject({ replayed: true })
    },
  )

  test('a purchase is verified as the item that was reserved when its product belongs to another item now', async ({
    server,
    admin,
    buyer,
  }) => {
    const store = 'GOOGLE_PLAY'
    const item = await createItem(admin, store)
    const purchase = await requestPurchase(buyer, { store, itemId: item.itemId })
    const storePurchase = await payAtStore(server, purchase)
    await replaceProduct(admin, item, store)
    await createItem(admin, store, item.productId)
    const verified = await submit(buyer, storePurchase)
    expect(verified.payment?.item).toMatchObject({ itemId: item.itemId })
  })

  test('a payment without a reservation is found again after its product was removed', async ({
    server,
    admin,
    buyer,
  }) => {
    const store = 'GOOGLE_PLAY'
    const item = await createItem(admin, store)
    const storePurchase = await createStorePurchase(server.emulator, { store, productId: item.productId })
    const first = expectField(await submit(buyer, storePurchase), 'payment')
    await replaceProduct(admin, item, store)
    expect(await submit(buyer, storePurchase)).toMatchObject({ replayed: true, payment: { id: first.id } })
  })
})
