import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import type { WebhookPauseReason } from '../db/queries/webhook-endpoints.ts'
import type { Keyring } from '../platform/crypto.ts'
import type { ClientAddressReader } from '../platform/client-address.ts'
import type { Log } from '../platform/log.ts'
import type { RequestErrorCode } from '../platform/request-error.ts'
import type { NetworkAllowlist } from '../platform/ssrf-safe-post.ts'
import type { RefundReviewAnswer } from '../stores/contract/refund-review.ts'
import type { StoreName } from '../stores/contract/store-adapter.ts'
import type { Admission, OverloadReason } from '../services/admission.ts'
import type { App, AppDirectory } from '../services/app-directory.ts'
import type { ConsumeBatcher } from '../services/consume-batcher.ts'
import type { DatabaseClock } from '../services/database-clock.ts'
import type { ExportLimits } from '../services/export-limits.ts'
import type { EventFeed } from '../events/event-feed.ts'
import type { LoaderDirectory } from '../services/loaders.ts'
import type { Mailer } from '../services/mailer.ts'
import type { OperatorSessionDirectory } from '../services/operator-sessions.ts'
import type { ImportPacer } from '../services/import-pacer.ts'
import type { InboxWriter } from '../services/inbox-writer.ts'
import type { PaymentRecorder } from '../services/payment-recorder.ts'
import type { OperationDirectory } from '../services/operation-directory.ts'
import type { NotificationSenders } from '../services/notification-senders.ts'
import type { ServerKeyDirectory } from '../services/server-key-directory.ts'
import type { StoreDirectory } from '../services/store-directory.ts'
import type { RateLimitClass, RateLimits, RateLimitSubject } from '../platform/rate-limit-classes.ts'
import type { OperatorDirectory } from '../services/operator-directory.ts'
import type { VerificationFailureRecorder } from '../services/verification-failure-recorder.ts'
import type { OperatorRole, ServerKeyRole } from './models.ts'

/** The services of the process, which every domain function may use. */
export type Services = {
  readonly db: Db
  readonly coordination: Coordination
  readonly admission: Admission
  readonly exports: ExportLimits
  readonly apps: AppDirectory
  readonly serverKeys: ServerKeyDirectory
  readonly operators: OperatorDirectory
  /** Base URL of the console, without a trailing slash; null where it is the server's own address. */
  readonly consoleUrl: string | null
  readonly operatorSessions: OperatorSessionDirectory
  readonly mailer: Mailer
  readonly operations: OperationDirectory
  readonly stores: StoreDirectory
  readonly consumeBatcher: ConsumeBatcher
  readonly paymentRecorder: PaymentRecorder
  readonly events: EventFeed
  readonly loaders: LoaderDirectory
  readonly inboxWriter: InboxWriter
  readonly notificationSenders: NotificationSenders
  readonly importPacer: ImportPacer
  readonly verificationFailures: VerificationFailureRecorder
  /** Adds 1 to a counter of the Prometheus metrics. */
  readonly count: <Name extends MetricName>(name: Name, labels: MetricLabels[Name]) => void
  /** Adds a duration in seconds to a histogram of the Prometheus metrics. */
  readonly observe: <Name extends HistogramName>(
    name: Name,
    labels: HistogramLabels[Name],
    seconds: number,
  ) => void
  readonly keyring: Keyring
  readonly log: Log
  /** A UUID of this process, drawn at its start: the holder of its leases. */
  readonly processId: string
  readonly clock: () => Date
  /** Compares the machine's clock with the database's. */
  readonly databaseClock: DatabaseClock
  /** The only source of client addresses, for rate limits, connection limits, logs and the audit log. */
  readonly readClientAddress: ClientAddressReader
  readonly limits: Limits
}

/** Histograms of durations by the middle of their Prometheus name, `coinslot_<name>_seconds`, with their labels. */
export type HistogramLabels = {
  readonly verification_duration: { readonly store: StoreName | 'UNKNOWN' }
}

export type HistogramName = keyof HistogramLabels

/** Counters by the middle of their Prometheus name, `coinslot_<name>_total`, with their labels. */
export type MetricLabels = {
  readonly verifications: { readonly store: StoreName | 'UNKNOWN'; readonly result: string }
  readonly acknowledgements: { readonly store: StoreName; readonly result: 'acknowledged' | 'failed' }
  readonly acknowledgement_deadline_warning: { readonly store: StoreName }
  readonly acknowledgement_deadline_critical: { readonly store: StoreName }
  readonly device_acknowledgement_missing: { readonly store: StoreName }
  readonly delivery_failures: { readonly store: StoreName }
  readonly refund_reviews: {
    readonly store: StoreName
    readonly outcome: Lowercase<RefundReviewAnswer> | 'expired' | 'failed' | 'closed' | 'answered'
  }
  readonly refund_review_warning: { readonly store: StoreName }
  readonly unattributed_sales: { readonly store: StoreName }
  readonly unattributed_sale_deadline_warning: { readonly store: StoreName }
  readonly unattributed_sale_deadline_critical: { readonly store: StoreName }
  readonly reconciliation_discrepancies: { readonly store: StoreName }
  readonly webhook_endpoint_disabled: { readonly reason: WebhookPauseReason }
  readonly client_requests: { readonly client: string; readonly version: string }
  readonly graphql_errors: { readonly code: RequestErrorCode | 'INTERNAL' }
  readonly requests_refused: { readonly reason: OverloadReason }
  readonly rate_limited: { readonly subject: RateLimitSubject; readonly class: RateLimitClass }
}

export type MetricName = keyof MetricLabels

export type Limits = {
  /** How long a purchase may be paid after it was requested. */
  readonly purchaseTtlMs: number
  /** How long a consume may hold the lock of its payment, and how long another consume waits for that lock. */
  readonly consumeLockTtlMs: number
  readonly consumeLockWaitMs: number
  /** Rejected receipts per minute of one user, after which further receipts are not verified. */
  readonly invalidReceiptRateLimit: number
  readonly rateLimits: RateLimits
  /** Store reads per second of `importPurchases`. */
  readonly importStoreReadsPerSecond: number
  /** Subscriptions that the schedule reads in a minute, for all AppKeys and processes together. */
  readonly subscriptionReadsPerMinute: number
  readonly reconciliation: ReconciliationLimits
  readonly retention: RetentionLimits
  readonly webhooks: WebhookLimits
}

export type WebhookLimits = {
  readonly allowHttp: boolean
  readonly allowedTargets: NetworkAllowlist
  /** Time limit of one attempt, from the name resolution to the end of the response. */
  readonly timeoutMs: number
  /** Number of events, of different purchases, that are sent to one endpoint at the same time. */
  readonly maxConcurrency: number
  /** The delay after the first failure, and the longest delay. */
  readonly retryInitialDelayMs: number
  readonly retryMaxDelayMs: number
  /** How long the delivery of one event may fail before the endpoint is disabled. */
  readonly disableAfterMs: number
  /** How long delivery attempts are retained. */
  readonly deliveryRetentionMs: number
}

type ReconciliationLimits = {
  /** How far a comparison with a store overlaps with the previous one, because stores list some records late. */
  readonly lookbackMs: number
  /** Calls to the store in one run of a comparison; the next run continues it. */
  readonly maxApiCalls: number
  /** How long after a reading an open sale is not read again. */
  readonly refreshIntervalMs: number
}

/** How long records that do not belong to a payment are retained. */
type RetentionLimits = {
  /** Processed notifications, and sales without a purchase. */
  readonly notificationsMs: number
  readonly idempotencyKeysMs: number
  /** Purchases that were not paid, counted from their expiry. */
  readonly purchasesMs: number
  readonly reconciliationsMs: number
  /** Events, by whole months and including those of payments; null to retain them without limit. */
  readonly eventsMs: number | null
}

/** The authenticated caller. `address` is its IP address: that of the client in front of the trusted proxies. */
export type Caller =
  /**
   * `userId` is the user id of the user token, in the developer's system, and `credentialId` the secret or key that the token is signed
   * with; both are null without a token.
   */
  | {
      readonly kind: 'CLIENT'
      readonly userId: string | null
      readonly credentialId: string | null
      readonly address: string
    }
  | {
      readonly kind: 'SERVER'
      readonly serverKeyId: string
      readonly role: ServerKeyRole
      readonly address: string
    }
  | OperatorCaller

/** A person of the studio's staff, or the command line of the machine. */
export type OperatorCaller = {
  readonly kind: 'OPERATOR'
  /** `id` is null for the command line of the machine, whose `name` is the user of the operating system. */
  readonly operator: { readonly id: string | null; readonly name: string }
  /** The role at the AppKey; without an AppKey `OWNER` for an owner of the installation, and `VIEWER` for others. */
  readonly role: OperatorRole
  /** Whether the operator is an owner of every AppKey, and may create AppKeys and manage operators. */
  readonly isInstallationOwner: boolean
  readonly via: 'SESSION' | 'TOKEN' | 'COMMAND_LINE'
  /** Id of the session or the token; null for the command line. */
  readonly credentialId: string | null
  /** When the session last confirmed its second factor; null if it has not, and for everything but sessions. */
  readonly secondFactorAt: Date | null
  /** Whether a token may act where a session needs a second factor. */
  readonly allowSensitiveActs: boolean
  /** IP address of the client; null for the command line. */
  readonly address: string | null
}

/** The context of work on one app that no caller requested, such as a job or a store notification. */
export type AppContext = Services & { readonly app: App }

/** The context of a call: the app and its caller. */
export type Context = AppContext & { readonly caller: Caller } & CallOrigin

/** The context of an operator's call that works on no AppKey. */
export type InstallationContext = Services & {
  readonly app: null
  readonly caller: OperatorCaller
} & CallOrigin

/** The context of an authenticated caller: an operator may name no AppKey. */
export type AuthenticatedContext = Context | InstallationContext

type CallOrigin = {
  /** Missing where no request is: on the command line. */
  readonly request?: RequestOrigin
  /** Why the caller acts, given with the request or the command; the audit log has it where the act itself has no reason. */
  readonly reason?: string | null
}

/** The request of a call, for the audit log. */
export type RequestOrigin = { readonly id: string; readonly transport: 'HTTP' | 'WEBSOCKET' }
