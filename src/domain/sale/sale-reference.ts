import { seal, sha256, unseal, type Keyring } from '../../platform/crypto.ts'
import type { StoreName } from '../../stores/contract.ts'
import type { SaleReference } from '../../stores/sale-contract.ts'
import type { AppContext } from '../context.ts'

/** How a sale is told apart without keeping the store's own key, which may prove possession. */
export function hashSaleKey(key: string): Buffer {
  return sha256(key)
}

export const sealedReference = (appId: string, store: string) => `sale-reference/${appId}/${store}`

export function sealReference(keyring: Keyring, appId: string, store: StoreName, details: string): Buffer {
  return seal(keyring, details, sealedReference(appId, store))
}

export function openReference(
  keyring: Keyring,
  appId: string,
  store: StoreName,
  reference: Uint8Array,
): string {
  return unseal(keyring, reference, sealedReference(appId, store))
}

/** A sale as it is kept: told apart by a hash, asked about by what is sealed. */
export function keepSale(
  { keyring, app }: AppContext,
  store: StoreName,
  { key, details }: SaleReference,
): { readonly key: Buffer; readonly reference: Buffer } {
  return { key: hashSaleKey(key), reference: sealReference(keyring, app.appId, store, details) }
}
