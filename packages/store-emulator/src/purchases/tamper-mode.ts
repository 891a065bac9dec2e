/** Ways in which a signed transaction of the App Store can be made invalid. */
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

/** Ways in which the signed purchase data of Google Play and ONE store can be made invalid. */
export const signedDataTamperModes = [
  /** The quantity differs from the signed one. */
  'TAMPERED_DATA',
  'TAMPERED_SIGNATURE',
  /** Signed correctly, but for another app. */
  'OTHER_PACKAGE',
  /** Signed with the license key of another app. */
  'OTHER_KEY',
  /** Signed with the right key and the wrong digest algorithm. */
  'OTHER_DIGEST',
  /** The same JSON value with other white space, so not the bytes that were signed. */
  'REFORMATTED_JSON',
  'EMPTY_SIGNATURE',
] as const
export type SignedDataTamperMode = (typeof signedDataTamperModes)[number]

export type TamperMode = TransactionTamperMode | SignedDataTamperMode
export const tamperModes: readonly TamperMode[] = [
  ...new Set([...transactionTamperModes, ...signedDataTamperModes]),
]

export function isTransactionTamperMode(mode: TamperMode): mode is TransactionTamperMode {
  return transactionTamperModes.some((known) => known === mode)
}

/** Unusual, but valid: the purchase exists in the store. */
export function keepsReceiptValid(mode: TamperMode): boolean {
  return mode === 'MALLEABLE_SIGNATURE' || mode === 'CERTIFICATE_NEAR_EXPIRY'
}

export function isSignedDataTamperMode(mode: TamperMode): mode is SignedDataTamperMode {
  return signedDataTamperModes.some((known) => known === mode)
}
