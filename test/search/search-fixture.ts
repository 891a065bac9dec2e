import type { SearchResult, StoreLookupResult } from '../../src/graphql/generated/types.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { control, type StorePurchase } from '../support/emulator-control.ts'
import type { EmulatedStore, EmulatorAddress } from '../support/emulator-control.ts'

export const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const

const searchText = `query ($text: String!) { search(text: $text) { text
  recognizedAs { kind store environment isFound canLookUp } groups { typeName hits { id } hasMore } } }`

const lookUpText = `query ($text: String!, $store: Store) { lookUpAtStore(text: $text, store: $store) { text
  problem { code message retryable }
  answers { store answeredAt problem { code message retryable retryAfterMs }
    sales { store environment status storeTransactionId storeOrderId storeProductId item { itemId } quantity
      price { amount currencyCode } paidAt refund { full quantity } accountToken acknowledgementDeadline
      purchase { id } user { userId } payment { id } canAdopt problem { code } } } } }`

export async function search(client: ApiClient, text: string): Promise<Serialized<SearchResult>> {
  return (await client.query(searchText, { text })).search
}

/** The ids of the records that were found. */
export async function findIds(client: ApiClient, text: string): Promise<readonly string[]> {
  const { groups } = await search(client, text)
  return groups.flatMap(({ hits }) => hits.map(({ id }) => id))
}

export async function lookUp(
  client: ApiClient,
  text: string,
  store: EmulatedStore | null = null,
): Promise<Serialized<StoreLookupResult>> {
  return (await client.query(lookUpText, { text, store })).lookUpAtStore
}

/** The ids that a store gave a purchase. */
export type StoreIds = {
  readonly transactionId: string
  readonly orderId: string | null
  readonly purchaseToken: string | null
}

export async function readStoreIds(emulator: EmulatorAddress, { id }: StorePurchase): Promise<StoreIds> {
  return (await control(emulator, 'GET', `/control/purchases/${id}`)) as StoreIds
}
