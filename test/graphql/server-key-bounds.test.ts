import { decodeId } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { hourMs } from '../support/time.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'
import { addProject, firstKeyId, query } from './server-key-fixture.ts'

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
