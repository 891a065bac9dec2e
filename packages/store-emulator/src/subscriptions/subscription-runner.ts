import { randomUUID } from 'node:crypto'
import TinyQueue from 'tinyqueue'
import type { NotificationQueue } from '../notifications/notification-queue.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import type { Scheduler } from '../scheduler.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Change, ChangeContext, Happening } from './change.ts'
import { followOwner, isSharingEnded, memberHappenings } from './family-sharing.ts'
import { applyDueChange, nextEventAt } from './passing-time.ts'
import type { SubscriptionProtocol } from './subscription-protocol.ts'
import type { SubscriptionRepository } from './subscription-repository.ts'
import type { Subscription, SubscriptionStore } from './subscription.ts'

/** Applies actions and the passing of time to the subscriptions, and sends their notifications. */
export type SubscriptionRunner = {
  repository: SubscriptionRepository
  /** Applies an action to the subscription as it is now. Returns the subscription that the customer has afterwards. */
  apply: (id: string, action: (subscription: Subscription, ctx: ChangeContext) => Change) => Subscription
  /** Adds a subscription that an action created. */
  create: (sale: Sale, start: Start) => Subscription
  /** Continues the subscriptions of an earlier run. */
  continueSaved: (subscriptions: readonly Subscription[]) => void
  /** Time of the next change that happens by itself, in any subscription. */
  nextEventAt: () => number | undefined
  protocolOf: (store: SubscriptionStore) => SubscriptionProtocol
}

type Start = (ctx: ChangeContext) => NonNullable<Change['created']>

type Options = {
  repository: SubscriptionRepository
  scheduler: Scheduler
  clock: VirtualClock
  notificationQueue: NotificationQueue
  protocolOf: (store: SubscriptionStore) => SubscriptionProtocol
}

export function createSubscriptionRunner(options: Options): SubscriptionRunner {
  const { repository, scheduler, clock, protocolOf } = options
  const events = new TinyQueue<DueEvent>([], (a, b) => a.at - b.at)
  const contextAt = (now: number, { store, environment }: Sale): ChangeContext =>
    createChangeContext(protocolOf(store), environment, now)

  /** A change that was already due when an action made it possible happens at the time of the action. */
  const scheduleNext = (subscription: Subscription, now: number): void => {
    const dueAt = nextEventAt(subscription)
    if (dueAt === undefined || !Number.isFinite(dueAt)) return
    events.push({ at: dueAt, id: subscription.id })
    scheduler.schedule(Math.max(dueAt, now), (at) => {
      const current = repository.get(subscription.id)
      // An action in the meantime may have moved the event.
      if (current === undefined || nextEventAt(current) !== dueAt) return
      save(applyDueChange(current, contextAt(at, current)), current, at)
    })
  }

  const notify = createNotifier(options)

  const save = (change: Change, before: Subscription, at: number): Subscription => {
    if (change.created !== undefined) repository.assertSpace(before.store)
    const saved = repository.replace(change.subscription)
    notify(saved, change.happenings, at)
    scheduleNext(saved, at)
    for (const member of membersToUpdate(repository, saved)) {
      const followed = repository.replace(followOwner(member, saved, before, contextAt(at, member)))
      notify(followed, memberHappenings(followed, saved, change.happenings), at)
    }
    for (const { found, apply } of findFormer(repository, change, saved)) save(apply(found), found, at)
    return change.created === undefined ? saved : add(change.created, at)
  }

  const add = ({ draft, happenings }: NonNullable<Change['created']>, at: number): Subscription => {
    const added = repository.add(draft)
    notify(added, happenings, at)
    scheduleNext(added, at)
    return added
  }
  const begin = (ctx: ChangeContext, start: Start): Subscription => add(start(ctx), ctx.now)

  return {
    repository,
    protocolOf,
    nextEventAt: () => firstEventAt(events, repository),
    apply: (id, action) => {
      const current = getExisting(repository, id)
      const now = clock.now()
      return save(action(current, contextAt(now, current)), current, now)
    },
    create: (sale, start) => begin(contextAt(clock.now(), sale), start),
    continueSaved: (saved) => {
      for (const each of saved) scheduleNext(each, each.createdAt)
    },
  }
}

function createNotifier({ notificationQueue, protocolOf }: Options) {
  return (subscription: Subscription, happenings: readonly Happening[], at: number): void => {
    const { store, id } = subscription
    for (const happening of happenings) {
      const notification = protocolOf(store).notificationFor(subscription, happening, at)
      if (notification !== undefined) notificationQueue.enqueue(store, notification, { orderedBy: id, at })
    }
  }
}

type Sale = Pick<Subscription, 'store' | 'environment'>

function getExisting(repository: SubscriptionRepository, id: string): Subscription {
  const found = repository.get(id)
  if (found === undefined) throw new Error(`subscription ${id} does not exist`)
  return found
}

type DueEvent = { at: number; id: string }

/** Events that an action has moved are dropped. */
function firstEventAt(events: TinyQueue<DueEvent>, repository: SubscriptionRepository): number | undefined {
  for (;;) {
    const next = events.peek()
    if (next === undefined) return undefined
    const current = repository.get(next.id)
    if (current !== undefined && nextEventAt(current) === next.at) return next.at
    events.pop()
  }
}

function createChangeContext(
  protocol: SubscriptionProtocol,
  environment: StoreEnvironment,
  now: number,
): ChangeContext {
  return {
    now,
    newIds: () => ({ id: `sub_${randomUUID()}`, ...protocol.newIds(environment) }),
    newPeriodIds: protocol.newPeriodIds,
  }
}

/** What the change does to the purchase token that the subscription replaced. */
function findFormer(
  repository: SubscriptionRepository,
  { former }: Change,
  { store, linkedToken }: Subscription,
): { found: Subscription; apply: NonNullable<Change['former']> }[] {
  const found = linkedToken === null ? undefined : repository.findByToken(store, linkedToken)
  return former === undefined || found === undefined ? [] : [{ found, apply: former }]
}

/** A member who lost the subscription gets it again only when the owner's is active again. */
function membersToUpdate(repository: SubscriptionRepository, owner: Subscription): Subscription[] {
  if (owner.familyOwnerId !== null || owner.store !== 'APP_STORE') return []
  return repository
    .listFamily(owner.id)
    .filter((member) => member.state !== 'REVOKED' || (owner.state === 'ACTIVE' && !isSharingEnded(member)))
}
