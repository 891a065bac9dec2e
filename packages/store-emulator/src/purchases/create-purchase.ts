import { randomUUID } from 'node:crypto'
import { invalidInput } from '../emulator-error.ts'
import { parseAmountMicros } from '../money.ts'
import type { StoreEmulator } from '../store-emulator.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { defaultProduct } from './default-product.ts'
import type { PurchaseRepository } from './purchase-repository.ts'
import type { TamperMode } from './tamper-mode.ts'
import type {
  MarketCode,
  ProductType,
  Purchase,
  PurchaseDraft,
  PurchaseLine,
  PurchaseOffer,
  StoreEnvironment,
} from './purchase.ts'

/** Result of the store's payment sheet. */
export const purchaseOutcomes = ['PAID', 'PENDING', 'DECLINED'] as const

export type CreatePurchaseInput = {
  productId: string
  outcome: (typeof purchaseOutcomes)[number]
  quantity: number
  environment: StoreEnvironment
  accountToken?: string
  /** The customer's store account. Default: one account per account token, or a new one without a token. */
  customer?: string
  productType?: ProductType
  /** Price of the whole quantity. */
  price?: { amount: string; currencyCode: string }
  /** App of the purchase, if it is not the app of the credentials. */
  bundleId?: string
  tamper?: TamperMode
  /** Google Play: origin of a purchase that was not paid for. */
  origin?: NonNullable<Purchase['origin']>
  regionCode?: string
  marketCode?: MarketCode
  returnDeveloperPayload?: boolean
  /** Google Play: further products of the same purchase. */
  lines?: readonly { productId: string; quantity: number }[]
  offer?: PurchaseOffer
  /** App Store: a family member of the customer bought the product and shares it. */
  familyShared?: boolean
}

/** What the functions that create and change purchases depend on. */
export type PurchaseContext = {
  purchases: PurchaseRepository
  clock: VirtualClock
  storeOf: (purchase: Pick<Purchase, 'store'>) => StoreEmulator
}

export function createPurchase(
  ctx: PurchaseContext,
  store: StoreEmulator,
  input: CreatePurchaseInput,
): Purchase {
  if (input.tamper !== undefined && input.outcome !== 'PAID') {
    throw invalidInput('only a PAID purchase has a receipt to tamper with', 'tamper')
  }
  const draft = createDraft(store, input, ctx.clock.now())
  store.checkPurchase(draft)
  return ctx.purchases.add(draft)
}

function createDraft(store: StoreEmulator, input: CreatePurchaseInput, now: number): PurchaseDraft {
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
    ...(accountToken === undefined ? {} : { accountToken: store.normalizeAccountToken(accountToken) }),
    customerId: store.toCustomerId(input.customer ?? accountToken?.toLowerCase() ?? id, environment, appId),
    state: outcome,
    createdAt: now,
    ...(outcome === 'PAID' ? { paidAt: now } : {}),
    ...storeSpecificFields(input),
    ...store.createOrderIds(environment),
    ...(outcome === 'PAID' ? store.createPaymentIds(environment, input.origin) : {}),
  }
}

function storeSpecificFields(input: CreatePurchaseInput): Partial<PurchaseDraft> {
  const { tamper, origin, regionCode, marketCode, returnDeveloperPayload, lines, offer, familyShared } = input
  return {
    ...(lines === undefined ? {} : { lines: lines.map(toLine) }),
    ...(offer === undefined ? {} : { offer }),
    ...(familyShared === true ? { familyShared } : {}),
    ...(tamper === undefined ? {} : { tamper }),
    ...(origin === undefined ? {} : { origin }),
    ...(regionCode === undefined ? {} : { regionCode }),
    ...(marketCode === undefined ? {} : { marketCode }),
    ...(returnDeveloperPayload === true ? { returnsDeveloperPayload: true } : {}),
  }
}

function toLine({ productId, quantity }: { productId: string; quantity: number }): PurchaseLine {
  const { priceMicros } = defaultProduct(productId)
  return { productId, quantity, priceMicros: (priceMicros * BigInt(quantity)).toString() }
}

function priceOf({ price, productId, quantity, origin, familyShared }: CreatePurchaseInput): {
  priceMicros: string
  currency: string
} {
  if (price !== undefined) {
    return { priceMicros: parseAmountMicros(price.amount).toString(), currency: price.currencyCode }
  }
  const { priceMicros, currency } = defaultProduct(productId)
  if (origin !== undefined || familyShared === true) return { priceMicros: '0', currency }
  return { priceMicros: (priceMicros * BigInt(quantity)).toString(), currency }
}
