import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

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
let stranger: TestAuthority
let server: FakeStoreServer

beforeAll(async () => {
  authority = await createTestAuthority()
  stranger = await createTestAuthority()
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

function signedTest(messageId: string, app: Record<string, unknown> = {}, by = authority): string {
  const data = { bundleId, environment: 'Sandbox', ...app }
  return by.sign({ notificationType: 'TEST', notificationUUID: messageId, signedDate: Date.now(), data })
}

/** Answers each page of the history by its path. */
const histories =
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

async function allMessages({ listNotifications }: StoreHistory): Promise<string[]> {
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

describe('the lists of a connection', () => {
  it.each([
    [['PRODUCTION'], 179],
    [['SANDBOX'], 29],
    [['PRODUCTION', 'SANDBOX'], 29],
  ])('with %j reach back %i days', (environments, days) => {
    expect(connect({ environments }).history.lookbackMs).toBe(days * dayMs)
  })

  it('without a key are none', () => {
    const { history } = connect({ issuerId: null, keyId: null, privateKey: null })
    expect(Object.keys(history)).toEqual(['lookbackMs'])
  })
})

describe('the messages', () => {
  it('are those of all environments, page by page', async () => {
    server.handle(
      histories({
        '/live': pageOf([signedTest('p1', { environment: 'Production' })], 'more'),
        '/live?paginationToken=more': pageOf([signedTest('p2', { environment: 'Production' })]),
        '/sandbox': pageOf([signedTest('s1'), signedTest('s2')]),
      }),
    )
    expect(await allMessages(connect().history)).toEqual(['p1', 'p2', 's1', 's2'])
    expect(server.requests.map(({ body }) => body)).toEqual(
      Array.from({ length: 3 }, () => '{"startDate":1000,"endDate":2000}'),
    )
  })

  it('are asked of each environment once, however often it is named', async () => {
    server.handle(histories({ '/sandbox': pageOf([signedTest('s1')]) }))
    expect(await allMessages(connect({ environments: ['SANDBOX', 'SANDBOX'] }).history)).toEqual(['s1'])
  })

  it('have the body of a push, so that reading it gives the same', async () => {
    server.handle(histories({ '/sandbox': pageOf([signedTest('s1')]) }))
    const adapter = connect({ environments: ['SANDBOX'] })
    const page = await adapter.history.listNotifications?.(window, null)
    expect(page).toMatchObject({ entries: [{ notification: { messageId: 's1' } }], next: null })
    const [{ body, notification } = { body: '' }] = page?.entries ?? []
    expect(await adapter.readNotification({ headers: {}, body })).toEqual({ kind: 'valid', notification })
  })

  it('leave out what would not be taken if it were pushed', async () => {
    const others = [
      signedTest('other app', { bundleId: 'com.example.other' }),
      signedTest('invalid_signature', {}, stranger),
      authority.sign({ signedDate: Date.now() }),
      'text',
    ]
    server.handle(histories({ '/sandbox': pageOf([...others, signedTest('s1')]) }))
    expect(await allMessages(connect({ environments: ['SANDBOX'] }).history)).toEqual(['s1'])
  })

  it('are not read from a page that is none', async () => {
    const asked = connect().history.listNotifications?.(window, 'text')
    await expect(asked).rejects.toThrow('cannot be read')
    expect(server.requests).toEqual([])
  })
})

describe('the refunds of a buyer', () => {
  const history = (signedTransactions: readonly string[]): void => {
    server.handle(() => ({ status: 200, body: { hasMore: false, revision: 'r', signedTransactions } }))
  }
  const refunded = (transactionId: string, revocationType: string, by = authority): string =>
    by.sign(sampleTransaction({ transactionId, revocationType, revocationDate: Date.now() }))

  it('name each sale by its own reference, and tell whole ones from parts', async () => {
    history([refunded('1', 'REFUND_FULL'), refunded('2', 'REFUND_PRORATED')])
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

  it('are not believed when they are not signed by the App Store', async () => {
    history([refunded('1', 'REFUND_FULL', stranger)])
    await expect(connect().history.listCustomerRefunds?.(details, null)).rejects.toBeInstanceOf(
      StoreUnavailableError,
    )
  })

  it('are not asked for by a reference that is not ours', async () => {
    for (const text of ['', '{}', '{"transactionId":"1/..","environment":"SANDBOX"}']) {
      await expect(connect().history.listCustomerRefunds?.(text, null)).rejects.toThrow('cannot be read')
    }
    expect(server.requests).toEqual([])
  })
})
