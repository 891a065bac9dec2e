import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import type { Keyring } from '../platform/crypto.ts'
import type { Log } from '../platform/log.ts'
import type { NetworkAllowlist } from '../platform/ssrf-safe-post.ts'
import type { StoreName } from '../stores/contract/store-adapter.ts'
import type { App, AppDirectory } from '../services/app-directory.ts'
import type { ConsumeBatcher } from '../services/consume-batcher.ts'
import type { EventFeed } from '../events/event-feed.ts'
import type { LoaderDirectory } from '../services/loaders.ts'
import type { InboxWriter } from '../services/inbox-writer.ts'
import type { ServerKeyRole } from './server-key/server-key.ts'
import type { ServerKeyDirectory } from '../services/server-key-directory.ts'
import type { StoreDirectory } from '../services/store-directory.ts'

/** What every verb may use, whoever calls. */
export type Services = {
  readonly db: Db
  readonly coordination: Coordination
  readonly apps: AppDirectory
  readonly serverKeys: ServerKeyDirectory
  readonly stores: StoreDirectory
  readonly consumeBatcher: ConsumeBatcher
  readonly events: EventFeed
  readonly loaders: LoaderDirectory
  readonly inboxWriter: InboxWriter
  /** Counts what operators watch, for the metrics. */
  readonly count: (what: MetricName, store: StoreName) => void
  readonly keyring: Keyring
  readonly log: Log
  readonly clock: () => Date
  readonly limits: Limits
}

export type MetricName =
  | 'acknowledgement_succeeded'
  | 'acknowledgement_failed'
  | 'acknowledgement_deadline_warning'
  | 'acknowledgement_critical'
  | 'reconciliation_discrepancies'
  | 'webhook_endpoint_disabled'

export type Limits = {
  /** How long a reservation stays open. */
  readonly purchaseTtlMs: number
  /** How long a consume may hold its lock, and how long another one waits for it. */
  readonly consumeLockTtlMs: number
  readonly consumeLockWaitMs: number
  /** Refused receipts of one user (or address) a minute, before more are not looked at. */
  readonly invalidReceiptRateLimit: number
  readonly reconciliation: ReconciliationLimits
  readonly retention: RetentionLimits
  readonly webhooks: WebhookLimits
}

export type WebhookLimits = {
  readonly allowHttp: boolean
  readonly allowedTargets: NetworkAllowlist
  /** For one attempt, from the name to the end of the answer. */
  readonly timeoutMs: number
  /** Events of different purchases that are sent to one endpoint at once. */
  readonly maxConcurrency: number
  /** The wait after the first failure, and the longest one. */
  readonly retryInitialDelayMs: number
  readonly retryMaxDelayMs: number
  /** How long one event may be refused before the endpoint is paused. */
  readonly disableAfterMs: number
  /** How long the delivery log is kept. */
  readonly deliveryRetentionMs: number
}

type ReconciliationLimits = {
  /** How far a comparison with a store reaches back behind the last one: stores list some things late. */
  readonly lookbackMs: number
  /** Calls to the store in one run of one comparison; the next run goes on. */
  readonly maxApiCalls: number
  /** How long a reading of a sale that is still open is new enough. */
  readonly refreshIntervalMs: number
}

/** How long is kept what tells nothing of a payment. */
type RetentionLimits = {
  /** Handled messages of stores, and sales that nobody claimed. */
  readonly notificationsMs: number
  readonly idempotencyKeysMs: number
  /** Purchases that came to nothing, counted from when they would have expired. */
  readonly purchasesMs: number
  readonly reconciliationsMs: number
  /** Of events whole months, whatever they tell of; null: all of them for ever. */
  readonly eventsMs: number | null
}

/** Who calls, as proved. */
export type Caller =
  /** `userId` is the developer's own id if a user token proved it, else null; `address` is the peer's IP address. */
  | { readonly kind: 'CLIENT'; readonly userId: string | null; readonly address: string }
  | { readonly kind: 'SERVER'; readonly serverKeyId: string; readonly role: ServerKeyRole }
  | { readonly kind: 'OPERATOR'; readonly name: string }

/** One AppKey, and nobody who calls: what the store says is worked on without anybody asking for it. */
export type AppContext = Services & { readonly app: App }

/** One caller's view of one AppKey. */
export type Context = AppContext & { readonly caller: Caller }
