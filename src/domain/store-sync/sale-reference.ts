import { encrypt, sha256, decrypt, type Keyring } from '../../platform/crypto.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { SaleReference } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'

/** How a sale is told apart without keeping the store's own key, which may prove possession. */
export function hashSaleKey(key: string): Buffer {
  return sha256(key)
}

export const saleReferenceAad = (appId: string, store: string) => `sale-reference/${appId}/${store}`

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

/** A sale as it is kept: told apart by a hash, asked about by what is sealed. */
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
