import { decodeId } from '../../src/platform/ids.ts'
import { reportExpiringKeys } from '../../src/domain/expiring-keys/report-expiring-keys.ts'
import { createLog } from '../../src/platform/log.ts'
import { createApiClient } from '../support/api.ts'
import { advanceTime } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { createServerClient, expectField } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs, hourMs } from '../support/time.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('serverOptions', { scope: 'file' }, { notifications: true })

const query = '{ appKey { id } }'

async function addProject(server: TestServer) {
  const project = await server.addProject({})
  const admin = createServerClient(server, project)
  const list = async () =>
    (
      await admin.query(
        '{ appKey { serverKeys { id name role status expiresAt revokedAt replacedBy lastUsedAt } } }',
      )
    ).appKey.serverKeys
  const codesOf = (secret: string | null | undefined) =>
    createApiClient(server.graphqlUrl, { authorization: `Bearer ${secret ?? ''}` }).queryErrorCodes(query)
  const now = () => new Date(server.emulator.now())
  return { project, admin, list, codesOf, now }
}

const firstKeyId = async (list: () => Promise<readonly { id: string }[]>) => (await list()).at(-1)?.id ?? ''

describe('a server key with an expiry', () => {
  test('is accepted until then, and is answered afterwards as a revoked one', async ({
    server,
    emulator,
    openSocket,
  }) => {
    const { admin, list, now } = await addProject(server)
    const expiresAt = new Date(now().getTime() + 20 * dayMs)
    const expiring = await admin.mutate('createServerKey', { name: 'expires', expiresAt })
    const revoked = await admin.mutate('createServerKey', { name: 'revoked' })
    expect(expiring.serverKey).toMatchObject({ status: 'ACTIVE', expiresAt: expiresAt.toISOString() })
    await admin.mutate('revokeServerKey', { serverKeyId: revoked.serverKey?.id ?? '' })
    const authorization = `Bearer ${expectField(expiring, 'secret')}`
    const socket = await openSocket({ connectionParams: { authorization } })

    await advanceTime(emulator, 7 * dayMs)
    expect((await list()).map(({ name, status }) => [name, status])).toEqual([
      ['expires', 'EXPIRES_SOON'],
      ['first key', 'ACTIVE'],
      ['revoked', 'REVOKED'],
    ])
    await advanceTime(emulator, 13 * dayMs)
    expect((await socket.closed).code).toBe(4403)
    expect((await list()).map(({ name, status }) => [name, status])).toEqual([
      ['first key', 'ACTIVE'],
      ['revoked', 'REVOKED'],
      ['expires', 'EXPIRED'],
    ])
    const answer = async (secret: string | null | undefined) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret ?? ''}` }
      const body = JSON.stringify({ query })
      const response = await fetch(server.graphqlUrl, { method: 'POST', headers, body })
      return { status: response.status, body: await response.json() }
    }
    expect(await answer(expiring.secret)).toEqual(await answer(revoked.secret))
    expect(await answer(expiring.secret)).toMatchObject({ status: 401 })
  })

  test('must expire in the future', async ({ server }) => {
    const { admin, now } = await addProject(server)
    const input = { name: 'late', expiresAt: new Date(now().getTime() - 1) }
    expect(await admin.mutate('createServerKey', input)).toMatchObject({
      secret: null,
      problem: { code: 'INVALID_INPUT', field: ['expiresAt'] },
    })
  })

  test('is reported when it expires within 14 days, unless it was replaced', async ({
    server,
    services,
    emulator,
  }) => {
    const { admin, now } = await addProject(server)
    const create = async (name: string, days: number) => {
      const expiresAt = new Date(now().getTime() + days * dayMs)
      return expectField(await admin.mutate('createServerKey', { name, expiresAt }), 'serverKey').id
    }
    await create('soon', 13)
    await create('later', 15)
    const serverKeyId = await create('replaced', 13)
    await admin.mutate('rotateServerKey', { serverKeyId })
    const warnings: unknown[] = []
    const log = Object.assign(createLog('silent'), { warn: (fields: unknown) => void warnings.push(fields) })
    await reportExpiringKeys({ ...services, log, clock: () => new Date(emulator.now()) })
    const named = warnings.filter((fields) =>
      ['soon', 'later', 'replaced'].includes(Reflect.get(fields as object, 'name')),
    )
    expect(named).toEqual([
      expect.objectContaining({ name: 'soon', serverKeyId: expect.stringMatching(/^key_/) }),
    ])
    const metrics = await (await fetch(server.instance.metricsUrl ?? '')).text()
    expect(metrics).toMatch(/coinslot_expiring_keys\{kind="server_key"\} [1-9]/)
  })
})

describe('rotateServerKey', () => {
  test('creates a key with the same name and role, and the previous one ends after the overlap', async ({
    server,
    emulator,
  }) => {
    const { admin, list, codesOf } = await addProject(server)
    const created = await admin.mutate('createServerKey', { name: 'shard', role: 'READER' })
    const serverKeyId = expectField(created, 'serverKey').id
    const rotated = await admin.mutate('rotateServerKey', { serverKeyId, overlapSeconds: 3_600 })
    const next = expectField(rotated, 'serverKey')
    expect(rotated).toMatchObject({
      replayed: false,
      serverKey: { name: 'shard', role: 'READER', expiresAt: null },
    })
    expect([await codesOf(created.secret), await codesOf(rotated.secret)]).toEqual([[], []])
    expect((await list()).find(({ id }) => id === serverKeyId)).toMatchObject({
      status: 'EXPIRES_SOON',
      replacedBy: next.id,
    })
    await advanceTime(emulator, hourMs)
    expect([await codesOf(created.secret), await codesOf(rotated.secret)]).toEqual([['UNAUTHENTICATED'], []])
    const again = await admin.mutate('rotateServerKey', { serverKeyId })
    expect(again.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['serverKeyId'] })
  })

  test('returns the same key for a repeated call, without its secret, and refuses other arguments', async ({
    server,
  }) => {
    const { admin, list } = await addProject(server)
    const serverKeyId = await firstKeyId(list)
    const input = { serverKeyId, overlapSeconds: 60, idempotencyKey: 'rotation 1' }
    const first = await admin.mutate('rotateServerKey', input)
    const repeated = await admin.mutate('rotateServerKey', input)
    expect(repeated).toMatchObject({
      problem: null,
      replayed: true,
      secret: null,
      serverKey: { id: first.serverKey?.id },
    })
    expect(await list()).toHaveLength(2)
    const other = await admin.mutate('rotateServerKey', { ...input, overlapSeconds: 61 })
    expect(other.problem?.code).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  test('rotates a key once, also if two calls rotate it at the same time', async ({ server }) => {
    const { admin, list } = await addProject(server)
    const serverKeyId = await firstKeyId(list)
    const outcomes = await Promise.all([1, 2, 3].map(() => admin.mutate('rotateServerKey', { serverKeyId })))
    expect(outcomes.filter(({ problem }) => problem === null)).toHaveLength(1)
    expect(await list()).toHaveLength(2)
  })

  test.for([-1, 2_592_001])('refuses an overlap of %i seconds', async (overlapSeconds, { server }) => {
    const { admin, list } = await addProject(server)
    const input = { serverKeyId: await firstKeyId(list), overlapSeconds }
    expect((await admin.mutate('rotateServerKey', input)).problem).toMatchObject({
      field: ['overlapSeconds'],
    })
  })

  test('writes one audit entry without the secret', async ({ server }) => {
    const { admin, list } = await addProject(server)
    const serverKeyId = await firstKeyId(list)
    const rotated = await admin.mutate('rotateServerKey', { serverKeyId, overlapSeconds: 60 })
    const next = expectField(rotated, 'serverKey').id
    const { auditLog } = await admin.query(
      'query ($id: ID) { auditLog(subjectId: $id) { nodes { action changes } } }',
      {
        id: next,
      },
    )
    expect(auditLog.nodes).toEqual([
      {
        action: 'rotateServerKey',
        changes: {
          before: { serverKeyId },
          after: expect.objectContaining({
            serverKeyId: next,
            role: 'ADMIN',
            previousExpiresAt: expect.any(String),
          }),
        },
      },
    ])
    expect(JSON.stringify(auditLog)).not.toContain(expectField(rotated, 'secret'))
  })
})

describe('the last ADMIN key', () => {
  test('may be rotated, and its successor cannot be revoked while only the previous key is left', async ({
    server,
  }) => {
    const { admin, list } = await addProject(server)
    const serverKeyId = await firstKeyId(list)
    const { serverKey } = await admin.mutate('rotateServerKey', { serverKeyId })
    const revoke = (id = '') => admin.mutate('revokeServerKey', { serverKeyId: id })
    expect((await revoke(serverKey?.id)).problem?.code).toBe('LAST_ADMIN_KEY')
    expect((await revoke(serverKeyId)).problem).toBeNull()
  })

  test('is the one that has not expired', async ({ server, emulator }) => {
    const { admin, list, now } = await addProject(server)
    const serverKeyId = await firstKeyId(list)
    const expiresAt = new Date(now().getTime() + hourMs)
    await admin.mutate('createServerKey', { name: 'other', role: 'ADMIN', expiresAt })
    await advanceTime(emulator, hourMs)
    expect((await admin.mutate('revokeServerKey', { serverKeyId })).problem?.code).toBe('LAST_ADMIN_KEY')
  })

  test('remains when one call rotates it and another revokes it', async ({ server }) => {
    const { admin, list } = await addProject(server)
    const serverKeyId = await firstKeyId(list)
    const [rotated] = await Promise.all([
      admin.mutate('rotateServerKey', { serverKeyId }),
      admin.mutate('revokeServerKey', { serverKeyId }),
    ])
    expect(rotated.problem).toBeNull()
    const successor = createApiClient(server.graphqlUrl, {
      authorization: `Bearer ${expectField(rotated, 'secret')}`,
    })
    expect(await successor.queryErrorCodes(query)).toEqual([])
  })
})

describe('server keys', () => {
  test('are renamed', async ({ server }) => {
    const { admin, list } = await addProject(server)
    const serverKeyId = await firstKeyId(list)
    const renamed = await admin.mutate('updateServerKey', { serverKeyId, name: 'Seoul' })
    expect(renamed).toMatchObject({ problem: null, serverKey: { id: serverKeyId, name: 'Seoul' } })
    expect((await admin.mutate('updateServerKey', { serverKeyId, name: '' })).problem?.field).toEqual([
      'name',
    ])
    const unknown = await admin.mutate('updateServerKey', { serverKeyId: 'key_none', name: 'x' })
    expect(unknown.problem?.field).toEqual(['serverKeyId'])
  })

  test('are at most 50 valid ones for each AppKey, also if many calls create them at the same time', async ({
    server,
  }) => {
    const { admin, list } = await addProject(server)
    for (let index = 0; index < 46; index += 1)
      await admin.mutate('createServerKey', { name: `key ${index}` })
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, index) => admin.mutate('createServerKey', { name: `last ${index}` })),
    )
    const codes = outcomes.map(({ problem }) => problem?.code ?? 'created')
    expect(codes.toSorted()).toEqual([
      'INVALID_INPUT',
      'INVALID_INPUT',
      'INVALID_INPUT',
      'created',
      'created',
      'created',
    ])
    const keys = await list()
    expect(keys).toHaveLength(50)
    expect((await admin.mutate('rotateServerKey', { serverKeyId: keys[0]?.id ?? '' })).problem?.code).toBe(
      'INVALID_INPUT',
    )
    await admin.mutate('revokeServerKey', { serverKeyId: keys[0]?.id ?? '' })
    expect((await admin.mutate('createServerKey', { name: 'again' })).problem).toBeNull()
  })

  test('have the time of their last use, which only moves forward', async ({ server, sql, emulator }) => {
    const { admin, list, project } = await addProject(server)
    const appId = decodeId('ak', project.appKey)
    const lastUse = async () => {
      const [row] = await sql<{ lastUsedAt: Date | null }[]>`
        select last_used_at as "lastUsedAt" from server_keys where app_id = ${appId}`
      return row?.lastUsedAt ?? null
    }
    await admin.query(query)
    const first = await eventually(async () => (await lastUse()) ?? expect.fail('not stored yet'))
    expect(Math.abs(first.getTime() - emulator.now())).toBeLessThan(hourMs)
    const ahead = new Date(first.getTime() + hourMs)
    await sql`update server_keys set last_used_at = ${ahead} where app_id = ${appId}`
    expect((await list())[0]?.lastUsedAt).toBe(ahead.toISOString())
    await admin.query(query)
    expect(await lastUse()).toEqual(ahead)
  })
})
