import type { ApiClient } from '../support/api.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { createServerClient, expectField } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { expect, serverTest as test } from '../support/test.ts'

const text = `query ($subjectId: ID) { auditLog(subjectId: $subjectId) {
  nodes { id actor { kind id name } action subjectId reason changes occurredAt } } }`

async function addProject(server: TestServer) {
  const project = await server.addProject({})
  const admin = createServerClient(server, project)
  const { appKey } = await admin.query('{ appKey { id serverKeys { id } } }')
  return { project, admin, appId: appKey.id, keyId: appKey.serverKeys[0]?.id ?? '' }
}

const entries = async (admin: ApiClient, subjectId: string | null = null) =>
  (await admin.query(text, { subjectId })).auditLog.nodes

test('each change of a setting writes one entry that says who changed what, from what and to what', async ({
  server,
  emulator,
}) => {
  const { project, admin, appId, keyId } = await addProject(server)
  const { googlePlay } = emulatorConnectionInputs(emulator)
  await admin.mutate('updateAppKey', {
    name: 'Renamed',
    accountTokenPolicy: 'ALLOW_UNKNOWN',
    familySharingPolicy: 'ALLOW',
    reason: 'moved to another studio',
  })
  const created = await admin.mutate('createServerKey', { name: 'shard', role: 'READER' })
  const serverKeyId = expectField(created, 'serverKey').id
  await admin.mutate('revokeServerKey', { serverKeyId })
  const { secret } = await admin.mutate('rotateUserSecret', { overlapHours: 1 })
  await admin.mutate('connectStore', { googlePlay: { ...googlePlay, shared: true } })
  await admin.mutate('connectStore', {
    googlePlay: { packageName: googlePlay.packageName, licenseKey: null },
  })
  const storeProducts = [{ store: 'TEST_STORE', productId: 'gems' }] as const
  const item = expectField(
    await admin.mutate('upsertItem', { itemId: 'gems', name: 'Gems', type: 'CONSUMABLE', storeProducts }),
    'item',
  )
  await admin.mutate('upsertItem', { itemId: 'gems', enabled: false })
  const webhook = { url: 'https://games.example.com/hook' }
  const endpoint = expectField(await admin.mutate('createWebhookEndpoint', webhook), 'webhookEndpoint')

  const log = (await entries(admin)).toReversed()
  expect(log.map(({ action, subjectId }) => [action, subjectId])).toEqual([
    ['createAppKey', appId],
    ['updateAppKey', appId],
    ['createServerKey', serverKeyId],
    ['revokeServerKey', serverKeyId],
    ['rotateUserSecret', appId],
    ['connectStore', appId],
    ['connectStore', appId],
    ['upsertItem', item.id],
    ['upsertItem', item.id],
    ['createWebhookEndpoint', endpoint.id],
  ])
  expect(new Set(log.slice(1).map(({ actor }) => actor.id))).toEqual(new Set([keyId]))
  expect(log[0]?.actor).toEqual({ kind: 'COMMAND_LINE', id: null, name: 'test' })
  expect(log[1]?.changes).toEqual({
    before: { name: 'another', accountTokenPolicy: 'STRICT', familySharingPolicy: 'REFUSE' },
    after: { name: 'Renamed', accountTokenPolicy: 'ALLOW_UNKNOWN', familySharingPolicy: 'ALLOW' },
  })
  expect(log.map(({ reason }) => reason).slice(0, 3)).toEqual([null, 'moved to another studio', null])
  expect(log[2]?.changes).toEqual({ after: { name: 'shard', role: 'READER', expiresAt: null } })
  expect(log[6]?.changes).toMatchObject({
    store: 'GOOGLE_PLAY',
    before: { settings: { licenseKey: googlePlay.licenseKey } },
    after: { settings: expect.not.objectContaining({ licenseKey: expect.anything() }) },
  })
  expect(log[8]?.changes).toEqual({ before: { enabled: true }, after: { enabled: false } })
  expect(await entries(admin, item.id)).toHaveLength(2)
  expect(await entries(admin, appId)).toHaveLength(5)

  const { private_key: privateKey } = JSON.parse(googlePlay.serviceAccountJson) as { private_key: string }
  const pem = privateKey.split('\n')[1] ?? ''
  for (const each of [pem, secret, created.secret, project.serverKey, project.userTokenSecret]) {
    expect(each).toEqual(expect.stringMatching(/.{16}/))
    expect(JSON.stringify(log)).not.toContain(each)
  }
})

test('a call that changes nothing, or is refused, writes no entry', async ({ server, databaseSnapshot }) => {
  const { admin, keyId } = await addProject(server)
  const item = { itemId: 'gems', name: 'Gems', type: 'CONSUMABLE', storeProducts: [] } as const
  await admin.mutate('upsertItem', item)
  await databaseSnapshot.expectUnchanged(async () => {
    await admin.mutate('upsertItem', item)
    await admin.mutate('upsertItem', { ...item, type: 'NON_CONSUMABLE' })
    await admin.mutate('updateAppKey', { name: 'another', sandboxTesterUserIds: [] })
    await admin.mutate('updateAppKey', { name: '' })
    await admin.mutate('revokeServerKey', { serverKeyId: keyId })
    await admin.mutate('rotateUserSecret', { overlapHours: -1 })
  })
})

test('concurrent changes of different settings are all kept, each with its entry', async ({ server }) => {
  const { admin } = await addProject(server)
  await Promise.all([
    admin.mutate('updateAppKey', { name: 'Renamed' }),
    admin.mutate('updateAppKey', { sandboxPolicy: 'ALLOW' }),
    admin.mutate('updateAppKey', { acknowledgeOn: 'PAID' }),
    admin.mutate('updateAppKey', { sandboxTesterUserIds: ['bob'] }),
  ])
  const { appKey } = await admin.query('{ appKey { name sandboxPolicy acknowledgeOn sandboxTesterUserIds } }')
  expect(appKey).toEqual({
    name: 'Renamed',
    sandboxPolicy: 'ALLOW',
    acknowledgeOn: 'PAID',
    sandboxTesterUserIds: ['bob'],
  })
  expect((await entries(admin)).filter(({ action }) => action === 'updateAppKey')).toHaveLength(4)
})
