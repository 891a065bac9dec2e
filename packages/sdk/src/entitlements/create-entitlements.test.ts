import { expect, vi } from 'vitest'
import type { Coinslot, CoinslotOptions } from '../client/create-coinslot.ts'
import { memoryStorage } from '../client/storage.ts'
import { createEntitlements } from './create-entitlements.ts'
import { entitlementsTest as test, hour, known, noAds, vip } from './entitlements-subject.ts'

const year = 8_760 * hour
const offline = { code: 'NETWORK_ERROR', retryable: true }

test('an answer is used without the server as long as it allowed, and no longer', async ({ device }) => {
  const { access } = device.start()
  expect(await access.entitlements()).toEqual([known])
  device.server.list = null
  device.pass(2 * hour - 1)
  expect(await access.entitlements()).toEqual([known])
  device.pass(1)
  await expect(access.entitlements()).rejects.toMatchObject(offline)
})

test('an answer is used by the next starts of the app, and all of them together use it no longer than allowed', async ({
  device,
}) => {
  await device.start().access.entitlements()
  device.server.list = null
  for (const passed of [hour, hour - 1]) {
    device.pass(passed)
    expect(await device.start().access.entitlements()).toEqual([known])
  }
  device.pass(1)
  await expect(device.start().access.entitlements()).rejects.toMatchObject(offline)
})

test.for([
  ['is a year ahead of the server', year, 0, true],
  ['is a year behind the server', -year, 0, true],
  ['is set a year ahead after the answer', 0, year, false],
  ['is set back after the answer', 0, -1, false],
] as const)(
  'a device whose clock %s uses an answer no longer than allowed',
  async ([, before, after, isUsed], { device }) => {
    device.clocks.wallMs += before
    await device.start().access.entitlements()
    device.server.list = null
    device.clocks.wallMs += after
    const read = device.start().access.entitlements()
    await (isUsed ? expect(read).resolves.toEqual([known]) : expect(read).rejects.toMatchObject(offline))
  },
)

test('a clock that is set back before each start does not stop the time in which the app runs', async ({
  device,
}) => {
  await device.start().access.entitlements()
  device.server.list = null
  for (let count = 0; count < 2; count += 1) {
    const { access } = device.start()
    expect(await access.entitlements()).toEqual([known])
    device.clocks.runMs += hour - count
    expect(await access.entitlements()).toEqual([known])
  }
  const { access } = device.start()
  device.clocks.runMs += 1
  expect(await access.entitlements()).toEqual([known])
  device.clocks.runMs += 1
  await expect(access.entitlements()).rejects.toMatchObject(offline)
})

test('the time of an answer counts from its request, which may have taken long', async ({ device }) => {
  const { shop, access } = device.start()
  await shop.unconsumedPayments().catch(() => undefined)
  const read = access.entitlements()
  device.pass(hour)
  await read
  device.server.list = null
  device.pass(hour)
  await expect(access.entitlements()).rejects.toMatchObject(offline)
})

test('an answer for one player is not used for another one, whatever the letters of their ids', async ({
  device,
}) => {
  device.server.player = '에이다'
  const { access } = device.start()
  await access.entitlements()
  device.server.list = null
  expect(await device.start().access.entitlements()).toEqual([known])
  device.server.player = 'grace'
  await expect(access.entitlements()).rejects.toMatchObject(offline)
  await expect(device.start().access.entitlements()).rejects.toMatchObject(offline)
})

test('an app without user tokens uses the answer of its user id', async ({ device }) => {
  const start = (userId: string) => {
    const { shop: _, ...options } = { shop: null, userId }
    return device.start({ ...options, userToken: undefined } as unknown as Partial<CoinslotOptions>).access
  }
  await start('ada').entitlements()
  device.server.list = null
  expect(await start('ada').entitlements()).toEqual([known])
  await expect(start('grace').entitlements()).rejects.toMatchObject(offline)
})

test('a refusal of the server is not replaced by an earlier answer', async ({ device }) => {
  const { access } = device.start()
  await access.entitlements()
  device.server.code = 'FORBIDDEN'
  await expect(access.entitlements()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  device.server.code = 'UNAVAILABLE'
  expect(await access.entitlements()).toEqual([known])
})

test.for([
  ['throws', () => Promise.reject(new Error('full'))],
  ['never answers', () => new Promise<never>(() => undefined)],
] as const)('a storage that %s costs only what the next start would know', async ([, fail], { device }) => {
  const storage = { ...memoryStorage(), getItem: fail, setItem: fail }
  const { access } = device.start({ storage })
  const read = access.entitlements()
  await device.time.advance(10_000)
  expect(await read).toEqual([known])
  device.server.list = null
  const again = access.entitlements()
  await device.time.advance(10_000)
  expect(await again).toEqual([known])
  const next = expect(device.start({ storage }).access.entitlements()).rejects.toMatchObject(offline)
  await device.time.advance(20_000)
  await next
})

test('values that a newer server has are unknown, and what is no answer is a typed error', async ({
  device,
}) => {
  device.server.list = [{ ...noAds, source: 'LOTTERY', environment: 'MOON' }]
  const { access } = device.start()
  expect(await access.entitlements()).toMatchObject([{ source: 'UNKNOWN', environment: 'UNKNOWN' }])
  device.server.list = [null as unknown as object]
  await expect(device.start({ storage: memoryStorage() }).access.entitlements()).rejects.toMatchObject({
    code: 'UNEXPECTED_RESPONSE',
  })
})

test('a listener hears the entitlements, then each difference, and that nothing is known any longer', async ({
  device,
}) => {
  const { access } = device.start()
  const reports: unknown[] = []
  const remove = access.onEntitlementsChanged((entitlements, error) =>
    reports.push([entitlements.map(({ key }) => key), error?.code ?? null]),
  )
  await device.time.advance(0)
  expect(reports).toEqual([[['no_ads'], null]])
  await access.entitlements()
  device.server.list = [{ ...noAds, validUntil: '2030-01-01T03:00:00.000Z' }]
  await access.entitlements()
  expect(reports).toHaveLength(1)
  device.server.list = [noAds, vip]
  await access.entitlements()
  device.server.list = null
  device.pass(2 * hour)
  await device.time.advance(2 * hour)
  expect(reports.slice(1)).toEqual([
    [['no_ads', 'vip'], null],
    [[], 'NETWORK_ERROR'],
  ])
  device.server.list = [vip]
  await device.time.advance(60_000)
  expect(reports.at(-1)).toEqual([['vip'], null])
  remove()
  const { reads } = device.server
  await device.time.advance(24 * hour)
  expect([reports.length, device.server.reads]).toEqual([4, reads])
})

test('an answer that a later one has overtaken changes nothing', async ({ device }) => {
  const { shop } = device.start()
  const calls: ((list: readonly object[]) => void)[] = []
  const internals = shop as unknown as { execute: unknown }
  internals.execute = () =>
    new Promise((resolve) => {
      calls.push((entitlements) => resolve({ userId: 'ada', entitlements, leftMs: hour }))
    })
  const access = createEntitlements(shop)
  const reports: string[][] = []
  access.onEntitlementsChanged((list) => reports.push(list.map(({ key }) => key)))
  const later = access.entitlements()
  calls[1]!([vip])
  await later
  calls[0]!([noAds])
  await device.time.advance(0)
  expect(reports).toEqual([['vip']])
})

test('the server is asked when the page becomes visible and when the network is back', async ({
  device,
  onTestFinished,
}) => {
  const page = Object.assign(new EventTarget(), { hidden: false })
  const network = new EventTarget()
  vi.stubGlobal('document', page)
  vi.stubGlobal('addEventListener', network.addEventListener.bind(network))
  onTestFinished(() => void vi.unstubAllGlobals())
  const remove = device.start().access.onEntitlementsChanged(() => {
    throw new Error('A listener that fails changes nothing.')
  })
  await device.time.advance(0)
  page.dispatchEvent(new Event('visibilitychange'))
  network.dispatchEvent(new Event('online'))
  await device.time.advance(0)
  expect(device.server.reads).toBe(3)
  page.hidden = true
  page.dispatchEvent(new Event('visibilitychange'))
  remove()
  page.hidden = false
  page.dispatchEvent(new Event('visibilitychange'))
  await device.time.advance(0)
  expect(device.server.reads).toBe(3)
})

test('what is no client is refused', () => {
  expect(() => createEntitlements({} as Coinslot)).toThrow(TypeError)
})
