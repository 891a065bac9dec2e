import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffState, toInitialState, type SubscriptionState } from './diff-state.ts'

const statuses = ['PENDING', 'ACTIVE', 'IN_GRACE_PERIOD', 'ON_HOLD', 'PAUSED', 'EXPIRED', 'REVOKED'] as const

const base: SubscriptionState = {
  status: 'ACTIVE',
  accessUntil: new Date('2026-02-01T00:00:00Z'),
  willRenew: true,
  resumesAt: null,
  cancelReason: null,
  storeProductId: 'vip',
  pendingProductId: null,
  pendingBasePlanId: null,
  priceChangeStatus: null,
  priceChangeMicros: null,
  storeReadAt: new Date('2026-01-15T00:00:00Z'),
  lines: [],
}

const hourMs = 60 * 60_000
const reading = { at: new Date('2026-01-15T00:00:00Z'), hasNewPeriod: false, hiddenRetryMs: 25 * hourMs }

test('A reading that differs in nothing has no event, and no reading has two events of one type', () => {
  const state = fc.record({
    status: fc.constantFrom(...statuses),
    willRenew: fc.boolean(),
    pendingProductId: fc.constantFrom(null, 'gold'),
    storeProductId: fc.constantFrom('vip', 'gold'),
    priceChangeStatus: fc.constantFrom(null, 'OUTSTANDING' as const, 'CONFIRMED' as const),
  })
  fc.assert(
    fc.property(state, state, fc.boolean(), (before, after, hasNewPeriod) => {
      expect(diffState({ ...base, ...after }, { ...base, ...after }, reading)).toEqual([])
      const events = diffState({ ...base, ...before }, { ...base, ...after }, { ...reading, hasNewPeriod })
      const types = events.map(({ type }) => type)
      expect(new Set(types).size).toBe(types.length)
    }),
  )
})

test('A subscription that ends tells why once, and does not report the end of the renewal as an act of the customer', () => {
  const after = { ...base, status: 'EXPIRED', willRenew: false, cancelReason: 'BILLING' } as const
  expect(diffState({ ...base, status: 'ON_HOLD' }, after, reading)).toEqual([
    { type: 'SUBSCRIPTION_EXPIRED', reason: 'BILLING' },
  ])
})

test('A later end is an extension, unless the store retries a charge without saying so', () => {
  const later = { ...base, accessUntil: new Date('2026-02-02T00:00:00Z') }
  const extended = [{ type: 'SUBSCRIPTION_EXTENDED', reason: null }]
  const atTheEnd = { ...reading, at: new Date('2026-02-01T00:00:00Z') }
  expect(diffState(base, later, reading)).toEqual(extended)
  expect(diffState(base, later, atTheEnd)).toEqual([])
  expect(diffState(base, later, { ...atTheEnd, hiddenRetryMs: 0 })).toEqual(extended)
})

test('A subscription that is first seen canceled was canceled, and a prepaid plan only never renews', () => {
  const prepaid = { ...base, willRenew: false }
  expect(diffState(toInitialState(prepaid), prepaid, reading)).toEqual([])
  const canceled = { ...base, willRenew: false, cancelReason: 'USER' } as const
  expect(diffState(toInitialState(canceled), canceled, reading)).toEqual([
    { type: 'SUBSCRIPTION_AUTO_RENEW_OFF', reason: 'USER' },
  ])
})

test('A planned change that is taken back is undone, and one that happens is only a change', () => {
  const pending = { ...base, pendingProductId: 'gold' }
  expect(diffState(base, pending, reading).map(({ type }) => type)).toEqual(['SUBSCRIPTION_CHANGE_SCHEDULED'])
  expect(diffState(pending, base, reading).map(({ type }) => type)).toEqual(['SUBSCRIPTION_CHANGE_UNDONE'])
  const changed = { ...base, storeProductId: 'gold' }
  expect(diffState(pending, changed, reading)).toEqual([{ type: 'SUBSCRIPTION_CHANGED', reason: 'PRODUCT' }])
})

const toLine = (storeProductId: string, accessUntil: string, willRenew = true) => ({
  lineKey: storeProductId,
  storeProductId,
  basePlanId: null,
  accessUntil: new Date(accessUntil),
  willRenew,
})
const [addOn, until, renewedUntil] = ['extra', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z']
const withAddOn = { ...base, lines: [toLine('vip', until), toLine(addOn, until)] }
const withoutAddOn = {
  ...base,
  accessUntil: new Date(renewedUntil),
  storeReadAt: new Date('2026-02-02T00:00:00Z'),
  lines: [toLine('vip', renewedUntil), toLine(addOn, until, false)],
}
const linesChanged = { type: 'SUBSCRIPTION_CHANGED', reason: 'LINES' }
const renewed = { ...reading, at: withoutAddOn.storeReadAt, hasNewPeriod: true }

test('A product that ends alone changes the lines once, when its access is over', () => {
  const early = { ...withoutAddOn, storeReadAt: new Date('2026-01-31T00:00:00Z') }
  expect(diffState(withAddOn, withoutAddOn, renewed)).toEqual([linesChanged])
  expect(diffState(withAddOn, early, { ...renewed, at: early.storeReadAt })).toEqual([])
  expect(diffState(early, withoutAddOn, { ...renewed, hasNewPeriod: false })).toEqual([linesChanged])
  expect(diffState(withoutAddOn, withoutAddOn, { ...renewed, hasNewPeriod: false })).toEqual([])
})

test('A product that fails alone ends with the hold of the subscription, and a hold by itself changes no lines', () => {
  const held = { ...withAddOn, status: 'ON_HOLD', storeReadAt: new Date('2026-02-01T01:00:00Z') } as const
  const hold = { type: 'SUBSCRIPTION_HOLD_STARTED', reason: null }
  expect(diffState(withAddOn, held, { ...reading, at: held.storeReadAt })).toEqual([hold])
  expect(diffState(held, withoutAddOn, renewed)).toEqual([linesChanged])
  const heldAgain = {
    ...withoutAddOn,
    status: 'ON_HOLD',
    storeReadAt: new Date('2026-03-01T01:00:00Z'),
  } as const
  expect(diffState(withoutAddOn, heldAgain, { ...reading, at: heldAgain.storeReadAt })).toEqual([hold])
  const recovered = {
    ...heldAgain,
    status: 'ACTIVE',
    lines: [toLine('vip', '2026-04-01T00:00:00Z'), toLine(addOn, until, false)],
  } as const
  expect(diffState(heldAgain, recovered, { ...renewed, at: heldAgain.storeReadAt })).toEqual([])
})

test('A subscription that is over has ended with all of its products', () => {
  const expired = { ...withoutAddOn, status: 'EXPIRED', willRenew: false, cancelReason: 'USER' } as const
  expect(diffState(withAddOn, expired, { ...renewed, hasNewPeriod: false })).toEqual([
    { type: 'SUBSCRIPTION_EXPIRED', reason: 'USER' },
  ])
})
