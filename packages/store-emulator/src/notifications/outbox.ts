import { randomUUID } from 'node:crypto'
import type { Agenda } from '../agenda.ts'
import type { FaultTable } from '../faults/fault-table.ts'
import { NOTIFICATION_OPERATION } from '../faults/fault.ts'
import type { StoreEnvironment, StoreName } from '../purchases/purchase.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type {
  EncodedMessage,
  Message,
  NotificationEffect,
  NotificationSender,
  NotificationTarget,
} from './notification.ts'
import { sendOnce } from './send-attempt.ts'
import type { SendAttempt } from './send-attempt.ts'

const MAX_REMEMBERED_ATTEMPTS = 50

export const DELIVERY_STATES = ['WAITING', 'HELD', 'DELIVERED', 'FAILED', 'DROPPED'] as const

/** One notification on its way. */
export type Delivery = {
  readonly id: string
  readonly sequence: number
  readonly store: StoreName
  readonly type: string
  readonly environment: StoreEnvironment
  readonly purchaseId: string | undefined
  readonly url: string
  readonly createdAt: number
  readonly encoded: EncodedMessage
  readonly timeoutMs: number
  readonly effect: NotificationEffect | undefined
  state: (typeof DELIVERY_STATES)[number]
  nextAttemptAt: number | undefined
  attemptCount: number
  firstAttemptAt: number | undefined
  /** The last fifty. */
  attempts: SendAttempt[]
}

/** Sends what the stores have to say, tries again as each store does, and remembers the last so many. */
export class Outbox {
  readonly #agenda: Agenda
  readonly #clock: VirtualClock
  readonly #faults: FaultTable
  readonly #senders = new Map<StoreName, NotificationSender>()
  readonly #targets = new Map<StoreName, NotificationTarget>()
  readonly #deliveries = new Map<string, Delivery>()
  readonly #stop = new AbortController()
  readonly #maxDeliveries: number
  #sequence = 0

  constructor(agenda: Agenda, clock: VirtualClock, faults: FaultTable, maxDeliveries: number) {
    this.#maxDeliveries = maxDeliveries
    this.#agenda = agenda
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
  post(store: StoreName, message: Message): Delivery | undefined {
    const [target, sender] = [this.#targets.get(store), this.#senders.get(store)]
    if (target === undefined || sender === undefined) return undefined
    const fault = this.#faults.take(store, NOTIFICATION_OPERATION)?.notification
    const delivery = this.#remember(message, target, sender, fault?.effect)
    if (delivery.state === 'WAITING') {
      const delayMs = fault?.effect === 'DELAY' ? fault.delayMs : 0
      this.#plan(delivery, this.#clock.now() + delayMs)
    }
    if (fault?.effect === 'DUPLICATE') {
      for (let copy = 0; copy < fault.copies; copy += 1) this.#planCopy(delivery)
    }
    return delivery
  }

  /** Once more, whatever became of it; its own retries go on. */
  resend(delivery: Delivery): void {
    this.#planCopy(delivery)
  }

  get(id: string): Delivery | undefined {
    return this.#deliveries.get(id)
  }

  /** Newest first. */
  list(): Delivery[] {
    return [...this.#deliveries.values()].reverse()
  }

  clear(): void {
    this.#deliveries.clear()
  }

  /** Gives up what is being sent. */
  close(): void {
    this.#stop.abort()
  }

  #remember(
    message: Message,
    target: NotificationTarget,
    sender: NotificationSender,
    effect: NotificationEffect | undefined,
  ): Delivery {
    const isSandbox = message.environment === 'SANDBOX'
    const delivery: Delivery = {
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
      state: effect === 'DROP' ? 'DROPPED' : effect === 'REORDER' ? 'HELD' : 'WAITING',
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

  #plan(delivery: Delivery, at: number): void {
    delivery.nextAttemptAt = at
    delivery.state = 'WAITING'
    this.#agenda.add(at, async (due) => {
      // Sent by hand in the meantime.
      if (isDelivered(delivery)) return
      await this.#attempt(delivery, due)
      if (this.#deliveries.has(delivery.id) && !isDelivered(delivery)) this.#planRetry(delivery, due)
    })
  }

  #planCopy(delivery: Delivery): void {
    this.#agenda.add(this.#clock.now(), (due) => this.#attempt(delivery, due))
  }

  #planRetry(delivery: Delivery, at: number): void {
    const next = this.#senders.get(delivery.store)?.nextAttemptAt({
      environment: delivery.environment,
      count: delivery.attemptCount,
      firstAt: delivery.firstAttemptAt ?? at,
      lastAt: at,
    })
    if (next === undefined) delivery.state = 'FAILED'
    else this.#plan(delivery, next)
  }

  async #attempt(delivery: Delivery, at: number): Promise<void> {
    const sender = this.#senders.get(delivery.store)
    if (sender === undefined || !this.#deliveries.has(delivery.id)) return
    const { url, encoded, timeoutMs } = delivery
    delivery.nextAttemptAt = undefined
    delivery.attemptCount += 1
    delivery.firstAttemptAt ??= at
    const { signal } = this.#stop
    const request = { url, body: encoded.body, headers: encoded.headers(), timeoutMs, signal }
    const attempt = await sendOnce(request, at, sender.isAccepted)
    delivery.attempts = [...delivery.attempts, attempt].slice(-MAX_REMEMBERED_ATTEMPTS)
    if (attempt.result === 'SUCCESS') delivery.state = 'DELIVERED'
    this.#releaseHeld(delivery)
  }

  #releaseHeld({ id, store }: Delivery): void {
    for (const held of this.#deliveries.values()) {
      if (held.state === 'HELD' && held.store === store && held.id !== id) this.#plan(held, this.#clock.now())
    }
  }
}

function isDelivered({ state }: Delivery): boolean {
  return state === 'DELIVERED'
}
