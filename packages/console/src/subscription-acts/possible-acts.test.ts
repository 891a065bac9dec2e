import { expect, test } from 'vitest'
import { isLeftToCustomer, listActs } from './possible-acts.ts'

const active = {
  store: 'GOOGLE_PLAY',
  status: 'ACTIVE',
  accessUntil: '2026-12-29T01:00:00.000Z',
  willRenew: true,
  user: { id: 'usr_1', userId: 'ada' },
} as const
type Target = Parameters<typeof listActs>[0]

const mayAll = () => true

const cases: readonly (readonly [title: string, changes: Partial<Target>, acts: readonly string[]])[] = [
  ['a subscription of Google Play has every act', {}, ['EXTEND', 'CANCEL', 'REVOKE', 'REFRESH']],
  ['one that does not renew cannot be canceled', { willRenew: false }, ['EXTEND', 'REVOKE', 'REFRESH']],
  ['one of the App Store can only be extended', { store: 'APP_STORE' }, ['EXTEND', 'REFRESH']],
  ['one that has ended can only be read again', { status: 'EXPIRED' }, ['REFRESH']],
  ['one that was taken back can only be read again', { status: 'REVOKED' }, ['REFRESH']],
  ['one without a first payment can only be read again', { status: 'PENDING' }, ['REFRESH']],
  [
    'one of nobody can be assigned to a user',
    { user: null },
    ['ASSIGN', 'EXTEND', 'CANCEL', 'REVOKE', 'REFRESH'],
  ],
  [
    'one of nobody that has ended can be assigned, too',
    { user: null, status: 'EXPIRED' },
    ['ASSIGN', 'REFRESH'],
  ],
  [
    'one of nobody without a first payment has nothing to assign',
    { user: null, status: 'PENDING' },
    ['REFRESH'],
  ],
]

test.each(cases)('%s', (_, changes, acts) => {
  expect(listActs({ ...active, ...changes }, mayAll)).toEqual(acts)
})

test('what the role does not allow is not among the acts', () => {
  expect(listActs(active, (field) => field !== 'revokeSubscription')).toEqual(['EXTEND', 'CANCEL', 'REFRESH'])
  expect(listActs(active, () => false)).toEqual([])
})

test('in the App Store only the customer ends a subscription that has not ended', () => {
  expect(isLeftToCustomer({ store: 'APP_STORE', status: 'ACTIVE' })).toBe(true)
  expect(isLeftToCustomer({ store: 'APP_STORE', status: 'EXPIRED' })).toBe(false)
  expect(isLeftToCustomer({ store: 'GOOGLE_PLAY', status: 'ACTIVE' })).toBe(false)
})
