import { CursorLostError } from '../../db/errors.ts'
import { CursorExpiredError } from '../../db/queries/events.ts'
import { RequestError } from '../../platform/request-error.ts'

/** The events after the cursor are no longer retained. */
export function cursorExpiredRequestError(argument: 'after' | 'consumer'): RequestError {
  const advice = 'Omit after to start at the earliest retained event.'
  return new RequestError(
    'BAD_USER_INPUT',
    `${argument} has expired: events after it are no longer retained. ${advice}`,
  )
}

/** Says what to do about a cursor that another database has given out, see `CursorLostError`. */
export function describeLostCursor(argument: string): string {
  return (
    `${argument} was given out before the database was restored or failed over, and the events up to it are lost. ` +
    'Compare your records with payments and unconsumedPayments, then continue after a cursor of a new page.'
  )
}

export function cursorLostRequestError(): RequestError {
  return new RequestError('BAD_USER_INPUT', describeLostCursor('after'))
}

/**
 * Reads from the feed; an error about the cursor becomes a `RequestError`. A month may be dropped at any time, also while a reader
 * is behind it: the reader gets an error instead of silently skipping the gap.
 */
export async function withCursorErrors<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof CursorExpiredError) throw cursorExpiredRequestError('after')
    throw error instanceof CursorLostError ? cursorLostRequestError() : error
  }
}
