import { serverKeyHeaders } from '../support/graphql-client.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'
import {
  addProject,
  apolloOf,
  executed,
  get,
  hashOf,
  idOf,
  items,
  notFound,
  other,
  post,
  register,
} from './persisted-operation-fixture.ts'

describe('a client under PERSISTED_ONLY', () => {
  test('executes registered operations by their document id, by the extension of Apollo, and by their text', async ({
    server,
  }) => {
    const { client, registerAll } = await addProject(server)
    expect((await registerAll(items, register)).problem).toBeNull()
    const variables = { first: 2 }
    for (const body of [
      { documentId: idOf(items), variables },
      { documentId: idOf(items), operationName: 'Items' },
      { documentId: idOf(items), query: '' },
      { extensions: apolloOf(items), variables },
      { extensions: apolloOf(items), query: items, variables },
      { query: items, variables },
    ]) {
      // The second execution is a compiled one.
      for (const _ of [1, 2]) expect(await post(server, client, body)).toMatchObject(executed)
    }
    expect(await post(server, client, { documentId: idOf(register) })).toMatchObject({
      data: { registerUser: { user: { userId: 'player' } } },
    })
    const extensions = JSON.stringify(apolloOf(items))
    expect(await get(server, client, { documentId: idOf(items), variables: '{"first":2}' })).toMatchObject(
      executed,
    )
    expect(await get(server, client, { extensions })).toMatchObject(executed)
    expect(await get(server, client, { query: items })).toMatchObject(executed)
    expect((await get(server, client, { documentId: idOf(register) })).status).toBe(405)
  })

  test('executes no other operation, however it is sent, and changes nothing', async ({
    server,
    databaseSnapshot,
  }) => {
    const { client, registerAll } = await addProject(server)
    await registerAll(items)
    const bodies = [
      { query: register },
      { query: `${items} ` },
      { query: '{ __typename }' },
      { query: '{ __schema { types { name } } }' },
      { query: 'not a document' },
      { documentId: idOf(register) },
      { extensions: apolloOf(register) },
      { extensions: apolloOf(register), query: register },
    ]
    await databaseSnapshot.expectUnchanged(async () => {
      for (const body of bodies) expect(await post(server, client, body)).toMatchObject(notFound)
      expect(await get(server, client, { query: other })).toMatchObject(notFound)
      expect(await get(server, client, { documentId: idOf(other) })).toMatchObject(notFound)
    })
    for (const body of [
      { documentId: idOf(items), query: register },
      { documentId: idOf(items).toUpperCase() },
      { documentId: hashOf(items) },
      { documentId: 7 },
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      { extensions: { persistedQuery: true } },
      { extensions: apolloOf(items), query: register },
    ]) {
      expect(await post(server, client, body)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' })
    }
    const [twice, batch] = [
      `${server.graphqlUrl}?query=${encodeURIComponent(items)}&query=${encodeURIComponent(register)}`,
      [{ query: register }],
    ]
    expect((await fetch(twice, { headers: { ...client, 'apollo-require-preflight': 'true' } })).status).toBe(
      400,
    )
    expect((await post(server, client, batch)).status).toBe(400)
  })

  test('executes an operation no longer after it was deleted', async ({ server }) => {
    const { client, admin, registerAll } = await addProject(server)
    await registerAll(items, other)
    expect(await post(server, client, { documentId: idOf(items) })).toMatchObject(executed)
    const input = { documentIds: [idOf(items), idOf(register)] }
    expect(await admin.mutate('deleteOperations', input)).toEqual({
      documentIds: [idOf(items)],
      problem: null,
    })
    expect(await post(server, client, { documentId: idOf(items) })).toMatchObject(notFound)
    expect(await post(server, client, { documentId: idOf(other) })).toMatchObject(executed)
  })

  test('is held to it on its open WebSocket too', async ({ server, openSocket }) => {
    const { client, admin, registerAll } = await addProject(server, 'ANY')
    await registerAll(items)
    const socket = await openSocket({ connectionParams: client })
    const run = async (payload: object) => {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }))
      const { type, payload: result } = await socket.next('1')
      if (type === 'next') await socket.next('1')
      return { type, result }
    }
    const refused = [
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'PERSISTED_OPERATION_NOT_FOUND' }) as object,
      }),
    ]
    expect((await run({ query: other })).type).toBe('next')
    await admin.mutate('updateAppKey', { operationsPolicy: 'PERSISTED_ONLY' })
    expect(await run({ query: other })).toEqual({ type: 'error', result: refused })
    expect(await run({ query: '', documentId: idOf(other) })).toEqual({ type: 'error', result: refused })
    expect((await run({ query: '', documentId: idOf(items), variables: { first: 1 } })).type).toBe('next')
    expect((await run({ query: '', extensions: apolloOf(items) })).type).toBe('next')
    expect((await run({ query: items })).type).toBe('next')
    expect((await run({ query: '', documentId: 'nonsense' })).type).toBe('error')
  })
})

describe('other callers', () => {
  test('are free: servers always, and clients under ANY, who may still name operations', async ({
    server,
  }) => {
    const strict = await addProject(server)
    await strict.registerAll(items)
    const serverKey = serverKeyHeaders(strict.project)
    expect(await post(server, serverKey, { query: other })).toMatchObject(executed)
    expect(await post(server, serverKey, { documentId: idOf(items) })).toMatchObject(executed)
    const free = await addProject(server, 'ANY')
    await free.registerAll(items)
    expect(await post(server, free.client, { documentId: idOf(items) })).toMatchObject(executed)
    expect(await post(server, free.client, { query: other })).toMatchObject(executed)
    expect(await post(server, free.client, { documentId: idOf(other) })).toMatchObject(notFound)
    // Apollo's clients send the text after this message; it is executed, and not registered.
    expect(await post(server, free.client, { extensions: apolloOf(other) })).toMatchObject({
      ...notFound,
      message: 'PersistedQueryNotFound',
    })
    expect(await post(server, free.client, { extensions: apolloOf(other), query: other })).toMatchObject(
      executed,
    )
    expect(await post(server, free.client, { documentId: idOf(other) })).toMatchObject(notFound)
  })

  test('of another AppKey cannot execute an operation by its id', async ({ server }) => {
    const [ours, theirs] = [await addProject(server), await addProject(server)]
    await theirs.registerAll(items)
    expect(await post(server, theirs.client, { documentId: idOf(items) })).toMatchObject(executed)
    expect(await post(server, ours.client, { documentId: idOf(items) })).toMatchObject(notFound)
    expect(await post(server, ours.client, { query: items })).toMatchObject(notFound)
    expect((await ours.admin.mutate('deleteOperations', { documentIds: [idOf(items)] })).documentIds).toEqual(
      [],
    )
    expect(await post(server, theirs.client, { documentId: idOf(items) })).toMatchObject(executed)
  })

  test('without credentials cannot name an operation', async ({ server }) => {
    expect(await post(server, {}, { documentId: idOf(items) })).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
    })
  })
})
