import type { RefundReview } from '../../src/graphql/generated/types.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import {
  getStorePurchase,
  requestRefundReview,
  type EmulatedStore,
  type EmulatorAddress,
} from '../support/emulator-control.ts'
import {
  buyItem,
  expectField,
  toConsumeInput,
  type Buyer,
  type VerifiedPurchase,
} from '../support/purchase-client.ts'
import { notificationTest, type NotificationHelpers } from '../notifications/notification-fixture.ts'

export { describe, expect, vi } from '../support/test.ts'

export const reviewingStores = ['GOOGLE_PLAY', 'APP_STORE'] as const

const reviewFields = `id status store storeOrderId storeTransactionId requestReason consentRequired requestedAt deadline answer
  answeredBy answerReason decidedAt answeredAt attempts lastError chargebackCost { amount currencyCode }
  record { delivered consumptionPercentageMilliunits suggestedAnswer } payments { id status }`

type Policy = {
  readonly refundReviewPolicy?: 'MANUAL' | 'REPORT_RECORD' | 'ANSWER_FROM_RECORD'
  readonly sendConsumptionInfo?: boolean
  readonly acknowledgeOn?: 'CONSUMED' | 'COMPLETED'
}

type ReviewHelpers = {
  readonly setPolicy: (policy: Policy) => Promise<void>
  /** The reviews of a payment, newest first. */
  readonly readReviews: (paymentId: string) => Promise<readonly Serialized<RefundReview>[]>
  /** The only review of a payment. */
  readonly readReview: (paymentId: string) => Promise<Serialized<RefundReview>>
  readonly consume: (purchase: VerifiedPurchase) => Promise<void>
  /** A consumed payment. */
  readonly buyConsumed: (store: (typeof reviewingStores)[number]) => Promise<VerifiedPurchase>
  /** The store asks for a review, and the server has received that. */
  readonly request: (purchase: VerifiedPurchase) => Promise<void>
  /** The events of the reviews of a payment, oldest first, without the prefix of their types. */
  readonly readEvents: (paymentId: string) => Promise<string[]>
  /** What the store has received as the answer; undefined if it has received none. */
  readonly readAnswer: (purchase: VerifiedPurchase) => Promise<Record<string, unknown> | undefined>
}

type ReviewFixtures = {
  readonly admin: ApiClient
  readonly buyer: Buyer
  readonly emulator: EmulatorAddress
  readonly notifications: NotificationHelpers
}

function createReviewHelpers({ admin, buyer, emulator, notifications }: ReviewFixtures): ReviewHelpers {
  const readReviews = async (paymentId: string) => {
    const text = `query ($id: ID!) { payment(id: $id) { refundReviews { ${reviewFields} } } }`
    return (await admin.query(text, { id: paymentId })).payment?.refundReviews ?? []
  }
  const consume = async ({ payment }: VerifiedPurchase) => {
    expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')
  }
  return {
    consume,
    buyConsumed: async (store) => {
      const purchase = await buyReviewable(buyer, store)
      await consume(purchase)
      await notifications.waitForIdle()
      return purchase
    },
    request: async ({ storePurchase }) => {
      await requestRefundReview(emulator, storePurchase.id)
      await notifications.waitForIdle()
    },
    setPolicy: async (policy) => {
      expectField(await admin.mutate('updateAppKey', policy), 'appKey')
    },
    readReviews,
    readReview: async (paymentId) => {
      const [review, ...others] = await readReviews(paymentId)
      if (review === undefined || others.length > 0) throw new Error(`expected one review of ${paymentId}`)
      return review
    },
    readEvents: async (paymentId) => {
      const prefix = 'PAYMENT_REFUND_REVIEW_'
      const types = await notifications.readEventTypes(paymentId)
      return types.filter((type) => type.startsWith(prefix)).map((type) => type.slice(prefix.length))
    },
    readAnswer: async ({ storePurchase }) => {
      const view = (await getStorePurchase(emulator, storePurchase.id)) as {
        refundReview: { response?: Record<string, unknown> } | null
      }
      return view.refundReview?.response
    },
  }
}

/** Each test begins with the settings of a new AppKey. */
export const reviewTest = notificationTest.extend(
  'reviews',
  async ({ admin, buyer, emulator, notifications }, { onCleanup }) => {
    const reviews = createReviewHelpers({ admin, buyer, emulator, notifications })
    const reset = () =>
      reviews.setPolicy({
        refundReviewPolicy: 'MANUAL',
        sendConsumptionInfo: false,
        acknowledgeOn: 'CONSUMED',
      })
    onCleanup(reset)
    return reviews
  },
)

/** `openReview` consumes a payment and begins the review of its refund. */
export const openReviewTest = reviewTest.extend(
  'openReview',
  ({ reviews }) =>
    async (store: (typeof reviewingStores)[number] = 'GOOGLE_PLAY') => {
      const purchase = await reviews.buyConsumed(store)
      await reviews.request(purchase)
      return { purchase, review: await reviews.readReview(purchase.payment.id) }
    },
)

/** A verified payment. */
export async function buyReviewable(
  buyer: Buyer,
  store: EmulatedStore,
  itemId: 'coins_100' | 'remove_ads' = 'coins_100',
): Promise<VerifiedPurchase> {
  return buyItem(buyer, { store, itemId, price: { amount: '9.99', currencyCode: 'USD' } })
}
