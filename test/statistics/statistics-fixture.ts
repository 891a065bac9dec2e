import { randomBytes, randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import { insertPaymentRecord, type ImportedState } from '../../src/db/queries/insert-payment-record.ts'
import { selectPayment, type PaymentRow } from '../../src/db/queries/payments.ts'
import { updateCorrectedPayment } from '../../src/db/queries/update-corrected-payment.ts'
import { updateMissingFields } from '../../src/db/queries/update-missing-fields.ts'
import { updatePaymentOwner } from '../../src/db/queries/update-payment-owner.ts'
import { updatePaymentRefund } from '../../src/db/queries/update-payment-refund.ts'
import type { AppContext } from '../../src/domain/context.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'
import { createOperatorAction } from '../../src/domain/operator/create-operator-action.ts'
import { planCorrection } from '../../src/domain/payment/plan-correction.ts'
import { updateStatistics } from '../../src/domain/statistics/update-statistics.ts'
import { planRefund } from '../../src/domain/store-sync/plan-refund.ts'
import { decodeId } from '../../src/platform/ids.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import { sequenceAll } from '../support/sequence-all.ts'

export type NewPayment = Partial<
  Pick<
    PaymentRow,
    | 'userId'
    | 'itemId'
    | 'store'
    | 'environment'
    | 'priceMicros'
    | 'currencyCode'
    | 'quantity'
    | 'paidAt'
    | 'countryCode'
  >
>

/** Records payments and changes them by the statements of the server, at any time of payment, and counts them. */
export type StatisticsFixture = {
  readonly appId: string
  readonly ctx: AppContext
  readonly userIds: readonly string[]
  readonly itemIds: readonly string[]
  pay: (payment?: NewPayment) => Promise<PaymentRow>
  /** Records a payment of another server, without events. */
  importPayment: () => Promise<PaymentRow>
  /** Makes the refunds of a payment the given total, in steps as a store report does. */
  refundTo: (paymentId: string, total: RefundTotal | null) => Promise<void>
  /** Refunds a payment by a correction, or undoes that; or sets a missing price. */
  correct: (paymentId: string, correction: Parameters<typeof planCorrection>[1]) => Promise<void>
  transfer: (paymentId: string, toUserId: string) => Promise<void>
  fillPrice: (paymentId: string, price: { amountMicros: bigint; currencyCode: string }) => Promise<void>
  /** Counts everything that is committed. */
  count: () => Promise<void>
}

type RefundTotal = { full: boolean; quantity: number; amountMicros: bigint | null; refundedAt: Date }

export async function createStatisticsFixture(
  { services, sql }: Pick<ServerFixtures, 'services' | 'sql'>,
  project: DevApp,
): Promise<StatisticsFixture> {
  const appId = decodeId('ak', project.appKey) ?? ''
  const app = await services.apps.find(appId)
  if (app === null) throw new Error('the project must exist')
  const ctx: AppContext = { ...services, app }
  const userIds = await insertUsers(sql, appId, 6)
  const itemIds = (
    await sql<{ id: string }[]>`select id from items where app_id = ${appId} order by external_id limit 3`
  ).map(({ id }) => id)
  const defaults = { userId: userIds[0] ?? '', itemId: itemIds[0] ?? '' }
  const readPayment = async (id: string): Promise<PaymentRow> => {
    const payment = await selectPayment(services.db, appId, id)
    if (payment === null) throw new Error('the payment must exist')
    return payment
  }
  const action = (name: 'correctPayment' | 'transferPayment' | 'importPurchases') =>
    createOperatorAction(
      { ...ctx, caller: createCommandLineCaller('test') },
      { action: name, reason: 'test', changes: {} },
    )
  return {
    appId,
    ctx,
    userIds,
    itemIds,
    pay: (payment = {}) => insertPayment(ctx, { ...defaults, ...payment }, null),
    importPayment: () =>
      insertPayment(ctx, defaults, {
        status: 'PAID',
        consume: null,
        completedAt: null,
        recordEvents: false,
        action: action('importPurchases'),
      }),
    refundTo: async (paymentId, total) => {
      for (;;) {
        const payment = await readPayment(paymentId)
        const step = planRefund(payment, total)
        if (step === null || payment.refundDetectedBy === 'CORRECTION') return
        await updatePaymentRefund(services.db, {
          appId,
          paymentId,
          from: step.from,
          to: { ...step.to, refundedAt: total?.refundedAt ?? null, reason: null, detectedBy: 'NOTIFICATION' },
          entry: step.entry === null ? null : { id: randomUUID(), ...step.entry },
          event: { id: randomUUID(), type: `PAYMENT_${step.kind}` },
          receipt: null,
          saleRead: null,
          now: ctx.clock(),
        })
      }
    },
    correct: async (paymentId, correction) => {
      const payment = await readPayment(paymentId)
      const refunds = await sql<
        {
          quantity: number
          amount: string | null
          detected_by: 'CORRECTION'
          refunded_at: Date
          reversed_at: Date | null
        }[]
      >`select quantity, amount_micros as amount, detected_by, refunded_at, reversed_at from refunds
        where payment_id = ${paymentId} order by id desc`
      const to = planCorrection(payment, correction, {
        isConsumed: false,
        now: ctx.clock(),
        refunds: refunds.map((refund) => ({
          quantity: refund.quantity,
          amountMicros: refund.amount === null ? null : BigInt(refund.amount),
          reason: null,
          detectedBy: refund.detected_by,
          refundedAt: refund.refunded_at,
          reversedAt: refund.reversed_at,
        })),
      })
      if ('code' in to) return
      const isRefund = to.status === 'REFUNDED' && payment.status !== 'REFUNDED'
      await updateCorrectedPayment(services.db, {
        appId,
        paymentId,
        from: payment,
        to,
        consume: null,
        entry: isRefund
          ? {
              id: randomUUID(),
              quantity: to.refundedQuantity - payment.refundedQuantity,
              amountMicros:
                to.refundedMicros === null ? null : to.refundedMicros - (payment.refundedMicros ?? 0n),
            }
          : null,
        eventId: randomUUID(),
        action: action('correctPayment'),
      })
    },
    transfer: async (paymentId, toUserId) => {
      const { userId, version } = await readPayment(paymentId)
      if (userId === toUserId) return
      await updatePaymentOwner(services.db, {
        appId,
        paymentId,
        version,
        toUserId,
        eventId: randomUUID(),
        action: action('transferPayment'),
      })
    },
    fillPrice: async (paymentId, price) => {
      await updateMissingFields(services.db, { appId, id: paymentId }, { price, storeOrderId: null })
    },
    count: () => countAll(ctx),
  }
}

/** Gives every committed event its position, and counts until nothing is left. */
export async function countAll(ctx: AppContext): Promise<void> {
  await sequenceAll(ctx.db)
  await updateStatistics(ctx, new AbortController().signal)
}

async function insertUsers(sql: Sql, appId: string, count: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    insert into users (app_id, id, external_id, registered_at)
    select ${appId}, id, 'statistics-' || id, now() from (select gen_random_uuid() as id from generate_series(1, ${count}::int)) u
    returning id`
  return rows.map(({ id }) => id)
}

async function insertPayment(
  ctx: AppContext,
  payment: NewPayment & Pick<PaymentRow, 'userId' | 'itemId'>,
  imported: ImportedState | null,
): Promise<PaymentRow> {
  const { appId } = ctx.app
  const { userId, itemId, store = 'GOOGLE_PLAY' } = payment
  const now = ctx.clock()
  const saleKey = randomBytes(32)
  const recorded = await insertPaymentRecord(ctx.db, {
    payment: {
      appId,
      id: randomUUID(),
      userId,
      itemId,
      consumable: true,
      store,
      environment: payment.environment ?? 'PRODUCTION',
      storeTransactionId: randomUUID(),
      lineItem: '',
      storeOrderId: null,
      ownership: 'BOUGHT',
      priceMicros: payment.priceMicros === undefined ? 4_990_000n : payment.priceMicros,
      currencyCode: payment.currencyCode === undefined ? 'USD' : payment.currencyCode,
      quantity: payment.quantity ?? 1,
      countryCode: payment.countryCode ?? null,
      offerKind: null,
      purchaseOptionId: null,
      offerId: null,
      paidAt: payment.paidAt ?? now,
      verifiedAt: now,
      submittedAt: now,
      acknowledgementStatus: 'NOT_REQUIRED',
    },
    purchase: {
      created: {
        appId,
        id: randomUUID(),
        userId,
        itemId,
        store,
        status: 'VERIFIED',
        accountToken: randomUUID(),
        storeProductId: 'product',
        developerPayload: null,
        requestedAt: now,
        expiresAt: now,
        endReason: null,
        saleKey,
      },
    },
    eventId: randomUUID(),
    receipt: { id: randomUUID(), source: 'VERIFICATION', raw: '{}' },
    sale: { key: saleKey, encryptedReference: randomBytes(8) },
    readVersion: null,
    acknowledgement: null,
    idempotency: null,
    action: null,
    imported,
  })
  if (recorded === null) throw new Error('the payment was not recorded')
  return recorded.payment
}
