import { encrypt, sha256, decrypt, type Keyring } from '../../platform/crypto.ts'
import { saleReferenceAad } from '../../platform/encryption-aad.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { SaleReference } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'

/** The stored identity of a sale. The store's own key is not stored, because it may prove possession. */
export function hashSaleKey(key: string): Buffer {
  return sha256(key)
}

export function encryptSaleReference(
  keyring: Keyring,
  appId: string,
  store: StoreName,
  details: string,
): Buffer {
  return encrypt(keyring, details, saleReferenceAad(appId, store))
}

export function decryptSaleReference(
  keyring: Keyring,
  appId: string,
  store: StoreName,
  reference: Uint8Array,
): string {
  return decrypt(keyring, reference, saleReferenceAad(appId, store))
}

/** A sale as it is stored: the hash of its key, and the encrypted details by which the store is read again. */
export function toStoredSale(
  { keyring, app }: AppContext,
  store: StoreName,
  { key, details }: SaleReference,
): { readonly key: Buffer; readonly encryptedReference: Buffer } {
  return {
    key: hashSaleKey(key),
    encryptedReference: encryptSaleReference(keyring, app.appId, store, details),
  }
}
