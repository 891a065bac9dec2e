import type { Payment, PurchaseResult } from '@coinslot/sdk'
import { expect, test } from 'vitest'
import { readSteps, type FollowedPurchase } from './purchase-steps.ts'

const payment = { id: 'pay_1' } as Payment
const named = { itemId: 'coins_100', purchaseId: 'pur_1' }
const failed = { ...named, status: 'failed' } as PurchaseResult
const item = {
  paymentId: 'pay_1',
  itemId: 'coins_100',
  store: 'GOOGLE_PLAY',
  quantity: 1,
  coins: 100,
  isRefunded: false,
}

const follow = (sheet: FollowedPurchase['sheet'], result: PurchaseResult | null) =>
  Object.values(
    readSteps({ itemId: 'coins_100', store: 'GOOGLE_PLAY', sheet, result }, { items: [item], isVip: false }),
  )

test('the steps of a purchase follow one another', () => {
  expect(follow(null, null)).toEqual(['active', 'todo', 'todo', 'todo'])
  expect(follow('OPEN', null)).toEqual(['done', 'active', 'todo', 'todo'])
  expect(follow('TRANSACTION', null)).toEqual(['done', 'done', 'active', 'todo'])
  const other = { ...payment, id: 'pay_2' }
  expect(follow('TRANSACTION', { ...named, status: 'paid', payment: other })).toEqual([
    'done',
    'done',
    'done',
    'active',
  ])
  expect(follow('TRANSACTION', { ...named, status: 'paid', payment })).toEqual([
    'done',
    'done',
    'done',
    'done',
  ])
})

test('a purchase that was not paid ends at the sheet, and one that was not reserved before it', () => {
  expect(follow('CANCELED', { ...named, status: 'canceled' })).toEqual(['done', 'stopped', 'todo', 'todo'])
  expect(follow('FAILED', failed)).toEqual(['done', 'stopped', 'todo', 'todo'])
  expect(follow(null, { ...failed, purchaseId: null })).toEqual(['stopped', 'todo', 'todo', 'todo'])
})

test('a purchase that is paid later waits at the sheet, and so does one whose result nobody knows', () => {
  expect(follow('PENDING', { ...named, status: 'pending' })).toEqual(['done', 'later', 'todo', 'todo'])
  expect(follow('CLOSED', { ...named, status: 'unknown' } as PurchaseResult)).toEqual([
    'done',
    'active',
    'todo',
    'todo',
  ])
})

test('a subscription has arrived when its entitlement gives access', () => {
  const result: PurchaseResult = { ...named, itemId: 'vip_monthly', status: 'paid', payment }
  const purchase: FollowedPurchase = {
    ...{ itemId: 'vip_monthly', store: 'APP_STORE', sheet: 'TRANSACTION' },
    result,
  }
  expect(readSteps(purchase, { items: [item], isVip: false }).deliver).toBe('active')
  expect(readSteps(purchase, { items: [], isVip: true }).deliver).toBe('done')
})
