import { setupI18n } from '@lingui/core'
import { expect, test } from 'vitest'
import { describePayment, type PaymentDetails } from './payment-sentence.ts'
import { formatSummary } from './ticket-summary.ts'

const i18n = setupI18n({ locale: 'en', messages: { en: {} } })

const payment: PaymentDetails = {
  id: 'pay_01',
  status: 'PAID',
  version: 3,
  storeReadAt: '2026-11-29T05:03:12.000Z',
  refundNeedsApproval: false,
  refundableAmount: { amount: '4.99', currencyCode: 'USD' },
  refundRequest: null,
  openRefundApproval: null,
  deliveryFailure: null,
  notes: null,
  store: 'GOOGLE_PLAY',
  environment: 'PRODUCTION',
  ownership: 'BOUGHT',
  storeTransactionId: 'transaction-1',
  storeOrderId: 'GPA.1-2',
  storePageUrl: null,
  countryCode: 'KR',
  quantity: 2,
  paidAt: '2026-11-29T01:02:03.000Z',
  verifiedAt: '2026-11-29T01:02:04.000Z',
  completedAt: null,
  price: { amount: '5500', currencyCode: 'KRW' },
  offer: null,
  item: { id: 'itm_1', itemId: 'coins', name: 'Coins', type: 'CONSUMABLE' },
  periodStartsAt: null,
  periodEndsAt: null,
  periodKind: null,
  periodPhase: null,
  subscription: null,
  purchase: {
    id: 'pur_1',
    requestedAt: '2026-11-29T01:02:00.000Z',
    storeProductId: 'com.example.coins',
    accountToken: 'account-token-of-the-user',
    developerPayload: 'payload of the developer',
  },
  consume: null,
  acknowledgement: {
    status: 'PENDING',
    deadline: '2026-12-02T01:02:03.000Z',
    attempts: 0,
    lastError: null,
    acknowledgedAt: null,
  },
  refund: null,
  refunds: [],
  events: [],
  auditEntries: null,
  user: { id: 'usr_1', userId: 'ada', registeredAt: '2026-01-01T00:00:00.000Z', payments: { nodes: [] } },
}
const consume = {
  id: 'con_1',
  consumedAt: '2026-11-29T02:00:00.000Z',
  consumedBy: 'SERVER',
  idempotencyKey: 'secret-like key',
} as const
const refund = {
  full: false,
  refundedAt: '2026-11-29T03:00:00.000Z',
  reason: null,
  quantity: 0,
  source: 'NOTIFICATION',
  amount: null,
} as const

const describe = (changes: Partial<PaymentDetails>) =>
  describePayment(i18n, { ...payment, ...changes }).join(' ')

test('a paid payment is described by what the game owes and by the deadline of the store', () => {
  expect(describe({})).toMatch(/not consumed.*has to consume.*or the store refunds the payment/s)
})

test('a payment without an open acknowledgement has no deadline', () => {
  const acknowledgement = { ...payment.acknowledgement, status: 'ACKNOWLEDGED', deadline: null } as const
  expect(describe({ acknowledgement })).not.toMatch(/acknowledgement|store/)
})

test('a failed acknowledgement says who has to retry it', () => {
  const acknowledgement = { ...payment.acknowledgement, status: 'FAILED', deadline: null } as const
  expect(describe({ acknowledgement })).toContain('an admin should retry it')
})

test('a refund before the consume is distinguished from one after it', () => {
  const refunded = { status: 'REFUNDED', refund: { ...refund, full: true } } as const
  expect(describe(refunded)).toContain('cannot be consumed any more')
  expect(describe({ ...refunded, consume })).toContain('the user may have the item and the money')
})

test('a partial refund and the sandbox are mentioned', () => {
  expect(describe({ refund, environment: 'SANDBOX' })).toMatch(/A part of it was refunded.*no real money/)
})

test('the summary has what a ticket needs, and nothing that is a secret or a payload', () => {
  const summary = formatSummary(i18n, { ...payment, consume })
  for (const text of ['pay_01', 'GPA.1-2', 'transaction-1', 'Coins (coins) × 2', '₩5,500', 'ada']) {
    expect(summary).toContain(text)
  }
  expect(summary).toContain('2026-11-29 01:02:03 UTC')
  for (const text of ['account-token', 'payload of', 'secret-like']) expect(summary).not.toContain(text)
})

test('a text of a client cannot look like another line of the summary', () => {
  const userId = 'ada\nStatus: Refunded\u2028Amount: 0\u202e'
  const lines = formatSummary(i18n, { ...payment, user: { ...payment.user, userId } }).split('\n')
  expect(lines.filter((line) => line.startsWith('Status'))).toEqual(['Status: Paid'])
  expect(lines.find((line) => line.startsWith('User'))).toBe('User: ada Status: Refunded Amount: 0 ')
})
