import type { z } from 'zod'
import { isCidr, isHostName } from '../platform/ssrf-safe-post.ts'
import { integer, list, optionalFlag } from './variable-schemas.ts'

const dayMs = 24 * 60 * 60_000

/** The environment variables of webhooks. */
export const webhookVariables = {
  /** Whether webhooks may use `http://` URLs; default `true` outside production. */
  WEBHOOK_ALLOW_HTTP: optionalFlag,
  /** Host names in private networks that webhooks may be sent to, separated by commas; default: none. */
  WEBHOOK_ALLOWED_HOSTS: list(isHostName),
  /** Address ranges (CIDR) in private networks that webhooks may be sent to, separated by commas; default: none. */
  WEBHOOK_ALLOWED_CIDRS: list(isCidr),
  /** Milliseconds to wait for the response to a webhook, default 10,000. */
  WEBHOOK_TIMEOUT_MS: integer(10_000, 100, 60_000),
  /** Maximum number of concurrent deliveries to one endpoint, default 8; the events of one purchase are sent in order. */
  WEBHOOK_MAX_CONCURRENCY: integer(8, 1, 100),
  /** Milliseconds before the first retry of a webhook, default 5,000; each further delay is longer. */
  WEBHOOK_RETRY_INITIAL_DELAY_MS: integer(5_000, 10, 600_000),
  /** Maximum milliseconds between two attempts of a webhook, default 12 hours. */
  WEBHOOK_RETRY_MAX_DELAY_MS: integer(dayMs / 2, 1_000, 7 * dayMs),
  /** Milliseconds for which the delivery of an event may fail before its endpoint is paused, default 5 days. */
  WEBHOOK_DISABLE_AFTER_MS: integer(5 * dayMs, 60_000, 60 * dayMs),
  /** Days that webhook delivery attempts are stored, default 30. */
  WEBHOOK_DELIVERY_RETENTION_DAYS: integer(30, 1, 3_650),
}

type WebhookVariables = z.infer<z.ZodObject<typeof webhookVariables>>

export function readWebhookLimits(data: WebhookVariables, production: boolean) {
  return {
    allowHttp: data.WEBHOOK_ALLOW_HTTP ?? !production,
    allowedTargets: { hosts: data.WEBHOOK_ALLOWED_HOSTS, cidrs: data.WEBHOOK_ALLOWED_CIDRS },
    timeoutMs: data.WEBHOOK_TIMEOUT_MS,
    maxConcurrency: data.WEBHOOK_MAX_CONCURRENCY,
    retryInitialDelayMs: data.WEBHOOK_RETRY_INITIAL_DELAY_MS,
    retryMaxDelayMs: data.WEBHOOK_RETRY_MAX_DELAY_MS,
    disableAfterMs: data.WEBHOOK_DISABLE_AFTER_MS,
    deliveryRetentionMs: data.WEBHOOK_DELIVERY_RETENTION_DAYS * dayMs,
  }
}
