import type { NotificationEffect } from '../notifications/notification.ts'
import type { StoreName } from '../purchases/purchase.ts'

/** One injected failure of a store's API. */
export type Fault = {
  readonly id: string
  readonly store: StoreName
  /** Name of the API operation; `*` for all operations of the store. */
  readonly endpoint: string
  /** Number of remaining calls that the fault applies to. */
  readonly times: number
  /** Probability that the fault applies to a matching call, greater than 0 and at most 1. Default: 1. */
  readonly probability?: number
  /** BEFORE: the store does not perform the operation. AFTER: it does, and only its response fails. */
  readonly phase: FaultPhase
  readonly status?: number
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Real milliseconds, not those of the virtual clock. */
  readonly delayMs?: number
  /** Destroys the connection instead of responding. */
  readonly reset?: boolean
  /** Sends half of the response body and then destroys the connection. */
  readonly truncate?: boolean
  readonly notification?: NotificationFault
}

/** A fault in the sending of a notification. */
export type NotificationFault = {
  readonly effect: NotificationEffect
  /** DUPLICATE: number of additional copies. */
  readonly copies: number
  /** DELAY: milliseconds of the virtual clock. */
  readonly delayMs: number
}

export const faultPhases = ['BEFORE', 'AFTER'] as const
export type FaultPhase = (typeof faultPhases)[number]

export const allOperations = '*'
/** Endpoint of faults in the sending of notifications, which `*` does not include. */
export const notificationOperation = 'notification'
