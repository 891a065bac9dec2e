import type { ConnectStoreInput } from '../../src/graphql/generated/types.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

const fields = ['appStore', 'googlePlay', 'oneStore', 'testStore'] as const

describe('an app of a store that another project is connected to', () => {
  test.for(fields)(
    'a connection of %s is refused, and the problem tells nothing of the other project',
    async (field, { server, project, databaseSnapshot }) => {
      const other = createServerClient(server, await server.addProject({}))
      const connection = emulatorConnectionInputs(server.emulator)[field]
      const input = { [field]: connection } as unknown as ConnectStoreInput
      const refused = await other.mutate('connectStore', input)
      expect(refused).toMatchObject({
        storeConnection: null,
        problem: { code: 'STORE_APP_IN_USE', field: [field], retryable: false },
      })
      expect(JSON.stringify(refused)).not.toMatch(new RegExp(`${project.appKey}|Arcade`))
      await databaseSnapshot.expectUnchanged(() => other.mutate('connectStore', input))
    },
  )

  test('a connection is made if it states that the app is shared, and stays so', async ({
    server,
    emulator,
  }) => {
    const other = createServerClient(server, await server.addProject({}))
    const { testStore } = emulatorConnectionInputs(emulator)
    const shared = await other.mutate('connectStore', { testStore: { ...testStore, shared: true } })
    expect(shared).toMatchObject({ storeConnection: { shared: true }, problem: null })
    expect(await other.mutate('connectStore', { testStore })).toMatchObject({
      storeConnection: { shared: true },
      problem: null,
    })
    const exclusive = await other.mutate('connectStore', { testStore: { ...testStore, shared: false } })
    expect(exclusive.problem?.code).toBe('STORE_APP_IN_USE')
  })

  test('a project that disconnects an app leaves it to another project', async ({ server, emulator }) => {
    const first = createServerClient(server, await server.addProject({}))
    const second = createServerClient(server, await server.addProject({}))
    const testStore = { ...emulatorConnectionInputs(emulator).testStore, bundleId: 'com.example.moved' }
    expect((await first.mutate('connectStore', { testStore })).problem).toBeNull()
    expect((await second.mutate('connectStore', { testStore })).problem?.code).toBe('STORE_APP_IN_USE')
    expect((await first.mutate('disconnectStore', { store: 'TEST_STORE' })).problem).toBeNull()
    expect((await second.mutate('connectStore', { testStore })).problem).toBeNull()
    expect((await first.mutate('connectStore', { testStore })).problem?.code).toBe('STORE_APP_IN_USE')
  })

  test('one of many projects that connect the same app at the same time wins', async ({
    server,
    emulator,
    sql,
  }) => {
    const testStore = { ...emulatorConnectionInputs(emulator).testStore, bundleId: 'com.example.race' }
    const projects = await Promise.all(Array.from({ length: 8 }, () => server.addProject({})))
    const results = await Promise.all(
      projects.map((project) => createServerClient(server, project).mutate('connectStore', { testStore })),
    )
    const codes = results.map(({ problem }) => problem?.code ?? null)
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    expect(codes.filter((code) => code === 'STORE_APP_IN_USE')).toHaveLength(7)
    const rows = await sql`select from store_connections where store_bundle_id = 'com.example.race'`
    expect(rows).toHaveLength(1)
  })
})

describe('the connections of one project', () => {
  test('a disconnection has to name the app if there are several, and is in the audit log', async ({
    server,
    emulator,
    records,
  }) => {
    const project = await server.addProject({})
    const admin = createServerClient(server, project)
    const { testStore } = emulatorConnectionInputs(emulator)
    for (const bundleId of ['com.example.a', 'com.example.b']) {
      expect(
        (await admin.mutate('connectStore', { testStore: { ...testStore, bundleId } })).problem,
      ).toBeNull()
    }
    const store = 'TEST_STORE'
    expect((await admin.mutate('disconnectStore', { store })).problem).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['storeBundleId'],
    })
    const unknown = await admin.mutate('disconnectStore', { store, storeBundleId: 'com.example.c' })
    expect(unknown.problem?.code).toBe('STORE_NOT_CONNECTED')
    const named = await admin.mutate('disconnectStore', { store, storeBundleId: 'com.example.a' })
    expect(named).toMatchObject({ storeConnection: { storeBundleId: 'com.example.a' }, problem: null })
    expect((await admin.mutate('disconnectStore', { store })).problem).toBeNull()
    expect((await admin.mutate('disconnectStore', { store })).problem?.code).toBe('STORE_NOT_CONNECTED')
    const { appKey } = await admin.query('{ appKey { id storeConnections { store } } }')
    expect(appKey.storeConnections).toEqual([])
    const actions = await records.auditLog(appKey.id)
    expect(actions.map(({ action }) => action)).toEqual([
      'createAppKey',
      'connectStore',
      'connectStore',
      'disconnectStore',
      'disconnectStore',
    ])
    expect(JSON.stringify(actions)).not.toContain(testStore.apiSecret)
  })

  test('a project is connected to at most 20 apps of a store', async ({ server, emulator }) => {
    const admin = createServerClient(server, await server.addProject({}))
    const { testStore } = emulatorConnectionInputs(emulator)
    const connect = (number: number) =>
      admin.mutate('connectStore', { testStore: { ...testStore, bundleId: `com.example.app${number}` } })
    for (let number = 1; number <= 20; number += 1) expect((await connect(number)).problem).toBeNull()
    expect((await connect(21)).problem).toMatchObject({ code: 'INVALID_INPUT' })
    expect((await connect(20)).problem).toBeNull()
  })
})
