import { CursorExpiredError } from '../db/queries/events.ts'
import { RequestError } from '../platform/request-error.ts'

/** Where a reader wants to go on, and what comes after that place is gone. */
export function cursorExpiredRequestError(argument: 'after' | 'consumer'): RequestError {
  const advice = 'Omit after to start at the earliest retained event.'
  return new RequestError(
    'BAD_USER_INPUT',
    `${argument} has expired: events after it are no longer retained. ${advice}`,
  )
}

/** A database that was restored from a backup may end before a cursor, and would hand out its positions again. */
export function cursorAheadRequestError(): RequestError {
  return new RequestError('BAD_USER_INPUT', 'after is ahead of the end of this feed.')
}

/** Months are dropped at any time: whoever was behind one when it went hears of it, and is not led over the gap. */
export async function rethrowCursorExpired<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof CursorExpiredError ? cursorExpiredRequestError('after') : error
  }
}
