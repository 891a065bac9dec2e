/** The ways in which an App Store signed transaction can be made bad on purpose. */
export const transactionTamperModes = [
  'TAMPERED_PAYLOAD',
  'TAMPERED_SIGNATURE',
  'MALLEABLE_SIGNATURE',
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
export type TransactionTamperMode = (typeof transactionTamperModes)[number]

/** The ways in which the signed purchase data of Google Play and ONE store can be made bad on purpose. */
export const signedDataTamperModes = [
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
  'REFORMATTED_JSON',
  'EMPTY_SIGNATURE',
] as const
export type SignedDataTamperMode = (typeof signedDataTamperModes)[number]

export const tamperModes = [
  ...transactionTamperModes,
  'TAMPERED_DATA',
  'OTHER_PACKAGE',
  'OTHER_KEY',
  'OTHER_DIGEST',
  'REFORMATTED_JSON',
  'EMPTY_SIGNATURE',
] as const
export type TamperMode = (typeof tamperModes)[number]

export function isTransactionTamperMode(mode: TamperMode): mode is TransactionTamperMode {
  return transactionTamperModes.some((known) => known === mode)
}

/** Odd, but what a genuine store may send: the purchase is a real one. */
export function keepsReceiptValid(mode: TamperMode): boolean {
  return mode === 'MALLEABLE_SIGNATURE' || mode === 'CERTIFICATE_NEAR_EXPIRY'
}

export function isSignedDataTamperMode(mode: TamperMode): mode is SignedDataTamperMode {
  return signedDataTamperModes.some((known) => known === mode)
}
