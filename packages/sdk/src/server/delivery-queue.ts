import type { ServerPayment } from './server-payment.ts'

export type DeliveryQueueOptions = {
  /** Number of users whose payments are delivered at the same time. */
  readonly concurrency: number
  readonly maxQueued: number
  /** Never rejects. */
  readonly deliver: (payment: ServerPayment, attempt: number) => Promise<void>
}

/** Payments to deliver: those of one user one after another, those of several users at the same time. */
export type DeliveryQueue = {
  /** Adds a payment, unless it is queued, being delivered or waiting for another attempt. */
  readonly add: (payment: ServerPayment) => void
  /** Adds a payment that waited for another attempt. */
  readonly addAgain: (payment: ServerPayment, attempt: number) => void
  /** The payment that is being delivered waits for another attempt: `add` ignores it until `addAgain`. */
  readonly hold: (paymentId: string) => void
  /** The payment that was held is not tried again, and `add` accepts it. */
  readonly release: (paymentId: string) => void
  /** Resolves when there is room for more payments. */
  readonly whenReady: () => Promise<void>
  /** Begins no more deliveries, and resolves when those that run have ended. */
  readonly stop: () => Promise<void>
}

type Queued = { readonly payment: ServerPayment; readonly attempt: number }

export function createDeliveryQueue({
  concurrency,
  maxQueued,
  deliver,
}: DeliveryQueueOptions): DeliveryQueue {
  const byUser = createUserQueues()
  const runningUsers = new Set<string>()
  /** Payments that are queued, being delivered or waiting for another attempt. */
  const known = new Set<string>()
  const held = new Set<string>()
  const changes = createChangeSignal()
  let isStopped = false

  const runUser = async (userId: string, { payment, attempt }: Queued) => {
    runningUsers.add(userId)
    await deliver(payment, attempt)
    runningUsers.delete(userId)
    if (!held.has(payment.id)) known.delete(payment.id)
    start()
    changes.notify()
  }
  const start = () => {
    while (!isStopped && runningUsers.size < concurrency) {
      const next = byUser.takeNext(runningUsers)
      if (next === null) return
      void runUser(next.payment.userId, next)
    }
  }
  const push = (payment: ServerPayment, attempt: number) => {
    known.add(payment.id)
    byUser.add({ payment, attempt })
    start()
  }
  return {
    add: (payment) => {
      if (!known.has(payment.id)) push(payment, 1)
    },
    addAgain: (payment, attempt) => {
      held.delete(payment.id)
      push(payment, attempt)
    },
    hold: (paymentId) => held.add(paymentId),
    release: (paymentId) => held.delete(paymentId),
    whenReady: () => changes.until(() => isStopped || byUser.count() < maxQueued),
    stop: async () => {
      isStopped = true
      changes.notify()
      await changes.until(() => runningUsers.size === 0)
    },
  }
}

function createUserQueues() {
  const queues = new Map<string, Queued[]>()
  let count = 0
  return {
    count: () => count,
    add: (queued: Queued) => {
      const { userId } = queued.payment
      const queue = queues.get(userId) ?? []
      queue.push(queued)
      queues.set(userId, queue)
      count += 1
    },
    /** The next payment of a user who is not among these. */
    takeNext: (excluded: ReadonlySet<string>): Queued | null => {
      for (const [userId, queue] of queues) {
        const next = excluded.has(userId) ? undefined : queue.shift()
        if (next === undefined) continue
        if (queue.length === 0) queues.delete(userId)
        count -= 1
        return next
      }
      return null
    },
  }
}

function createChangeSignal() {
  let waiting: (() => void)[] = []
  return {
    notify: () => {
      const callbacks = waiting
      waiting = []
      for (const callback of callbacks) callback()
    },
    until: async (condition: () => boolean) => {
      while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}
