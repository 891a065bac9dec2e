import { reportExpiringKeys } from '../../src/domain/expiring-keys/report-expiring-keys.ts'
import { createLog } from '../../src/platform/log.ts'
import { createApiClient } from '../support/api.ts'
import { advanceTime } from '../support/emulator-control.ts'
import { expectField } from '../support/purchase-client.ts'
import { dayMs, hourMs } from '../support/time.ts'
import { describe, expect, serverTest } from '../support/test.ts'
import { addProject, firstKeyId, query } from './server-key-fixture.ts'

const test = serverTest.extend('serverOptions', { scope: 'file' }, { notifications: true })

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
      const { errors } = (await response.json()) as { errors: { message: string; extensions: object }[] }
      const [error] = errors
      return { status: response.status, ...error, extensions: { ...error?.extensions, requestId: null } }
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
    const reported: unknown[] = []
    const warn = ({ name }: { name?: string }) => void reported.push(name)
    const log = Object.assign(createLog('silent'), { warn })
    await reportExpiringKeys({ ...services, log, clock: () => new Date(emulator.now()) })
    expect(reported).toContain('soon')
    expect(reported).not.toContain('later')
    expect(reported).not.toContain('replaced')
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
