import type { DevApp } from '../../src/development/dev-app.ts'
import type { Purchase } from '../../src/graphql/generated/types.ts'
import type { Serialized } from './api.ts'
import type { EmulatedStore } from './emulator-control.ts'
import { buyItem as buy, createBuyer, requestPurchase as request, type Buyer } from './purchase-client.ts'
import type { VerifiedPurchase } from './purchase-client.ts'
import type { TestServer } from './test-server.ts'

export {
  createAppClient,
  createBuyer,
  createServerClient,
  expectField,
  newUserId,
  payAtStore,
  toConsumeInput as consumeInput,
  toStoreProductId,
} from './purchase-client.ts'
export type { Buyer, VerifiedPurchase } from './purchase-client.ts'

export const createBuyerWithoutToken = (server: TestServer, project: DevApp): Promise<Buyer> =>
  createBuyer(server, { project, as: 'app' })

export const requestPurchase = (
  buyer: Buyer,
  store: EmulatedStore,
  itemId = 'coins_100',
): Promise<Serialized<Purchase>> => request(buyer, { store, itemId })

export const buyItem = (
  _server: TestServer,
  buyer: Buyer,
  store: EmulatedStore = 'TEST_STORE',
  itemId = 'coins_100',
): Promise<VerifiedPurchase> => buy(buyer, { store, itemId })
