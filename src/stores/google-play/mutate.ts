import type { Deadline } from '../../platform/retry.ts'
import type { StoreActionResult } from '../contract/sale.ts'
import { BadRequestError, NotFoundError } from './errors.ts'
import type { PublisherCall } from './publisher-api.ts'
import type { SendToGooglePlay } from './transport.ts'

export type Mutate = (
  call: PublisherCall,
  deadline: Deadline,
  readCurrentState: () => Promise<StoreActionResult>,
) => Promise<StoreActionResult>

/** After a rejection the object is read again: often an earlier attempt succeeded and only its response was lost. */
export function createMutate(send: SendToGooglePlay): Mutate {
  return async (call, deadline, readCurrentState) => {
    try {
      return await send(call, () => ({ kind: 'done' }), deadline)
    } catch (error) {
      if (!(error instanceof NotFoundError || error instanceof BadRequestError)) throw error
      return await readCurrentState()
    }
  }
}

export function rejectAct(reason: string): StoreActionResult {
  return { kind: 'rejected', reason }
}
