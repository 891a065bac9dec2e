import { checkText } from '../input.ts'
import type { Problem } from '../problem.ts'

/** The problem of a reason for the audit log; null if it has none. One rule for every way in which a reason arrives. */
export function checkReason(reason: string): Problem | null {
  return checkText(reason, ['reason'], { min: 1, max: 500 })
}
