import type { NotificationEffect } from '../notifications/notification.ts'
import type { StoreName } from '../purchases/purchase.ts'

/** One planned misbehaviour of a store's API. */
export type Fault = {
  readonly id: string
  readonly store: StoreName
  /** Name of the API operation, or `*` for all of the store. */
  readonly endpoint: string
  /** How many more calls it spoils. */
  readonly times: number
  /** Of the calls that it is meant for, those that it spoils, by chance: more than 0, at most 1. Default: all. */
  readonly probability?: number
  /** BEFORE: the store never acts. AFTER: the store acts, and only its answer is spoiled. */
  readonly phase: FaultPhase
  readonly status?: number
  /** Text goes out as it stands, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Real milliseconds, not those of the virtual clock. */
  readonly delayMs?: number
  /** Destroys the connection instead of answering. */
  readonly reset?: boolean
  /** Sends half of the answer's body and then destroys the connection. */
  readonly truncate?: boolean
  readonly notification?: NotificationFault
}

/** What goes wrong with a notification instead of an answer. */
export type NotificationFault = {
  readonly effect: NotificationEffect
  /** DUPLICATE: how many more are sent. */
  readonly copies: number
  /** DELAY: milliseconds of the virtual clock. */
  readonly delayMs: number
}

export const faultPhases = ['BEFORE', 'AFTER'] as const
export type FaultPhase = (typeof faultPhases)[number]

export const allOperations = '*'
/** Names the sending of notifications, which `*` does not. */
export const notificationOperation = 'notification'
