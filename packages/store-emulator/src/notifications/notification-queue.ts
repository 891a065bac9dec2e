import { randomUUID } from 'node:crypto'
import type { Scheduler } from '../scheduler.ts'
import type { FaultRegistry } from '../faults/fault-registry.ts'
import { notificationOperation } from '../faults/fault.ts'
import type { StoreEnvironment, StoreName } from '../purchases/purchase.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type {
  EncodedNotification,
  StoreNotification,
  NotificationEffect,
  NotificationSender,
  NotificationTarget,
} from './notification.ts'
import { sendNotification } from './send-notification.ts'
import type { SendAttempt } from './send-notification.ts'

const maxStoredAttempts = 50

export const deliveryStates = ['PENDING', 'HELD', 'DELIVERED', 'FAILED', 'DROPPED'] as const

/** One notification on its way. */
export type NotificationDelivery = {
  readonly id: string
  readonly sequence: number
  readonly store: StoreName
  readonly type: string
  readonly environment: StoreEnvironment
  readonly purchaseId: string | undefined
  readonly url: string
  readonly createdAt: number
  readonly encoded: EncodedNotification
  readonly timeoutMs: number
  readonly effect: NotificationEffect | undefined
  state: (typeof deliveryStates)[number]
  nextAttemptAt: number | undefined
  attemptCount: number
  firstAttemptAt: number | undefined
  /** The last fifty. */
  attempts: SendAttempt[]
}

/** Sends what the stores have to say, tries again as each store does, and remembers the last so many. */
export class NotificationQueue {
  readonly #scheduler: Scheduler
  readonly #clock: VirtualClock
  readonly #faults: FaultRegistry
  readonly #senders = new Map<StoreName, NotificationSender>()
  readonly #targets = new Map<StoreName, NotificationTarget>()
  readonly #deliveries = new Map<string, NotificationDelivery>()
  readonly #abortController = new AbortController()
  readonly #maxDeliveries: number
  #sequence = 0

  constructor(agenda: Scheduler, clock: VirtualClock, faults: FaultRegistry, maxDeliveries: number) {
    this.#maxDeliveries = maxDeliveries
    this.#scheduler = agenda
    this.#clock = clock
    this.#faults = faults
  }

  addSender(store: StoreName, sender: NotificationSender): void {
    this.#senders.set(store, sender)
  }

  setTarget(target: NotificationTarget): void {
    this.#targets.set(target.store, target)
  }

  removeTarget(store: StoreName): void {
    this.#targets.delete(store)
  }

  get targets(): NotificationTarget[] {
    return [...this.#targets.values()]
  }

  /** Undefined when nobody wants to hear it. */
  enqueue(store: StoreName, message: StoreNotification): NotificationDelivery | undefined {
    const [target, sender] = [this.#targets.get(store), this.#senders.get(store)]
    if (target === undefined || sender === undefined) return undefined
    const fault = this.#faults.nextFault(store, notificationOperation)?.notification
    const delivery = this.#createDelivery(message, target, sender, fault?.effect)
    if (delivery.state === 'PENDING') {
      const delayMs = fault?.effect === 'DELAY' ? fault.delayMs : 0
      this.#schedule(delivery, this.#clock.now() + delayMs)
    }
    if (fault?.effect === 'DUPLICATE') {
      for (let copy = 0; copy < fault.copies; copy += 1) this.#scheduleCopy(delivery)
    }
    return delivery
  }

  /** Once more, whatever became of it; its own retries go on. */
  resend(delivery: NotificationDelivery): void {
    this.#scheduleCopy(delivery)
  }

  get(id: string): NotificationDelivery | undefined {
    return this.#deliveries.get(id)
  }

  /** Newest first. */
  list(): NotificationDelivery[] {
    return [...this.#deliveries.values()].reverse()
  }

  clear(): void {
    this.#deliveries.clear()
  }

  /** Gives up what is being sent. */
  close(): void {
    this.#abortController.abort()
  }

  #createDelivery(
    message: StoreNotification,
    target: NotificationTarget,
    sender: NotificationSender,
    effect: NotificationEffect | undefined,
  ): NotificationDelivery {
    const isSandbox = message.environment === 'SANDBOX'
    const delivery: NotificationDelivery = {
      id: `ntf_${randomUUID()}`,
      sequence: this.#sequence,
      store: target.store,
      type: message.type,
      environment: message.environment,
      purchaseId: message.purchaseId,
      url: isSandbox ? (target.sandboxUrl ?? target.url) : target.url,
      createdAt: this.#clock.now(),
      encoded: sender.encode(message, target, effect),
      timeoutMs: target.timeoutMs ?? sender.timeoutMs,
      effect,
      state: effect === 'DROP' ? 'DROPPED' : effect === 'REORDER' ? 'HELD' : 'PENDING',
      nextAttemptAt: undefined,
      attemptCount: 0,
      firstAttemptAt: undefined,
      attempts: [],
    }
    this.#sequence += 1
    this.#deliveries.set(delivery.id, delivery)
    for (const oldest of this.#deliveries.keys()) {
      if (this.#deliveries.size <= this.#maxDeliveries) break
      this.#deliveries.delete(oldest)
    }
    return delivery
  }

  #schedule(delivery: NotificationDelivery, at: number): void {
    delivery.nextAttemptAt = at
    delivery.state = 'PENDING'
    this.#scheduler.schedule(at, async (due) => {
      // Sent by hand in the meantime.
      if (isDelivered(delivery)) return
      await this.#attempt(delivery, due)
      if (this.#deliveries.has(delivery.id) && !isDelivered(delivery)) this.#scheduleRetry(delivery, due)
    })
  }

  #scheduleCopy(delivery: NotificationDelivery): void {
    this.#scheduler.schedule(this.#clock.now(), (due) => this.#attempt(delivery, due))
  }

  #scheduleRetry(delivery: NotificationDelivery, at: number): void {
    const next = this.#senders.get(delivery.store)?.nextAttemptAt({
      environment: delivery.environment,
      attemptCount: delivery.attemptCount,
      firstAttemptAt: delivery.firstAttemptAt ?? at,
      lastAttemptAt: at,
    })
    if (next === undefined) delivery.state = 'FAILED'
    else this.#schedule(delivery, next)
  }

  async #attempt(delivery: NotificationDelivery, at: number): Promise<void> {
    const sender = this.#senders.get(delivery.store)
    if (sender === undefined || !this.#deliveries.has(delivery.id)) return
    const { url, encoded, timeoutMs } = delivery
    delivery.nextAttemptAt = undefined
    delivery.attemptCount += 1
    delivery.firstAttemptAt ??= at
    const { signal } = this.#abortController
    const request = { url, body: encoded.body, headers: encoded.headers(), timeoutMs, signal }
    const attempt = await sendNotification(request, at, sender.isAccepted)
    delivery.attempts = [...delivery.attempts, attempt].slice(-maxStoredAttempts)
    if (attempt.result === 'SUCCESS') delivery.state = 'DELIVERED'
    this.#releaseHeld(delivery)
  }

  #releaseHeld({ id, store }: NotificationDelivery): void {
    for (const held of this.#deliveries.values()) {
      if (held.state === 'HELD' && held.store === store && held.id !== id)
        this.#schedule(held, this.#clock.now())
    }
  }
}

function isDelivered({ state }: NotificationDelivery): boolean {
  return state === 'DELIVERED'
}
