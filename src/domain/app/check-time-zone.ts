import { isTimeZoneKnown } from '../../db/queries/is-time-zone-known.ts'
import type { Services } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'

/** The problem of a name that is no IANA time zone, here or in the database, which determines the days; null if it is one. */
export async function checkTimeZone(
  { db }: Pick<Services, 'db'>,
  timeZone: string | undefined,
): Promise<Problem | null> {
  if (timeZone === undefined) return null
  if (isSupported(timeZone) && (await isTimeZoneKnown(db, timeZone))) return null
  return createProblem('INVALID_INPUT', 'reportingTimeZone must be an IANA time zone such as Asia/Seoul.', [
    'reportingTimeZone',
  ])
}

/** Offsets such as `+09:00` are no names. */
function isSupported(timeZone: string): boolean {
  if (!/^[A-Za-z][\w+/-]{1,63}$/.test(timeZone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}
