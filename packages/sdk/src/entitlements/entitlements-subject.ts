import { test as base, vi } from 'vitest'
import { createFakeStore } from '../bridges/fake-store.ts'
import { createVirtualTime } from '../bridges/virtual-time.ts'
import { createCoinslot, type CoinslotOptions } from '../client/create-coinslot.ts'
import { memoryStorage } from '../client/storage.ts'
import { createEntitlements } from './create-entitlements.ts'

export const hour = 3_600_000

const toBase64Url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const tokenOf = (userId: string) =>
  `${toBase64Url({ alg: 'HS256' })}.${toBase64Url({ sub: userId })}.signature`

export const noAds = {
  ...{ key: 'no_ads', name: 'No ads', isActive: true, accessUntil: null, willRenew: false },
  ...{
    inGracePeriod: false,
    isStale: false,
    source: 'PAYMENT',
    sourceId: 'pay_1',
    environment: 'PRODUCTION',
  },
  ...{ validUntil: '2030-01-01T02:00:00.000Z', validForMs: 2 * hour },
}
const { validForMs: _, ...withoutMs } = noAds
/** `noAds` as the SDK returns it. */
export const known = withoutMs
export const vip = { ...noAds, key: 'vip' }

/** A device with two clocks that a test moves, and a server that answers what the test says: null if it cannot be reached. */
export const entitlementsTest = base.extend('device', ({ task: _task }, { onCleanup }) => {
  const clocks = { wallMs: Date.parse('2030-01-01T00:00:00Z'), runMs: 1_000 }
  const spies = [
    vi.spyOn(Date, 'now').mockImplementation(() => clocks.wallMs),
    vi.spyOn(performance, 'now').mockImplementation(() => clocks.runMs),
  ]
  onCleanup(() => spies.forEach((spy) => spy.mockRestore()))
  return createDevice(clocks)
})

function createDevice(clocks: { wallMs: number; runMs: number }) {
  const storage = memoryStorage()
  const time = createVirtualTime()
  const server = { player: 'ada', list: [noAds] as readonly object[] | null, code: '', reads: 0 }
  const fetch: CoinslotOptions['fetch'] = async (_url, { body }) => {
    const { list, code, player } = server
    if (list === null) throw new Error('no network')
    const isRead = body.includes('OwnEntitlements')
    server.reads += isRead ? 1 : 0
    const data = { result: isRead ? list : { user: { userId: player }, problem: null } }
    const errors = [{ message: 'No.', extensions: { code } }]
    const text = JSON.stringify(code === '' ? { data } : { errors })
    return { status: 200, headers: new Headers(), text: async () => text }
  }
  return {
    clocks,
    server,
    time,
    storage,
    /** One start of the app: the clock that counts from it begins again. */
    start: (options: Partial<CoinslotOptions> = {}) => {
      clocks.runMs = 1_000
      const shop = createCoinslot({
        ...{ url: 'https://pay.example.com/graphql', appKey: 'ak_1', maxRetries: 0, fetch, storage },
        ...{ bridge: createFakeStore().createBridge(), schedule: time.schedule },
        userToken: () => tokenOf(server.player),
        ...options,
      })
      return { shop, access: createEntitlements(shop) }
    },
    pass: (ms: number) => {
      clocks.wallMs += ms
      clocks.runMs += ms
    },
  }
}
