import type { UserEntitlementRow } from '../../db/queries/user-entitlements.ts'
import type { App } from '../../services/app-directory.ts'

/** An entitlement of a user at a time. */
export type UserEntitlement = UserEntitlementRow & {
  readonly isActive: boolean
  /** Until when the answer may be used without asking again. */
  readonly validUntil: Date
  /** The same as the time from now. */
  readonly validForMs: number
}

export type EntitlementScope = {
  /** Null merges both environments, if purchases in the sandbox give the user access. */
  readonly environment: 'PRODUCTION' | 'SANDBOX' | null
  readonly now: Date
}

/** How long an answer may be used at most: a refund or the decision of an operator is not known before it happens. */
const maxValidityMs = 24 * 60 * 60_000

/** The environments whose purchases give a user access, as for its receipts. */
export function includesSandbox(app: App, externalId: string): boolean {
  const { sandboxPolicy, sandboxTesterUserIds } = app.row
  return sandboxPolicy === 'ALLOW' || sandboxTesterUserIds.includes(externalId)
}

/** One entitlement for each key, by key: an active one before others, then the one that lasts longest. */
export function mergeEntitlements(
  rows: readonly UserEntitlementRow[],
  { environment, now }: EntitlementScope,
): UserEntitlement[] {
  const known = rows
    .filter((row) => environment === null || row.environment === environment)
    .map((row) => ({ ...row, isActive: isActiveAt(row, now) }))
  const validUntil = findValidUntil(known, now)
  const validForMs = validUntil.getTime() - now.getTime()
  const byKey = new Map<string, UserEntitlement>()
  for (const row of known) {
    const other = byKey.get(row.key)
    if (other === undefined || isBetter(row, other)) byKey.set(row.key, { ...row, validUntil, validForMs })
  }
  return [...byKey.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

function isActiveAt(
  { givesAccess, accessUntil }: Pick<UserEntitlementRow, 'givesAccess' | 'accessUntil'>,
  now: Date,
): boolean {
  return givesAccess && (accessUntil === null || accessUntil > now)
}

type KnownEntitlement = UserEntitlementRow & { readonly isActive: boolean }

/** The earliest end of an active entitlement, and at most the longest validity. */
function findValidUntil(rows: readonly KnownEntitlement[], now: Date): Date {
  const ends = rows.flatMap(({ isActive, accessUntil }) =>
    isActive && accessUntil !== null ? [accessUntil.getTime()] : [],
  )
  return new Date(Math.min(now.getTime() + maxValidityMs, ...ends))
}

function isBetter(row: KnownEntitlement, other: KnownEntitlement): boolean {
  if (row.isActive !== other.isActive) return row.isActive
  const [end, otherEnd] = [endOf(row), endOf(other)]
  return end === otherEnd ? row.environment === 'PRODUCTION' : end > otherEnd
}

function endOf({ givesAccess, accessUntil }: KnownEntitlement): number {
  return accessUntil?.getTime() ?? (givesAccess ? Infinity : -Infinity)
}
