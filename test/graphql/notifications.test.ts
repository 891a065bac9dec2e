import { updateNotificationResults, updateNotificationsStarted } from '../../src/db/queries/notifications.ts'
import { decodeId } from '../../src/platform/ids.ts'
import type { ApiClient } from '../support/api.ts'
import { createBuyer, createServerClient } from '../support/purchase-client.ts'
import { uuidOf } from '../support/database-records.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('ids', { scope: 'file' }, async ({ project, records }) => {
  const kinds = [
    { store: 'GOOGLE_PLAY', status: 'FAILED' },
    { store: 'APP_STORE', status: 'PROCESSED', outcome: 'REFUNDED' },
    { store: 'GOOGLE_PLAY', status: 'PROCESSED' },
    { store: 'ONE_STORE', status: 'RECEIVED', result: null, attempts: 0 },
  ]
  const ids: string[] = []
  for (const kind of kinds) ids.push(await records.addNotification(project, kind))
  return ids
})

const fields = `id store storeNotificationId type environment sentAt receivedAt source status attempts result processedAt`

describe('notifications', () => {
  const list = async (api: ApiClient, args: string) => {
    const { nodes } = (await api.query(`{ notifications${args} { nodes { ${fields} } } }`)).notifications
    return nodes
  }

  test('the list shows each notification and its status, newest first', async ({ admin, ids }) => {
    const nodes = await list(admin, '')
    expect(nodes.map(({ id }) => id)).toEqual(ids.toReversed())
    expect(nodes.at(-1)).toEqual({
      id: ids[0],
      store: 'GOOGLE_PLAY',
      storeNotificationId: expect.stringMatching(/^message-/),
      type: 'ONE_TIME_PRODUCT_PURCHASED',
      environment: 'PRODUCTION',
      sentAt: expect.any(String),
      receivedAt: expect.any(String),
      source: 'PUSH',
      status: 'FAILED',
      attempts: 3,
      result: 'The store could not be reached.',
      processedAt: null,
    })
  })

  test.for([
    ['(store: GOOGLE_PLAY)', [2, 0]],
    ['(status: PROCESSED)', [2, 1]],
    ['(store: GOOGLE_PLAY, status: FAILED)', [0]],
    ['(store: TEST_STORE)', []],
    ['(type: "ONE_TIME_PRODUCT_PURCHASED", store: ONE_STORE)', [3]],
    ['(type: "SUBSCRIBED")', []],
    ['(environment: PRODUCTION, status: RECEIVED)', [3]],
    ['(environment: SANDBOX)', []],
    ['(receivedBetween: { to: "2026-01-01T00:00:00Z" })', []],
    ['(receivedBetween: { from: "2026-01-01T00:00:00Z" }, status: FAILED)', [0]],
  ] as const)('the filter %s selects the matching notifications', async ([args, indexes], { admin, ids }) => {
    expect((await list(admin, args)).map(({ id }) => id)).toEqual(indexes.map((index) => ids[index]))
  })

  test('the list is read page by page', async ({ admin, ids }) => {
    const text = `query ($after: Cursor) { notifications(first: 3, after: $after) {
      nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } }`
    const first = (await admin.query(text)).notifications
    const { endCursor: after } = first.pageInfo
    const second = (await admin.query(text, { after })).notifications
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false])
    expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(ids.toReversed())
    const foreign = 'query ($after: Cursor) { auditLog(after: $after) { nodes { id } } }'
    expect(await admin.queryErrorCodes(foreign, { after })).toEqual(['BAD_USER_INPUT'])
  })

  test('a type that no notification can have is refused', async ({ admin }) => {
    for (const type of ['x'.repeat(101), 'a\\u0000b', '\\ud800'])
      expect(await admin.queryErrorCodes(`{ notifications(type: "${type}") { nodes { id } } }`)).toEqual([
        'BAD_USER_INPUT',
      ])
  })

  test('a notification whose content cannot be decrypted is shown without it', async ({ admin, ids }) => {
    const text = 'query ($id: ID!) { notification(id: $id) { id content payments { id } } }'
    const { notification } = await admin.query(text, { id: ids[0] })
    expect(notification).toEqual({ id: ids[0], content: null, payments: [] })
  })

  test('a notification is found by its id, also as a node', async ({ admin, ids }) => {
    const [id] = ids
    const text = 'query ($id: ID!) { notification(id: $id) { id } node(id: $id) { __typename id } }'
    const found = await admin.query(text, { id })
    expect(found).toEqual({ notification: { id }, node: { __typename: 'Notification', id } })
    const missing = await admin.query(text, { id: 'ntf_none' })
    expect(missing).toEqual({ notification: null, node: null })
  })

  test('I11: a notification is not visible to another AppKey', async ({ server, ids }) => {
    const project = await server.addProject({})
    const other = createServerClient(server, project)
    expect(await list(other, '')).toEqual([])
    const text = 'query ($id: ID!) { notification(id: $id) { id } node(id: $id) { id } }'
    expect(await other.query(text, { id: ids[0] })).toEqual({ notification: null, node: null })
  })

  test('a client may not read notifications', async ({ server, ids }) => {
    const { client } = await createBuyer(server)
    expect(await client.queryErrorCodes('{ notifications { nodes { id } } }')).toEqual(['FORBIDDEN'])
    expect((await client.query('query ($id: ID!) { node(id: $id) { id } }', { id: ids[0] })).node).toBeNull()
  })
})

describe('replayNotification', () => {
  test.for(['FAILED', 'PROCESSED', 'RECEIVED'])(
    'a notification in the status %s is queued at once, with an audit entry',
    async (status, { project, admin, sql, records }) => {
      const notificationId = await records.addNotification(project, { status })
      const payload = await admin.mutate('replayNotification', { notificationId })
      expect(payload).toEqual({
        notification: {
          id: notificationId,
          status: 'RECEIVED',
          attempts: 3,
          result: 'The store could not be reached.',
          processedAt: null,
        },
        problem: null,
      })
      const id = uuidOf(notificationId)
      const [row] =
        await sql`select app_id, next_attempt_at <= now() as due from notifications where id = ${id}`
      expect(row?.['due']).toBe(true)
      expect(await records.jobs(`notification:${id}`)).toEqual([
        { task: 'process_notification', payload: { appId: row?.['app_id'], notificationId: id } },
      ])
      expect(await records.auditLog(notificationId)).toEqual([
        {
          actor: expect.stringMatching(/^SERVER_KEY key_/),
          action: 'replayNotification',
          reason: null,
          changes: {
            before: { status, outcome: 'The store could not be reached.' },
            after: { status: 'RECEIVED' },
          },
        },
      ])
    },
  )

  test('an attempt that was running during the replay does not end it', async ({
    project,
    admin,
    services,
    records,
    sql,
  }) => {
    const notificationId = await records.addNotification(project)
    const [appId, id] = [decodeId('ak', project.appKey) ?? '', uuidOf(notificationId)]
    const nextAttemptAt = new Date(services.clock().getTime() + 60_000)
    const [running] = await updateNotificationsStarted(services.db, appId, { ids: [id], nextAttemptAt })
    await admin.mutate('replayNotification', { notificationId })
    const readRow = () => sql`select status, result, next_attempt_at from notifications where id = ${id}`
    const replayed = await readRow()
    const ended = { status: 'PROCESSED', result: 'no changes', nextAttemptAt: null } as const
    const claimedUntil = running?.nextAttemptAt ?? null
    const results = [{ id, claimedUntil, ...ended }]
    await updateNotificationResults(services.db, appId, { results, now: new Date() })
    expect(await readRow()).toEqual(replayed)
  })

  test('simultaneous replays of one notification enqueue one job', async ({ project, admin, records }) => {
    const notificationId = await records.addNotification(project)
    const calls = Array.from({ length: 10 }, () => admin.mutate('replayNotification', { notificationId }))
    for (const { problem } of await Promise.all(calls)) expect(problem).toBeNull()
    expect(await records.jobs(`notification:${uuidOf(notificationId)}`)).toHaveLength(1)
  })

  test('I11: a notification that does not exist or belongs to another AppKey is not found', async ({
    server,
    admin,
    records,
  }) => {
    const project = await server.addProject({})
    const foreign = await records.addNotification(project)
    for (const notificationId of [foreign, 'ntf_none', 'ntf_01k00000000000000000000000']) {
      expect(await admin.mutate('replayNotification', { notificationId })).toMatchObject({
        notification: null,
        problem: { code: 'NOTIFICATION_NOT_FOUND', field: ['notificationId'], retryable: false },
      })
    }
    expect(await records.auditLog(foreign)).toEqual([])
  })
})
