import { CoinslotError } from '../core/coinslot-error.ts'
import type { Entitlement } from '../core/entitlement.ts'
import type { Environment } from '../core/known-values.ts'
import { assertText, assertUrl, defaultFetch } from '../core/options.ts'
import { systemSchedule, type Schedule } from '../core/time.ts'
import { createTransport, type Fetch } from '../core/transport.ts'
import type { PaymentFilter } from '../generated/server-operations.ts'
import { createWarningReader } from './create-warning-reader.ts'
import type { PaymentHandler } from './deliver-payment.ts'
import { iterateEvents, type EventsOptions, type PaymentEvent } from './events.ts'
import { processPayments, type PaymentProcessor, type ProcessPaymentsOptions } from './process-payments.ts'
import {
  completePayment,
  consumePayment,
  createServerCall,
  findPayment,
  iteratePayments,
  listEntitlements,
  reportDeliveryFailure,
  retryDelivery,
  type CompleteInput,
  type ConsumedPayment,
  type ConsumeInput,
  type DeliveryFailureInput,
  type PaymentsOptions,
  type ServerContext,
} from './server-calls.ts'
import type { ServerPayment } from './server-payment.ts'
import { signUserToken, type SignUserTokenInput, type UserTokenSigner } from './sign-user-token.ts'
import { verifyWebhook, type WebhookEvent, type WebhookRequest } from './verify-webhook.ts'

/** What `createCoinslotServer` needs to know. */
export type CoinslotServerOptions = {
  /** The GraphQL endpoint of the server, `https://…/graphql`. */
  readonly url: string
  /** A server key with the role GAME_SERVER, `csk_…`. */
  readonly serverKey: string
  /** The AppKey, `ak_…`. Needed for `signUserToken`. */
  readonly appKey?: string
  /** Needed for `signUserToken`. */
  readonly userTokenSigner?: UserTokenSigner
  /** The secret of the webhook endpoint, or several while one is replaced. Needed for `verifyWebhook`. */
  readonly webhookSecret?: string | readonly string[]
  /** Time for one attempt of a call. Default 30,000. */
  readonly timeoutMs?: number
  /** How often a call is repeated after a failure that may pass. Default 3. */
  readonly maxRetries?: number
  /** Is called once if the server warns that this version of the SDK is too old. Default: the warning is printed to the console. */
  readonly onWarning?: (message: string) => void
  /** Default: the `fetch` of the platform. */
  readonly fetch?: Fetch
  /** Default: the timers of the platform. */
  readonly schedule?: Schedule
}

/** The client of a game server. Every call is safe to repeat. */
export type CoinslotServer = {
  /**
   * Consumes a payment: the item may be granted after it succeeded. A repeated call gets the first result.
   * @throws CoinslotError
   */
  readonly consume: (input: ConsumeInput) => Promise<ConsumedPayment>
  /**
   * Reports that the item of a payment was delivered.
   * @throws CoinslotError
   */
  readonly complete: (input: CompleteInput) => Promise<ConsumedPayment>
  /**
   * Reports that the game server has given up to deliver a payment, so that operators see it. `processPayments` does so by itself.
   * @throws CoinslotError
   */
  readonly reportDeliveryFailure: (input: DeliveryFailureInput) => Promise<ServerPayment>
  /**
   * Has a payment delivered again whose delivery was given up: `processPayments` tries again.
   * @throws CoinslotError
   */
  readonly retryDelivery: (paymentId: string) => Promise<ServerPayment>
  /**
   * The payment with this id; null if there is none.
   * @throws CoinslotError
   */
  readonly payment: (id: string) => Promise<ServerPayment | null>
  /** The payments that match the filter, read page by page while they are iterated. */
  readonly payments: (
    filter?: PaymentFilter,
    options?: PaymentsOptions,
  ) => AsyncGenerator<ServerPayment, void, undefined>
  /**
   * What a user may use, ordered by key; nothing for a user that is not registered. `environment` counts only what was bought there.
   * @throws CoinslotError
   */
  readonly entitlements: (userId: string, environment?: Environment) => Promise<readonly Entitlement[]>
  /** The event feed without end, which goes on after failures. */
  readonly events: (options?: EventsOptions) => AsyncGenerator<PaymentEvent, void, undefined>
  /** Delivers every payment that is owed, now and from now on, until it is stopped. */
  readonly processPayments: (handler: PaymentHandler, options?: ProcessPaymentsOptions) => PaymentProcessor
  /** Signs the token by which a client proves its player. */
  readonly signUserToken: (input: SignUserTokenInput) => Promise<string>
  /**
   * Verifies a webhook request, and returns its event.
   * @throws CoinslotError WEBHOOK_INVALID
   */
  readonly verifyWebhook: (request: WebhookRequest) => Promise<WebhookEvent>
}

const maxRetryDelayMs = 30_000

/**
 * Creates the client of a game server.
 *
 * @example
 * ```ts
 * import { createCoinslotServer } from '@coinslot/sdk/server'
 *
 * const coinslot = createCoinslotServer({ url, serverKey })
 * for await (const payment of coinslot.payments({ userId: 'ada' })) console.log(payment.itemId, payment.status)
 * ```
 *
 * @throws CoinslotError INVALID_CONFIGURATION
 */
export function createCoinslotServer(options: CoinslotServerOptions): CoinslotServer {
  const { url, serverKey, appKey, userTokenSigner: signer, webhookSecret } = options
  assertUrl(url)
  assertText('serverKey', serverKey)
  const schedule = options.schedule ?? systemSchedule
  const transport = createTransport({
    url,
    fetch: options.fetch ?? defaultFetch,
    name: 'sdk-server',
    onResponse: createWarningReader(options.onWarning),
    timeoutMs: options.timeoutMs ?? 30_000,
    maxRetries: options.maxRetries ?? 3,
    maxRetryDelayMs,
    schedule,
  })
  const ctx: ServerContext = { call: createServerCall(transport, serverKey, schedule), schedule }
  return {
    consume: (input) => consumePayment(ctx, input),
    complete: (input) => completePayment(ctx, input),
    reportDeliveryFailure: (input) => reportDeliveryFailure(ctx, input),
    retryDelivery: (paymentId) => retryDelivery(ctx, paymentId),
    payment: (id) => findPayment(ctx, id),
    payments: (filter, paymentsOptions) => iteratePayments(ctx, filter, paymentsOptions),
    entitlements: (userId, environment) => listEntitlements(ctx, userId, environment),
    events: (eventsOptions) => iterateEvents(ctx, eventsOptions),
    processPayments: (handler, processOptions) => processPayments(ctx, handler, processOptions),
    signUserToken: async (input) => {
      if (appKey === undefined || signer === undefined) {
        throw new CoinslotError('INVALID_CONFIGURATION', 'Set `appKey` and `userTokenSigner`.')
      }
      return signUserToken({ appKey, signer, now: Date.now() }, input)
    },
    verifyWebhook: async (request) => {
      if (webhookSecret === undefined)
        throw new CoinslotError('INVALID_CONFIGURATION', 'Set `webhookSecret`.')
      const secrets = typeof webhookSecret === 'string' ? [webhookSecret] : webhookSecret
      return verifyWebhook({ secrets, now: Date.now() }, request)
    },
  }
}
