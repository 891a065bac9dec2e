import { setNotificationTargets } from '../../src/development/emulator-connections.ts'
import { connectEmulator, emulatorConnectionInputs, replaceConnection } from '../support/connect-emulator.ts'
import { eventually } from '../support/eventually.ts'
import { appKeyHeaders } from '../support/graphql-client.ts'
import { createApiClient, type ApiClient } from '../support/api.ts'
import { addOperator, addSession, setGrant } from '../support/operators.ts'
import { buyAndConsume, createBuyer, createServerClient, expectField } from '../support/purchase-client.ts'
import { expect, serverTest as test } from '../support/test.ts'

/** The steps that are done, and those that are not; those of a store with its name. */
async function readSteps(api: ApiClient) {
  const { setUpSteps } = await api.query('{ setUpSteps { step store isDone doneAt } }')
  const name = ({ step, store }: (typeof setUpSteps)[number]) => (store == null ? step : `${step} ${store}`)
  return {
    done: setUpSteps.filter(({ isDone }) => isDone).map(name),
    open: setUpSteps.filter(({ isDone }) => !isDone).map(name),
    times: new Map(setUpSteps.map((each) => [name(each), each.doneAt])),
  }
}

async function readChecks(api: ApiClient) {
  const { appKey } = await api.query(
    '{ appKey { storeConnections { store settings lastCheck { ok steps { part status code message } } } } }',
  )
  return new Map(appKey.storeConnections.map((each) => [each.store, each]))
}

test('the steps of a new project are done one after the other, as the records show it', async ({
  server,
}) => {
  const project = await server.addProject({ sandboxPolicy: 'ALLOW' })
  const admin = createServerClient(server, project)
  const { open } = await readSteps(admin)
  expect(open).toEqual(
    expect.arrayContaining([
      'STORE_CONNECTED',
      'ITEM_CREATED',
      'PURCHASE_VERIFIED',
      'PAYMENT_CONSUMED',
      'EVENTS_FOLLOWED',
    ]),
  )
  await connectEmulator(server, project)
  await admin.mutate('upsertItem', { itemId: 'unmapped', name: 'Unmapped', type: 'CONSUMABLE' })
  const connected = await readSteps(admin)
  expect(connected.done).toEqual(expect.arrayContaining(['STORE_CONNECTED', 'ITEM_CREATED']))
  expect(connected.open).toEqual(
    expect.arrayContaining([
      'STORE_CHECKED GOOGLE_PLAY',
      'ITEMS_MAPPED GOOGLE_PLAY',
      'NOTIFICATION_RECEIVED APP_STORE',
    ]),
  )
  expect([...connected.done, ...connected.open]).not.toContain('NOTIFICATION_RECEIVED TEST_STORE')
  await admin.mutate('upsertItem', { itemId: 'unmapped', enabled: false })
  await admin.mutate('checkStoreConnection', { store: 'GOOGLE_PLAY' })
  const checked = await readSteps(admin)
  expect(checked.done).toEqual(
    expect.arrayContaining(['STORE_CHECKED GOOGLE_PLAY', 'ITEMS_MAPPED GOOGLE_PLAY']),
  )
  const { googlePlay } = emulatorConnectionInputs(server.emulator)
  await admin.mutate('connectStore', { googlePlay: { ...googlePlay, licenseKey: null, shared: true } })
  expect((await readSteps(admin)).open).toContain('STORE_CHECKED GOOGLE_PLAY')
  setNotificationTargets(server.emulator, server.instance.url, project.appKey)
  await buyAndConsume(await createBuyer({ ...server, project }, { as: 'server' }), { store: 'GOOGLE_PLAY' })
  const { paymentEvents } = await admin.query('{ paymentEvents(first: 1) { edges { cursor } } }')
  const cursor = paymentEvents.edges[0]?.cursor ?? ''
  expectField(await admin.mutate('ackEvents', { consumer: 'ledger', cursor }), 'consumer')
  await eventually(async () => {
    const { done, times } = await readSteps(admin)
    const reached = [
      'SERVER_KEY_USED',
      'PURCHASE_VERIFIED',
      'PAYMENT_CONSUMED',
      'EVENTS_FOLLOWED',
      'NOTIFICATION_RECEIVED GOOGLE_PLAY',
    ]
    expect(done).toEqual(expect.arrayContaining(reached))
    for (const step of reached) expect(times.get(step)).toEqual(expect.any(String))
  })
})

test('a check says of each part whether it works, and only who may change a connection reads why', async ({
  server,
  sql,
}) => {
  const project = await server.addProject({})
  const admin = createServerClient(server, project)
  await connectEmulator(server, project)
  const { googlePlay, appStore } = emulatorConnectionInputs(server.emulator)
  await replaceConnection(admin, { googlePlay: { ...googlePlay, push: null, shared: true } })
  const wrongKey = { ...appStore, keyId: 'ABCDEFGHIJ', shared: true }
  await replaceConnection(admin, { appStore: wrongKey })
  for (const store of ['GOOGLE_PLAY', 'APP_STORE'] as const)
    await admin.mutate('checkStoreConnection', { store })
  const checks = await readChecks(admin)
  const stepsOf = (store: 'GOOGLE_PLAY' | 'APP_STORE') =>
    checks.get(store)?.lastCheck?.steps.map(({ part, status, code }) => `${part} ${status} ${code}`)
  expect(stepsOf('GOOGLE_PLAY')).toEqual([
    'CREDENTIALS PASSED OK',
    'PURCHASES PASSED OK',
    'ORDERS PASSED OK',
    'NOTIFICATIONS WARNING NOTIFICATIONS_NOT_CONFIGURED',
    'PRODUCTS PASSED OK',
  ])
  expect(stepsOf('APP_STORE')).toEqual([
    'CREDENTIALS FAILED CREDENTIALS_REJECTED',
    'PURCHASES NOT_CHECKED NOT_CHECKED',
    'CREDENTIALS FAILED CREDENTIALS_REJECTED',
    'PURCHASES NOT_CHECKED NOT_CHECKED',
    'NOTIFICATIONS WARNING NO_NOTIFICATION',
    'CERTIFICATES PASSED OK',
    'PRODUCTS PASSED OK',
  ])
  expect(checks.get('APP_STORE')).toMatchObject({
    settings: { bundleId: appStore.bundleId },
    lastCheck: { ok: false },
  })
  expect(JSON.stringify(checks.get('APP_STORE'))).not.toMatch(/PRIVATE KEY|ABCDEFGHIJ/)
  expect(checks.get('TEST_STORE')?.lastCheck).toBeNull()

  const viewer = await addOperator(sql)
  await setGrant(sql, viewer, project, 'VIEWER')
  const session = await addSession({ server, sql }, viewer)
  const asViewer = createApiClient(server.graphqlUrl, { ...session, ...appKeyHeaders(project) })
  const seen = (await readChecks(asViewer)).get('APP_STORE')
  expect(seen).toMatchObject({ settings: null, lastCheck: { ok: false } })
  expect(seen?.lastCheck?.steps.map(({ message }) => message)).toEqual(seen?.lastCheck?.steps.map(() => null))
  const { open, done } = await readSteps(asViewer)
  expect([...open, ...done]).toContain('SECOND_FACTOR')
})
