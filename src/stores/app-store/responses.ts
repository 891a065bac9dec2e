import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import { apiKeyRejected } from './errors.ts'
import type { AppleResult } from './transport.ts'

/** Up to 20 texts that the App Store signed; `next` is the token of the next page, null after the last one. */
export type SignedPage = { readonly signed: readonly string[]; readonly next: string | null }

export const maxBodyBytes = 256 * 1024
/** A page contains twenty signed texts, each of which may be as large as a single one. */
export const maxPageBytes = 20 * maxBodyBytes

export function toPage(signed: readonly string[], hasMore: boolean, next: string | undefined): SignedPage {
  if (!hasMore) return { signed, next: null }
  if (next !== undefined) return { signed, next }
  throw new StoreUnavailableError('The App Store reported more pages without a pagination token')
}

export function assertAuthorized<T>(
  result: AppleResult<T>,
  environment: StoreEnvironment,
): Exclude<AppleResult<T>, { kind: 'unauthorized' }> {
  if (result.kind === 'unauthorized') throw apiKeyRejected([environment])
  return result
}
