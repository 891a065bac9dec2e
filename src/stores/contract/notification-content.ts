import { decrypt, encrypt, type Keyring } from '../../platform/crypto.ts'
import { notificationAad } from '../../platform/encryption-aad.ts'
import type { NotifiedSale } from './notification.ts'
import type { NotifiedRefundReview } from './refund-review.ts'
import type { SaleReference } from './sale.ts'

/** The part of a store notification that is processed later, when its signature may have expired. */
export type NotificationContent = {
  readonly sales: readonly NotifiedSale[]
  readonly subscriptions: readonly SaleReference[]
  readonly refundReview: NotifiedRefundReview | null
}

export function encryptContent(
  keyring: Keyring,
  { appId, store }: { readonly appId: string; readonly store: string },
  { sales, subscriptions, refundReview }: NotificationContent,
): Buffer {
  const content = JSON.stringify({ sales: sales.map(serializeSale), subscriptions, refundReview })
  return encrypt(keyring, content, notificationAad(appId, store))
}

/** @throws if it was encrypted with a secret that is no longer configured */
export function decryptContent(
  keyring: Keyring,
  row: { readonly appId: string; readonly store: string; readonly encryptedPayload: Uint8Array },
): NotificationContent {
  const text = decrypt(keyring, row.encryptedPayload, notificationAad(row.appId, row.store))
  // Nothing is left of a notification about an erased user. Contents of versions without subscriptions have no list of them.
  const {
    sales = [],
    subscriptions = [],
    refundReview,
  } = JSON.parse(text) as {
    sales?: SerializedSale[]
    subscriptions?: SaleReference[]
    refundReview?: NotifiedRefundReview | null
  }
  return { sales: sales.map(deserializeSale), subscriptions, refundReview: refundReview ?? null }
}

type SerializedSale = Omit<NotifiedSale, 'price'> & {
  readonly price: { readonly amountMicros: string; readonly currencyCode: string } | null
}

function serializeSale({ price, ...sale }: NotifiedSale): SerializedSale {
  return {
    ...sale,
    price: price === null ? null : { ...price, amountMicros: price.amountMicros.toString() },
  }
}

function deserializeSale({ price, ...sale }: SerializedSale): NotifiedSale {
  return { ...sale, price: price === null ? null : { ...price, amountMicros: BigInt(price.amountMicros) } }
}
