import type { HttpResponse } from '../../platform/http-client.ts'
import { parseJson } from '../../platform/json.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { toUnavailableError } from '../shared/store-errors.ts'
import { notFoundBodySchema, rejectionBodySchema, testPurchaseSchema } from './api-types.ts'
import type { TestPurchase } from './api-types.ts'

export type PurchaseResponse = { readonly purchase: TestPurchase; readonly raw: string }

/** Whether the store rejected a mutation because of the state of the purchase. */
export function isRejection({ status, body }: HttpResponse): boolean {
  return status === 409 && rejectionBodySchema.safeParse(parseJson(body)).success
}

/**
 * @returns null when the store has no such purchase
 * @throws StoreUnavailableError and StoreMisconfiguredError for every other response that contains no purchase
 */
export function parsePurchase(response: HttpResponse): PurchaseResponse | null {
  const { status, body } = response
  if (status === 401 || status === 403) {
    throw new StoreMisconfiguredError('The Test store rejects the API secret', {
      code: 'CREDENTIALS_REJECTED',
    })
  }
  const json = parseJson(body)
  if (status === 404 && notFoundBodySchema.safeParse(json).success) return null
  if (status !== 200) throw toUnavailableError(response, `The Test store returned HTTP ${status}`)
  const parsed = testPurchaseSchema.safeParse(json)
  if (parsed.success) return { purchase: parsed.data, raw: body }
  throw new StoreUnavailableError('The Test store returned an unreadable response', { cause: parsed.error })
}
