import type { PaymentConditions, PaymentSort } from '../../src/db/queries/payment-list.ts'

/** A list of payments, and the index by which its statement has to find them. */
export type Case = {
  readonly name: string
  readonly conditions: PaymentConditions
  readonly sort?: PaymentSort
  readonly index: string
  /** Whether the statement has to examine payments that do not match. */
  readonly isScan?: true
}

const day = (number: number) => new Date(Date.UTC(2026, 4, number))

export const cases: readonly Case[] = [
  { name: 'no filter', conditions: {}, index: 'payments_paid_at' },
  { name: 'a period', conditions: { paidFrom: day(1), paidTo: day(30) }, index: 'payments_paid_at' },
  { name: 'an order number', conditions: { storeOrderId: 'order-77' }, index: 'payments_store_order' },
  {
    name: 'a transaction',
    conditions: { storeTransactionId: 'transaction-77' },
    index: 'payments_store_transaction',
  },
  { name: 'a user', conditions: { userExternalId: 'generated-3' }, index: 'payments_user' },
  {
    name: 'a user and a status',
    conditions: { userExternalId: 'generated-3', status: ['PAID'] },
    index: 'payments_user',
  },
  {
    name: 'a user and a period',
    conditions: { userExternalId: 'generated-3', paidFrom: day(1) },
    index: 'payments_user',
  },
  { name: 'an item', conditions: { itemExternalId: 'item-1' }, index: 'payments_item' },
  { name: 'a rare item', conditions: { itemExternalId: 'item-3' }, index: 'payments_item' },
  { name: 'an item that does not exist', conditions: { itemExternalId: 'none' }, index: 'payments_item' },
  {
    name: 'an item and a period',
    conditions: { itemExternalId: 'item-3', paidFrom: day(1) },
    index: 'payments_item',
  },
  { name: 'a store', conditions: { store: ['APP_STORE'] }, index: 'payments_store' },
  { name: 'a rare store', conditions: { store: ['TEST_STORE'] }, index: 'payments_store' },
  { name: 'two stores', conditions: { store: ['ONE_STORE', 'TEST_STORE'] }, index: 'payments_store' },
  { name: 'an environment', conditions: { environment: 'SANDBOX' }, index: 'payments_store' },
  {
    name: 'a store, an environment and a period',
    conditions: { store: ['ONE_STORE'], environment: 'SANDBOX', paidTo: day(30) },
    index: 'payments_store',
  },
  { name: 'a rare currency', conditions: { currencyCode: 'VND' }, index: 'payments_price' },
  {
    name: 'a rare currency and a price',
    conditions: { currencyCode: 'VND', priceFrom: 1n },
    index: 'payments_price',
  },
  {
    name: 'a currency that does not exist',
    conditions: { currencyCode: 'XAF' },
    index: 'payments_price',
  },
  { name: 'a currency', conditions: { currencyCode: 'KRW' }, index: 'payments_paid_at', isScan: true },
  {
    name: 'a currency, by price',
    conditions: { currencyCode: 'KRW' },
    sort: 'PRICE',
    index: 'payments_price',
  },
  {
    name: 'a price range, by price',
    conditions: { currencyCode: 'USD', priceFrom: 5_000_000n, priceTo: 30_000_000n },
    sort: 'PRICE',
    index: 'payments_price',
  },
  {
    name: 'a user, by price',
    conditions: { currencyCode: 'USD', userExternalId: 'generated-4' },
    sort: 'PRICE',
    index: 'payments_user',
  },
  {
    name: 'a store, by price',
    conditions: { currencyCode: 'USD', store: ['TEST_STORE'] },
    sort: 'PRICE',
    index: 'payments_price',
    isScan: true,
  },
  { name: 'a partial refund', conditions: { refund: ['PARTIAL'] }, index: 'payments_refunded', isScan: true },
  {
    name: 'the status REFUNDED',
    conditions: { status: ['REFUNDED'] },
    index: 'payments_refunded',
    isScan: true,
  },
  {
    name: 'a period of refunds',
    conditions: { refundedFrom: day(10), refundedTo: day(12) },
    index: 'payments_refunded',
  },
  { name: 'no refund', conditions: { refund: ['NONE'] }, index: 'payments_paid_at', isScan: true },
  { name: 'a rare status', conditions: { status: ['PAID'] }, index: 'payments_paid_at', isScan: true },
  {
    name: 'a status that does not exist',
    conditions: { status: ['PAID'], store: ['APP_STORE'], environment: 'SANDBOX' },
    index: 'payments_store',
    isScan: true,
  },
  {
    name: 'a failed acknowledgement',
    conditions: { acknowledgementStatus: ['FAILED'] },
    index: 'payments_paid_at',
    isScan: true,
  },
  {
    name: 'an alert of an acknowledgement',
    conditions: { acknowledgementAlert: ['WARNING'], store: ['GOOGLE_PLAY'] },
    index: 'acknowledgements_alerted',
  },
  {
    name: 'a refused acknowledgement, by price',
    conditions: { acknowledgementAlert: ['FAILED'], currencyCode: 'USD' },
    sort: 'PRICE',
    index: 'acknowledgements_failed',
  },
  {
    name: 'a failed delivery',
    conditions: { hasDeliveryFailure: true, store: ['GOOGLE_PLAY'] },
    index: 'delivery_failures_failed_at',
  },
  {
    name: 'no failed delivery',
    conditions: { hasDeliveryFailure: false },
    index: 'payments_paid_at',
    isScan: true,
  },
  { name: 'an unknown price', conditions: { hasPrice: false }, index: 'payments_paid_at', isScan: true },
  {
    name: 'an unknown country',
    conditions: { hasCountryCode: false, store: ['ONE_STORE'] },
    index: 'payments_store',
    isScan: true,
  },
  {
    name: 'a consumable item that is not consumed',
    conditions: { consumable: true, status: ['PAID'], paidFrom: day(1) },
    index: 'payments_paid_at',
    isScan: true,
  },
  {
    name: 'an item and a status',
    conditions: { itemExternalId: 'item-1', status: ['PAID'] },
    index: 'payments_item',
    isScan: true,
  },
]
