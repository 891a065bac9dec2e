import { expect, test, vi } from 'vitest'

import type { StoreAdapter } from '../stores/contract/store-adapter.ts'
import { StoreMisconfiguredError } from '../stores/contract/store-adapter.ts'
import type { StoreSubscriptions, SubscriptionReadOutcome } from '../stores/contract/subscription.ts'
import { snapshotOf } from '../../test/fixtures/app-store/subscription-statements.ts'
import { bindSubscriptions, combineSubscriptions, runSubscriptionCalls } from './subscription-calls.ts'

const snapshot = snapshotOf()
const target = { environment: 'PRODUCTION', storeProductId: 'pass' } as const
const bound = (storeBundleId: string) => JSON.stringify({ storeBundleId, details: 'the details' })

function createCalls(changes: Partial<StoreSubscriptions> = {}) {
  const read = vi.fn<(details: string) => Promise<SubscriptionReadOutcome>>()
  read.mockResolvedValue({ kind: 'found', snapshot })
  const calls: StoreSubscriptions = {
    readSubscription: read,
    acknowledgeSubscription: () => Promise.resolve({ kind: 'done' }),
    cancelSubscription: null,
    extendSubscription: null,
    revokeSubscription: null,
    setAccountToken: null,
    managementUrl: (storeProductId) => `https://example.com/${storeProductId}`,
    answersAfterEndMs: 1,
    maxUnreadMs: null,
    hiddenRetryMs: 0,
    ...changes,
  }
  return { read, calls }
}

test('the calls of one app read by the bare details, and the snapshot names the app', async () => {
  const { read, calls } = createCalls()
  const subscriptions = bindSubscriptions(calls, (reference) => ({
    ...reference,
    details: `bound ${reference.details}`,
  }))
  const options = { knownPeriodIds: ['1'] }
  const outcome = await subscriptions.readSubscription(bound('com.example.one'), options)
  expect(read).toHaveBeenCalledExactlyOnceWith('the details', options)
  expect(outcome).toEqual({
    kind: 'found',
    snapshot: {
      ...snapshot,
      reference: { ...snapshot.reference, details: `bound ${snapshot.reference.details}` },
    },
  })
})

test('an act that the store does not have stays null, and the others keep what they are given', async () => {
  const extendSubscription = vi.fn<NonNullable<StoreSubscriptions['extendSubscription']>>()
  extendSubscription.mockResolvedValue({ kind: 'done' })
  const subscriptions = bindSubscriptions(createCalls({ extendSubscription }).calls, (reference) => reference)
  expect(subscriptions.cancelSubscription).toBeNull()
  const request = { ...target, byMs: 1, accessUntil: new Date(), requestId: 'r' }
  await subscriptions.extendSubscription?.({ ...request, details: bound('com.example.one') })
  expect(extendSubscription).toHaveBeenCalledExactlyOnceWith({ ...request, details: 'the details' })
})

test('of several apps the one that the details name is called', async () => {
  const setAccountToken = () => Promise.resolve({ kind: 'done' } as const)
  const [one, two] = [createCalls(), createCalls({ setAccountToken, answersAfterEndMs: 9 })]
  const adapters = [{ subscriptions: one.calls }, { subscriptions: two.calls }, { subscriptions: null }].map(
    (adapter) => adapter as StoreAdapter,
  )
  const find = (details: string) => adapters[Number(details)] as StoreAdapter
  const combined = combineSubscriptions(adapters, find, () => new StoreMisconfiguredError('no key'))
  await combined?.readSubscription('1')
  expect([one.read.mock.calls.length, two.read.mock.calls.length]).toEqual([0, 1])
  expect(await combined?.setAccountToken?.({ ...target, details: '1', accountToken: 'a' })).toEqual({
    kind: 'done',
  })
  expect(await combined?.setAccountToken?.({ ...target, details: '0', accountToken: 'a' })).toMatchObject({
    kind: 'rejected',
  })
  await expect(combined?.readSubscription('2')).rejects.toThrow('no key')
  expect(combined?.answersAfterEndMs).toBe(9)
})

test('apps without calls about subscriptions have none together', () => {
  const adapters = [{ subscriptions: null } as StoreAdapter]
  const fail = () => new StoreMisconfiguredError('no key')
  expect(combineSubscriptions(adapters, () => adapters[0] as StoreAdapter, fail)).toBeNull()
})

test('every call runs within the limit', async () => {
  const running: string[] = []
  const run = async <T>(call: () => Promise<T>): Promise<T> => {
    running.push('begin')
    return await call()
  }
  const subscriptions = runSubscriptionCalls(createCalls().calls, run)
  await subscriptions?.readSubscription('d')
  await subscriptions?.acknowledgeSubscription({ ...target, details: 'd', accountToken: null })
  expect(running).toHaveLength(2)
  expect(runSubscriptionCalls(null, run)).toBeNull()
})

test('the page of a subscription is that of its app, and none when the app is no longer connected', () => {
  const managementUrl = (storeProductId: string, details: string) =>
    `https://example.com/${storeProductId}/${details}`
  const adapters = [createCalls(), createCalls({ managementUrl })].map(
    ({ calls }) => ({ subscriptions: bindSubscriptions(calls, (reference) => reference) }) as StoreAdapter,
  )
  const find = (details: string) => {
    if (details === bound('com.example.two')) return adapters[1] as StoreAdapter
    throw new StoreMisconfiguredError('no longer connected')
  }
  const combined = combineSubscriptions(adapters, find, () => new StoreMisconfiguredError('no key'))
  expect(combined?.managementUrl('pass', bound('com.example.two'))).toBe(
    'https://example.com/pass/the details',
  )
  expect(combined?.managementUrl('pass', bound('com.example.three'))).toBeNull()
})
