/** The ways in which an App Store signed transaction can be made bad on purpose. */
export const TRANSACTION_FORGERIES = [
  'TAMPERED_PAYLOAD',
  'TAMPERED_SIGNATURE',
  'MIRRORED_SIGNATURE',
  'OTHER_ROOT',
  'SHORT_CHAIN',
  'LONG_CHAIN',
  'REVERSED_CHAIN',
  'NO_LEAF_MARKER',
  'NO_INTERMEDIATE_MARKER',
  'EXPIRED_CERTIFICATE',
  'CERTIFICATE_NEAR_EXPIRY',
  'CRIT_HEADER',
  'B64_HEADER',
  'ALG_NONE',
  'HS256',
] as const
export type TransactionForgery = (typeof TRANSACTION_FORGERIES)[number]

/** The ways in which the signed purchase data of Google Play and ONE store can be made bad on purpose. */
export const DATA_FORGERIES = [
  /** Another quantity than the one that was signed. */
  'TAMPERED_DATA',
  'TAMPERED_SIGNATURE',
  /** Well signed, but for another app. */
  'OTHER_PACKAGE',
  /** Signed by another app's license key. */
  'OTHER_KEY',
  /** Signed by the right key over the wrong digest. */
  'OTHER_DIGEST',
  /** The same JSON value, written with spaces: no longer the bytes that were signed. */
  'REWRITTEN_DATA',
  'EMPTY_SIGNATURE',
] as const
export type DataForgery = (typeof DATA_FORGERIES)[number]

export const FORGERIES = [
  ...TRANSACTION_FORGERIES,
  'TAMPERED_DATA',
  'OTHER_PACKAGE',
  'OTHER_KEY',
  'OTHER_DIGEST',
  'REWRITTEN_DATA',
  'EMPTY_SIGNATURE',
] as const
export type Forgery = (typeof FORGERIES)[number]

export function isTransactionForgery(forgery: Forgery): forgery is TransactionForgery {
  return TRANSACTION_FORGERIES.some((known) => known === forgery)
}

/** Odd, but what a genuine store may send: the purchase is a real one. */
export function isGenuine(forgery: Forgery): boolean {
  return forgery === 'MIRRORED_SIGNATURE' || forgery === 'CERTIFICATE_NEAR_EXPIRY'
}

export function isDataForgery(forgery: Forgery): forgery is DataForgery {
  return DATA_FORGERIES.some((known) => known === forgery)
}
