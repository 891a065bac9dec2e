import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeHandler, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import { createTestAuthority, sampleTransaction } from '../../../test/fixtures/app-store/test-authority.ts'
import type { TestAuthority } from '../../../test/fixtures/app-store/test-authority.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import type { StoreHistory } from '../contract/history.ts'
import { createAppStoreDefinition } from './definition.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = {
  issuerId: 'an-issuer',
  keyId: 'KEY1',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}
const bundleId = 'com.example.arcade'
const dayMs = 24 * 60 * 60_000
const window = { from: new Date(1_000), to: new Date(2_000) }
const details = '{"transactionId":"2000000912345678","environment":"SANDBOX"}'

let authority: TestAuthority
let otherAuthority: TestAuthority
let server: FakeStoreServer

beforeAll(async () => {
  authority = await createTestAuthority()
  otherAuthority = await createTestAuthority()
  server = await startFakeStoreServer()
})

beforeEach(() => {
  server.handle(() => ({ status: 500 }))
})

afterAll(async () => {
  await server.close()
})

function connect(input: Record<string, unknown> = {}): StoreAdapter {
  const definition = createAppStoreDefinition({ production: false, timeoutMs: 1_500 })
  const parsed = definition.parseConnection({
    bundleId,
    ...key,
    productionUrl: `${server.url}/live`,
    sandboxUrl: `${server.url}/sandbox`,
    rootCertificates: [authority.rootDer.toString('base64')],
    ...input,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

function signTestNotification(
  notificationId: string,
  app: Record<string, unknown> = {},
  by = authority,
): string {
  const data = { bundleId, environment: 'Sandbox', ...app }
  return by.sign({ notificationType: 'TEST', notificationUUID: notificationId, signedDate: Date.now(), data })
}

/** Responds with a page of the history by the request path. */
const respondWithPages =
  (pages: Readonly<Record<string, object>>): FakeHandler =>
  ({ path }) => {
    const body = pages[path.replace('/inApps/v1/notifications/history', '')]
    return body === undefined ? { status: 404 } : { status: 200, body }
  }

const pageOf = (signedPayloads: readonly string[], paginationToken?: string): object => ({
  hasMore: paginationToken !== undefined,
  paginationToken,
  notificationHistory: signedPayloads.map((signedPayload) => ({ signedPayload, sendAttempts: [] })),
})

async function readAllNotifications({ listNotifications }: StoreHistory): Promise<string[]> {
  const ids: string[] = []
  let page: string | null = null
  do {
    const read: Awaited<ReturnType<NonNullable<typeof listNotifications>>> | undefined =
      await listNotifications?.(window, page)
    ids.push(...(read?.entries ?? []).map(({ notification }) => notification.storeNotificationId))
    page = read?.next ?? null
  } while (page !== null)
  return ids
}

describe('the history of a connection', () => {
  test.each([
    [['PRODUCTION'], 179],
    [['SANDBOX'], 29],
    [['PRODUCTION', 'SANDBOX'], 29],
  ])('the lookback for %j is %i days', (environments, days) => {
    expect(connect({ environments }).history.lookbackMs).toBe(days * dayMs)
  })

  test('a connection without a key has no lists', () => {
    const { history } = connect({ issuerId: null, keyId: null, privateKey: null })
    expect(Object.keys(history)).toEqual(['lookbackMs'])
  })
})

describe('listNotifications', () => {
  test('the list contains the notifications of all environments, page by page', async () => {
    server.handle(
      respondWithPages({
        '/live': pageOf([signTestNotification('p1', { environment: 'Production' })], 'more'),
        '/live?paginationToken=more': pageOf([signTestNotification('p2', { environment: 'Production' })]),
        '/sandbox': pageOf([signTestNotification('s1'), signTestNotification('s2')]),
      }),
    )
    expect(await readAllNotifications(connect().history)).toEqual(['p1', 'p2', 's1', 's2'])
    expect(server.requests.map(({ body }) => body)).toEqual(
      Array.from({ length: 3 }, () => '{"startDate":1000,"endDate":2000}'),
    )
  })

  test('every environment is read once, however often it is configured', async () => {
    server.handle(respondWithPages({ '/sandbox': pageOf([signTestNotification('s1')]) }))
    expect(await readAllNotifications(connect({ environments: ['SANDBOX', 'SANDBOX'] }).history)).toEqual([
      's1',
    ])
  })

  test('an entry has the body of a push, which is read with the same result', async () => {
    server.handle(respondWithPages({ '/sandbox': pageOf([signTestNotification('s1')]) }))
    const adapter = connect({ environments: ['SANDBOX'] })
    const page = await adapter.history.listNotifications?.(window, null)
    expect(page).toMatchObject({ entries: [{ notification: { storeNotificationId: 's1' } }], next: null })
    const [{ body, notification } = { body: '' }] = page?.entries ?? []
    expect(await adapter.readNotification({ headers: {}, body })).toEqual({ kind: 'valid', notification })
  })

  test('entries that would be rejected as a push are left out', async () => {
    const others = [
      signTestNotification('other app', { bundleId: 'com.example.other' }),
      signTestNotification('invalid_signature', {}, otherAuthority),
      authority.sign({ signedDate: Date.now() }),
      'text',
    ]
    server.handle(respondWithPages({ '/sandbox': pageOf([...others, signTestNotification('s1')]) }))
    expect(await readAllNotifications(connect({ environments: ['SANDBOX'] }).history)).toEqual(['s1'])
  })

  test('an unreadable page causes no call to the store', async () => {
    const request = connect().history.listNotifications?.(window, 'text')
    await expect(request).rejects.toThrow('cannot be read')
    expect(server.requests).toEqual([])
  })
})

describe('listCustomerRefunds', () => {
  const respondWithTransactions = (signedTransactions: readonly string[]): void => {
    server.handle(() => ({ status: 200, body: { hasMore: false, revision: 'r', signedTransactions } }))
  }
  const refunded = (transactionId: string, revocationType: string, by = authority): string =>
    by.sign(sampleTransaction({ transactionId, revocationType, revocationDate: Date.now() }))

  test('the list contains the reference of each sale and whether it was refunded in full', async () => {
    respondWithTransactions([refunded('1', 'REFUND_FULL'), refunded('2', 'REFUND_PRORATED')])
    expect(await connect().history.listCustomerRefunds?.(details, null)).toEqual({
      entries: [
        {
          key: '1',
          details: '{"transactionId":"1","environment":"SANDBOX"}',
          storeTransactionId: '1',
          full: true,
        },
        {
          key: '2',
          details: '{"transactionId":"2","environment":"SANDBOX"}',
          storeTransactionId: '2',
          full: false,
        },
      ],
      next: null,
    })
    expect(server.requests[0]?.path).toBe('/sandbox/inApps/v2/refund/lookup/2000000912345678')
  })

  test('the store is unavailable when a transaction is not signed by the App Store', async () => {
    respondWithTransactions([refunded('1', 'REFUND_FULL', otherAuthority)])
    await expect(connect().history.listCustomerRefunds?.(details, null)).rejects.toBeInstanceOf(
      StoreUnavailableError,
    )
  })

  test('an unreadable reference causes no call to the store', async () => {
    for (const text of ['', '{}', '{"transactionId":"1/..","environment":"SANDBOX"}']) {
      await expect(connect().history.listCustomerRefunds?.(text, null)).rejects.toThrow('cannot be read')
    }
    expect(server.requests).toEqual([])
  })
})
