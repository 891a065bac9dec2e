import { FeedNoLongerKept } from '../../db/queries/events.ts'
import { RequestError } from '../request-error.ts'

/** Where a reader wants to go on, and what comes after that place is gone. */
export function noLongerKept(what: 'after' | 'consumer'): RequestError {
  const begin = 'Begin with what is kept, by a page without after.'
  return new RequestError(
    'BAD_USER_INPUT',
    `${what} is older than what this feed keeps: events after it are gone. ${begin}`,
  )
}

/** A database that was restored from a backup may end before a cursor, and would hand out its positions again. */
export function beyondTheEnd(): RequestError {
  return new RequestError('BAD_USER_INPUT', 'after lies beyond the end of this feed.')
}

/** Months are dropped at any time: whoever was behind one when it went hears of it, and is not led over the gap. */
export async function refuseGap<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof FeedNoLongerKept ? noLongerKept('after') : error
  }
}
