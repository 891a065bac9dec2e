import type { CapturedRequest } from './captured-notifications.ts'
import { expect, inboxTest, vi } from './inbox-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** Forged notifications of one address in ten seconds. */
const limit = 10

const test = inboxTest.extend(
  'serverOptions',
  { scope: 'file' },
  {
    notifications: true,
    environment: { TRUSTED_PROXIES: '127.0.0.1', RATE_LIMIT_FAILED_NOTIFICATIONS: '1' },
  },
)

const from = ({ headers, ...notification }: CapturedRequest, address: string): CapturedRequest => ({
  ...notification,
  headers: { ...headers, 'x-forwarded-for': address },
})

const withInvalidSignature = (notification: CapturedRequest): CapturedRequest => ({
  ...notification,
  body: notification.body.replace(/.{20}"\}$/, 'AAAAAAAAAAAAAAAAAAAA"}'),
})

test('an address that sends forged notifications is refused before they are checked, and no other address is', async ({
  inbox,
}) => {
  const { notification } = await inbox.buyAndCapture('APP_STORE')
  const statuses = []
  for (let n = 0; n < limit + 3; n += 1) {
    statuses.push((await inbox.post(from(withInvalidSignature(notification), '8.8.8.8'))).status)
  }
  const rejected = inbox.expectedStatus('APP_STORE', 'invalid_signature')
  expect(statuses).toEqual([...Array.from({ length: limit }, () => rejected), 429, 429, 429])
  expect(await inbox.readCount('APP_STORE', 'rate_limited')).toBe(3)
  expect(await inbox.post(from(notification, '17.58.0.1'))).toEqual({ status: 200, body: '' })
})

test('a store is never refused for forged notifications that come from its address, for example by a shared proxy', async ({
  inbox,
}) => {
  const first = await inbox.buyAndCapture('APP_STORE')
  const second = await inbox.buyAndCapture('APP_STORE')
  const address = '17.58.0.2'
  expect(await inbox.post(from(first.notification, address))).toEqual({ status: 200, body: '' })
  for (let n = 0; n < limit * 2; n += 1)
    await inbox.post(from(withInvalidSignature(first.notification), address))
  expect(await inbox.post(from(second.notification, address))).toEqual({ status: 200, body: '' })
})

test('forged notifications through a proxy that is not trusted, with a private address, do not stop those of the store', async ({
  inbox,
}) => {
  const { notification } = await inbox.buyAndCapture('APP_STORE')
  for (let n = 0; n < limit * 2; n += 1)
    await inbox.post(from(withInvalidSignature(notification), '10.0.0.7'))
  expect(await inbox.post(from(notification, '10.0.0.7'))).toEqual({ status: 200, body: '' })
})
