import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSubscriptionFile } from './parse-subscription-file.ts'

const codesOf = (csv: string, format: 'LIST' | 'REVENUECAT' | 'ADAPTY') =>
  parseSubscriptionFile(csv, format).errors.map(({ row, column, code }) => ({ row, column, code }))

test('a list names users, stores and keys, and what else is known', () => {
  const csv = `userId,store,key,productId,environment,startedAt,accessUntil
ann,GOOGLE_PLAY,token-1,vip,SANDBOX,2026-01-02T03:04:05Z,2026-02-02
bob,app_store,2000000123,,,,`
  expect(parseSubscriptionFile(csv, 'LIST')).toEqual({
    rows: [
      {
        row: 2,
        userId: 'ann',
        store: 'GOOGLE_PLAY',
        key: 'token-1',
        productId: 'vip',
        environment: 'SANDBOX',
        startedAt: new Date('2026-01-02T03:04:05Z'),
        accessUntil: new Date('2026-02-02T00:00:00Z'),
      },
      {
        row: 3,
        userId: 'bob',
        store: 'APP_STORE',
        key: '2000000123',
        productId: null,
        environment: 'PRODUCTION',
        startedAt: null,
        accessUntil: null,
      },
    ],
    skippedCount: 0,
    errors: [],
  })
})

const revenueCatHead =
  'rc_original_app_user_id,rc_last_seen_app_user_id_alias,product_identifier,start_time,end_time,store,is_auto_renewable,is_sandbox,store_transaction_id,original_store_transaction_id,purchase_token'

test('the transactions of RevenueCat are one subscription for each original transaction, and others are left out', () => {
  const csv = `${revenueCatHead}
$RCAnonymousID:1,ann,vip_year,2026-01-01 10:00:00,2026-02-01 10:00:00,app_store,true,false,2,1,
$RCAnonymousID:1,ann,vip,2025-12-01 10:00:00,2026-01-01 10:00:00,app_store,true,false,1,1,
bob,,coins,2026-01-01 10:00:00,,app_store,false,false,7,7,
bob,,vip,2026-01-01 10:00:00,2026-02-01 10:00:00,stripe,true,false,8,8,
cat,,vip:monthly,2026-01-01 10:00:00,2026-02-01 10:00:00,play_store,true,true,GPA.1..0,GPA.1,token`
  const { rows, skippedCount, errors } = parseSubscriptionFile(csv, 'REVENUECAT')
  expect(errors).toEqual([])
  expect(skippedCount).toBe(2)
  expect(rows).toMatchObject([
    {
      userId: 'ann',
      key: '1',
      productId: 'vip_year',
      startedAt: new Date('2025-12-01T10:00:00Z'),
      accessUntil: new Date('2026-02-01T10:00:00Z'),
    },
    { userId: 'cat', store: 'GOOGLE_PLAY', key: 'token', productId: 'vip', environment: 'SANDBOX' },
  ])
})

test('a row of RevenueCat without a purchase token, or of an anonymous user, is an error', () => {
  const csv = `${revenueCatHead}
ann,,vip,2026-01-01 10:00:00,2026-02-01 10:00:00,play_store,true,false,GPA.1..0,GPA.1,
$RCAnonymousID:1,$RCAnonymousID:1,vip,2026-01-01 10:00:00,2026-02-01 10:00:00,app_store,true,false,1,1,`
  expect(codesOf(csv, 'REVENUECAT')).toEqual([
    { row: 2, column: 'purchase_token', code: 'TOKEN_MISSING' },
    { row: 3, column: 'rc_original_app_user_id', code: 'ANONYMOUS_USER' },
  ])
})

test('both files of Adapty are read: the events of an export, and the users of a migration', () => {
  const events = `profile_id,event_type,original_transaction_id,subscription_expires_at,environment,vendor_product_id,store,customer_user_id
p1,subscription_started,100,2026-02-01T00:00:00.000000+0000,Production,vip,app_store,ann
p1,subscription_renewed,100,2026-03-01T00:00:00.000000+0000,Production,vip,app_store,ann`
  expect(parseSubscriptionFile(events, 'ADAPTY')).toMatchObject({
    rows: [{ userId: 'ann', store: 'APP_STORE', key: '100', accessUntil: new Date('2026-03-01T00:00:00Z') }],
    errors: [],
  })
  const users = `user_id,apple_original_transaction_id,google_product_id,google_purchase_token,google_is_subscription,subscription_expiration_date
ann,,vip,token,1,2020-12-31T23:59:59-06:00
bob,,coins,token-2,false,`
  expect(parseSubscriptionFile(users, 'ADAPTY')).toMatchObject({
    rows: [{ userId: 'ann', key: 'token', productId: 'vip', accessUntil: new Date('2021-01-01T05:59:59Z') }],
    skippedCount: 1,
    errors: [],
  })
})

test.each([
  ['is empty', '', [{ row: null, column: null, code: 'NO_ROWS' }]],
  ['has no rows', 'userId,store,key', [{ row: null, column: null, code: 'NO_ROWS' }]],
  ['is no CSV', 'userId,store,key\n"ann,x,y', [{ row: 2, column: null, code: 'MALFORMED_FILE' }]],
  ['lacks a column', 'userId,store\nann,APP_STORE', [{ row: 1, column: 'key', code: 'MISSING_COLUMN' }]],
  [
    'names another store',
    'userId,store,key\nann,amazon,1',
    [{ row: 2, column: 'store', code: 'INVALID_VALUE' }],
  ],
  ['names no user', 'userId,store,key\n,APP_STORE,1', [{ row: 2, column: 'userId', code: 'VALUE_REQUIRED' }]],
  [
    'names one subscription for two users',
    'userId,store,key\nann,APP_STORE,1\nbob,APP_STORE,1',
    [{ row: 3, column: null, code: 'SEVERAL_USERS' }],
  ],
  [
    'has a day that does not exist',
    'userId,store,key,accessUntil\nann,APP_STORE,1,2026-02-30',
    [{ row: 2, column: 'accessUntil', code: 'INVALID_VALUE' }],
  ],
] as const)('a list that %s is an error of its own', (_, csv, expected) => {
  expect(codesOf(csv, 'LIST')).toEqual(expected)
})

test('no text makes the reader throw, and every row is of one user with a key', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('APP_STORE', 'play_store', '2026-01-01', '"', ''),
  )
  const head = fc.constantFrom('userId,store,key', revenueCatHead, 'user_id,google_purchase_token')
  const format = fc.constantFrom('LIST', 'REVENUECAT', 'ADAPTY')
  fc.assert(
    fc.property(
      head,
      fc.array(fc.array(cell, { maxLength: 12 }), { maxLength: 5 }),
      format,
      (first, rows, name) => {
        const csv = [first, ...rows.map((cells) => cells.join(','))].join('\n')
        const { rows: read } = parseSubscriptionFile(csv, name)
        expect(read.every(({ userId, key }) => userId !== '' && key !== '')).toBe(true)
      },
    ),
  )
})
