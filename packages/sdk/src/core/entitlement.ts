import type { Environment, OrUnknown } from './known-values.ts'

/** What gives an access: a `SUBSCRIPTION`, a `PAYMENT` of a non-consumable item, or a `GRANT` of an operator or a game server. */
export type EntitlementSource = 'SUBSCRIPTION' | 'PAYMENT' | 'GRANT'

/** Something that a user may use because of a purchase or a grant. One that has ended stays in lists. */
export type Entitlement = {
  /** The developer's own key, such as `no_ads`. */
  readonly key: string
  readonly name: string
  /** Whether the user has access. */
  readonly isActive: boolean
  /** Time at which the access ends or has ended, in UTC (RFC 3339). For an active entitlement null means without end. */
  readonly accessUntil: string | null
  /** Whether the store is going to renew what gives the access. */
  readonly willRenew: boolean
  /** Whether the store could not charge the customer and keeps the access meanwhile. */
  readonly inGracePeriod: boolean
  /** Whether the store could not be read when the access ended, so that it is kept for a while. */
  readonly isStale: boolean
  /** What gives the longest access, or gave it last. */
  readonly source: OrUnknown<EntitlementSource>
  /** Id of that subscription (`sub_`), payment (`pay_`) or grant (`gnt_`). */
  readonly sourceId: string
  readonly environment: OrUnknown<Environment>
  /** Time until which the answer may be used without asking again, in UTC (RFC 3339). */
  readonly validUntil: string
}

/** An entitlement as the server sends it. */
type ServerEntitlement = Omit<Entitlement, 'source' | 'environment'> & {
  readonly source: EntitlementSource
  readonly environment: Environment
  readonly validForMs: number
}

/** No two of the enums have a value with the same name. */
const known: readonly string[] = ['SUBSCRIPTION', 'PAYMENT', 'GRANT', 'PRODUCTION', 'SANDBOX']

/** The value, or `UNKNOWN` for one of a newer server. */
const readValue = <Value extends EntitlementSource | Environment>(value: Value): OrUnknown<Value> =>
  known.includes(value) ? value : 'UNKNOWN'

export const toEntitlement = ({
  validForMs: _,
  source,
  environment,
  ...entitlement
}: ServerEntitlement): Entitlement => ({
  ...entitlement,
  source: readValue(source),
  environment: readValue(environment),
})
