import type { StoreEntry } from './store-books.ts'
import { toStoreProductId } from '../support/purchase-client.ts'

export type Random = () => number

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const

/** How a subscriber begins: the store, and what the control API of the emulator sells. */
export function drawSubscription(random: Random) {
  const store = pick(random, stores)
  const isMonthly = random() < 0.75
  const planType = store !== 'ONE_STORE' && isMonthly && random() < 0.1 ? 'COMMITMENT' : 'AUTO_RENEWING'
  const isPrepaid = store === 'GOOGLE_PLAY' && planType !== 'COMMITMENT' && random() < 0.1
  return {
    store,
    itemId: random() < 0.25 ? 'monthly_coins' : 'vip',
    // ONE store names only the last payment: one of a week would be over before a lost notification is noticed.
    period: isMonthly
      ? 'P1M'
      : pick(random, store === 'ONE_STORE' ? ['P3M', 'P1Y'] : ['P1W', 'P1W', 'P3M', 'P1Y']),
    offers: !isPrepaid && random() < 0.3 ? [{ kind: 'TRIAL' as const, period: 'P1W' }] : [],
    graceDays: pick(random, [0, 3, 7, 16]),
    holdDays: pick(random, [10, 30]),
    planType: isPrepaid ? 'PREPAID' : planType,
    ...(planType === 'COMMITMENT' ? { commitmentPayments: 6 } : {}),
    chargesEarlyHours: pick(random, [0, 0, 24, 40]),
    ...(store === 'ONE_STORE' ? { currencyCode: 'KRW', amount: '9900' } : {}),
    /** Whether the app submits the receipt. Whose a purchase at ONE store is, its notifications do not say. */
    isSubmitted: store === 'ONE_STORE' || random() < 0.8,
  }
}

export type DrawnSubscription = ReturnType<typeof drawSubscription>

/** How often each thing happens, among those that are possible. */
const weights: Readonly<Record<string, number>> = {
  cancel: 2,
  restart: 3,
  'decline-payments': 4,
  'accept-payments': 6,
  pause: 2,
  resume: 1,
  'change-plan': 2,
  'change-in-group': 2,
  'undo-change': 1,
  'remove-item': 1,
  resubscribe: 8,
  'top-up': 8,
  'change-price': 1,
  'accept-price': 2,
  extend: 1,
  refund: 2,
  'reverse-refund': 3,
  revoke: 1,
}

/** What no list and no answer of ONE store tells, and what Google Play does not have. */
const untold: Readonly<Record<StoreEntry['store'], readonly string[]>> = {
  APP_STORE: [],
  GOOGLE_PLAY: ['reverse-refund'],
  ONE_STORE: ['refund', 'reverse-refund'],
}

export type Act = { readonly verb: string; readonly body: object }

/** Something that may happen to the subscription now; null if nothing can. */
export function drawAct(random: Random, entry: StoreEntry): Act | null {
  const possible = entry.actions.filter(
    (verb) => weights[verb] !== undefined && !untold[entry.store].includes(verb),
  )
  const total = possible.reduce((sum, verb) => sum + (weights[verb] ?? 0), 0)
  let left = random() * total
  for (const verb of possible) {
    left -= weights[verb] ?? 0
    if (left < 0) return { verb, body: drawBody(random, verb, entry) }
  }
  return null
}

const replacementModes = [
  'WITH_TIME_PRORATION',
  'CHARGE_PRORATED_PRICE',
  'CHARGE_FULL_PRICE',
  'WITHOUT_PRORATION',
  'DEFERRED',
  'KEEP_EXISTING',
] as const

function drawBody(random: Random, verb: string, { lines, periods, store }: StoreEntry): object {
  switch (verb) {
    case 'change-plan':
      return { ...drawOtherPlan(random, { lines, store }), mode: pick(random, replacementModes) }
    case 'change-in-group': {
      const change = pick(random, ['UPGRADE', 'DOWNGRADE', 'CROSSGRADE'])
      return { ...drawOtherPlan(random, { lines, store }), change }
    }
    case 'change-price':
      return { amount: store === 'ONE_STORE' ? '12900' : '11.99', mode: pick(random, ['OPT_IN', 'DECREASE']) }
    case 'extend':
      return { days: pick(random, [1, 5, 30]) }
    case 'remove-item':
      return { productId: lines.at(-1)?.productId }
    case 'refund':
      // Of any period: of an earlier one the subscription goes on.
      return { periodId: pick(random, periods).id }
    case 'resubscribe':
      return { fromStore: random() < 0.5 }
    case 'revoke':
      return { refund: store === 'ONE_STORE' ? 'NONE' : 'FULL' }
    default:
      return {}
  }
}

function drawOtherPlan(random: Random, { lines, store }: Pick<StoreEntry, 'lines' | 'store'>) {
  const owned = lines.map(({ productId }) => productId)
  const offered = ['vip', 'vip_gold'].map(toStoreProductId).filter((id) => !owned.includes(id))
  const productId = offered.length === 0 ? toStoreProductId('vip_gold') : pick(random, offered)
  const amount = store === 'ONE_STORE' ? '19900' : '19.99'
  return { productId, amount, period: pick(random, ['P1M', 'P1M', 'P1Y']) }
}
