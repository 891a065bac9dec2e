import type { Db } from '../../../src/db/client.ts'
import { selectItems } from '../../../src/db/queries/items.ts'
import { scanNotifications } from '../../../src/db/queries/notification-list.ts'
import { countPayments, scanPayments } from '../../../src/db/queries/payment-list.ts'
import { scanPurchases } from '../../../src/db/queries/purchase-list.ts'
import { selectSearchHits } from '../../../src/db/queries/search.ts'
import { selectRefundReviews } from '../../../src/db/queries/refund-reviews.ts'
import {
  selectPeriodPaymentsAfter,
  selectSubscriptions,
  selectSubscriptionsOfUser,
} from '../../../src/db/queries/subscription-list.ts'
import { selectUnattributedSales } from '../../../src/db/queries/unattributed-sales.ts'
import { newUuid } from '../../../src/platform/ids.ts'
import { cases } from '../payment-filter-cases.ts'

const [from, to] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-06-01T00:00:00Z')]
const id = newUuid()
const directions = ['asc', 'desc'] as const

/** Every list with every filter: each condition is in at least one statement. */
export async function readLists(db: Db, appId: string): Promise<void> {
  await readPayments(db, appId)
  await readPurchases(db, appId)
  await readNotifications(db, appId)
  await readSubscriptions(db, appId)
  const terms = {
    storeTransactionIds: ['t'],
    storeOrderIds: ['o'],
    saleKeys: [Buffer.from('k')],
    accountTokens: [id],
  }
  const otherTerms = { userIds: ['u'], notificationIds: ['n'], requestIds: ['r'] }
  await selectSearchHits(db, appId, { ...terms, ...otherTerms }, 10)
  const after = { at: from, id }
  for (const orderBy of ['REQUESTED_AT_DESC', 'DEADLINE_ASC'] as const) {
    const filter = { status: ['PENDING'], store: ['GOOGLE_PLAY'], deadlineBefore: to, paymentId: id } as const
    await selectRefundReviews(db, appId, { ...filter, orderBy, after, limit: 10 })
  }
  for (const reversed of [true, false]) {
    const filter = { store: 'ONE_STORE', enabledOnly: true, after: 'a', before: 'z' } as const
    await selectItems(db, appId, { ...filter, limit: 10, reversed })
  }
  await selectUnattributedSales(db, appId, { store: 'ONE_STORE', after: id, limit: 10 })
}

async function readPayments(db: Db, appId: string): Promise<void> {
  const noOtherIndex = { isResubscription: true, trialOutcome: ['OPEN'], currentPeriodAt: from } as const
  const period = {
    periodKind: ['INITIAL'],
    periodPhase: ['TRIAL'],
    periodEndsFrom: from,
    periodEndsTo: to,
  } as const
  const others = {
    userId: id,
    countryCode: 'KR',
    hasPrice: true,
    hasCountryCode: true,
    consumable: false,
  } as const
  const lists = [
    ...cases.map(({ conditions, sort = 'PAID_AT' }) => ({ conditions, sort })),
    { conditions: { currencyCode: 'VND', environment: 'SANDBOX' } as const, sort: 'PAID_AT' as const },
    { conditions: { ...noOtherIndex, ...period, ...others }, sort: 'PAID_AT' as const },
  ]
  for (const direction of directions) {
    for (const { conditions, sort } of lists) {
      const place = { sortKey: sort === 'PRICE' ? '1' : from.toISOString(), id }
      const span = { conditions, sort, direction, after: place, before: place }
      await scanPayments(db, appId, { ...span, limit: 10 })
      await countPayments(db, appId, { ...span, limit: 10 })
    }
  }
}

async function readPurchases(db: Db, appId: string): Promise<void> {
  const period = { requestedFrom: from, requestedTo: to }
  const all = { ...period, store: ['ONE_STORE'], itemExternalId: 'coins_100', status: ['VERIFIED'] } as const
  const lists = [{}, all, { status: ['FAILED', 'EXPIRED'] }, { ...all, userExternalId: 'ann' }] as const
  for (const direction of directions) {
    for (const conditions of lists)
      await scanPurchases(db, appId, { conditions, direction, after: id, before: id, limit: 10 })
  }
}

async function readNotifications(db: Db, appId: string): Promise<void> {
  const after = { receivedAt: from.toISOString(), id }
  const all = {
    store: 'GOOGLE_PLAY',
    environment: 'SANDBOX',
    type: 'TEST',
    receivedFrom: from,
    receivedTo: to,
  } as const
  for (const status of ['FAILED', 'PROCESSED', null] as const)
    await scanNotifications(db, appId, { ...all, status, after, limit: 10 })
  const none = { store: null, environment: null, type: null, receivedFrom: null, receivedTo: null }
  await scanNotifications(db, appId, { ...none, status: null, after: null, limit: 10 })
}

async function readSubscriptions(db: Db, appId: string): Promise<void> {
  await selectSubscriptions(db, appId, {
    conditions: {
      status: ['ACTIVE'],
      store: 'GOOGLE_PLAY',
      environment: 'SANDBOX',
      userExternalId: 'ann',
      itemExternalId: 'vip',
      isUnattributed: false,
      phase: ['TRIAL'],
      willRenew: true,
      ownership: 'BOUGHT',
      cancelReason: ['USER'],
      hasCancelReason: true,
      endedFrom: from,
      endedTo: to,
    },
    after: { startedAt: from, id },
    limit: 10,
  })
  await selectSubscriptionsOfUser(db, appId, { userId: id, includeExpired: false, limit: 10 })
  await selectPeriodPaymentsAfter(db, appId, { subscriptionId: id, after: { startsAt: from, id }, limit: 10 })
}
