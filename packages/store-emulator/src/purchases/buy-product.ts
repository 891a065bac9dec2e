import { randomUUID } from 'node:crypto'
import { invalidInput } from '../emulator-error.ts'
import { microsFromAmount } from '../money.ts'
import type { StoreEmulator } from '../store-emulator.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { defaultProduct } from './default-product.ts'
import type { PurchaseLedger } from './purchase-ledger.ts'
import type { Forgery } from './forgery.ts'
import type { MarketCode, ProductType, Purchase, PurchaseDraft, StoreEnvironment } from './purchase.ts'

/** How the store's payment sheet ends. */
export const OUTCOMES = ['PAID', 'PENDING', 'DECLINED'] as const

export type BuyProductInput = {
  productId: string
  outcome: (typeof OUTCOMES)[number]
  quantity: number
  environment: StoreEnvironment
  accountToken?: string
  /** Whose store account buys. Without it: one account per account token, and a new one when there is none. */
  customer?: string
  productType?: ProductType
  /** For the whole quantity. */
  price?: { amount: string; currencyCode: string }
  /** Another app than the one of the credentials. */
  bundleId?: string
  forge?: Forgery
  /** Google Play: it was not bought. */
  origin?: NonNullable<Purchase['origin']>
  regionCode?: string
  marketCode?: MarketCode
  returnDeveloperPayload?: boolean
}

/** What acts on purchases needs. */
export type PurchaseContext = {
  ledger: PurchaseLedger
  clock: VirtualClock
  storeOf: (purchase: Pick<Purchase, 'store'>) => StoreEmulator
}

export function buyProduct(ctx: PurchaseContext, store: StoreEmulator, input: BuyProductInput): Purchase {
  if (input.forge !== undefined && input.outcome !== 'PAID') {
    throw invalidInput('only a PAID purchase has a receipt to forge', 'forge')
  }
  const draft = draftPurchase(store, input, ctx.clock.now())
  store.checkPurchase(draft)
  return ctx.ledger.add(draft)
}

function draftPurchase(store: StoreEmulator, input: BuyProductInput, now: number): PurchaseDraft {
  const { environment, productId, quantity, accountToken, outcome } = input
  const product = defaultProduct(productId)
  const appId = input.bundleId ?? store.appId
  const id = `emu_${randomUUID()}`
  return {
    id,
    store: store.name,
    environment,
    appId,
    productId,
    productType: input.productType ?? product.productType,
    quantity,
    ...priceOf(input),
    ...(accountToken === undefined ? {} : { accountToken: store.keepAccountToken(accountToken) }),
    customerId: store.customerId(input.customer ?? accountToken?.toLowerCase() ?? id, environment, appId),
    state: outcome,
    createdAt: now,
    ...(outcome === 'PAID' ? { paidAt: now } : {}),
    ...storeSpecifics(input),
    ...store.idsWhenOrdered(environment),
    ...(outcome === 'PAID' ? store.idsWhenPaid(environment, input.origin) : {}),
  }
}

function storeSpecifics(input: BuyProductInput): Partial<PurchaseDraft> {
  const { forge, origin, regionCode, marketCode, returnDeveloperPayload } = input
  return {
    ...(forge === undefined ? {} : { forge }),
    ...(origin === undefined ? {} : { origin }),
    ...(regionCode === undefined ? {} : { regionCode }),
    ...(marketCode === undefined ? {} : { marketCode }),
    ...(returnDeveloperPayload === true ? { returnsDeveloperPayload: true } : {}),
  }
}

function priceOf({ price, productId, quantity, origin }: BuyProductInput): {
  priceMicros: string
  currency: string
} {
  if (price !== undefined) {
    return { priceMicros: microsFromAmount(price.amount).toString(), currency: price.currencyCode }
  }
  const { priceMicros, currency } = defaultProduct(productId)
  if (origin !== undefined) return { priceMicros: '0', currency }
  return { priceMicros: (priceMicros * BigInt(quantity)).toString(), currency }
}
