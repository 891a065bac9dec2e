import type { TestServer } from '../support/test-server.ts'
import { createServerClient } from '../support/purchase-client.ts'
import {
  appKeyHeaders,
  serverKeyHeaders,
  signUserToken,
  userTokenHeaders,
} from '../support/graphql-client.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const listed = 'https://game.example.com'
const unlisted = 'https://attacker.example.com'

const test = serverTest.extend('game', { scope: 'file' }, async ({ server }) => {
  const project = await server.addProject({ allowedOrigins: [listed, 'capacitor://localhost'] })
  return { project, admin: createServerClient(server, project) }
})

const ownOrigin = (server: TestServer) => server.instance.url

const send = (server: TestServer, headers: Record<string, string>, text = '{ items { nodes { itemId } } }') =>
  fetch(server.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: text }),
  })

const corsHeaders = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'))

describe('a preflight request', () => {
  test('is answered for every page, without credentials, because it does not carry the AppKey', async ({
    server,
  }) => {
    const response = await fetch(server.graphqlUrl, {
      method: 'OPTIONS',
      headers: {
        origin: unlisted,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-app-key,x-coinslot-client',
      },
    })
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(corsHeaders(response)).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringMatching(
        /authorization, content-type, x-app-key, .*x-coinslot-reason, x-coinslot-client/,
      ),
      'access-control-max-age': '7200',
      vary: expect.stringMatching(/origin/i),
    })
  })

  test('is answered on the GraphQL path only', async ({ server }) => {
    for (const path of ['/healthz', '/metrics', '/notifications/app-store/ak_x', '/graphqlx', '/graphql/x']) {
      const response = await fetch(`${server.instance.url}${path}`, {
        method: 'OPTIONS',
        headers: { origin: listed, 'access-control-request-method': 'POST' },
      })
      expect(response.status).toBe(404)
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

describe('a request of a web page', () => {
  test('is executed for a listed origin, and the page may read the response', async ({ server, game }) => {
    const headers = await userTokenHeaders(game.project, 'player')
    for (const origin of [listed, 'capacitor://localhost']) {
      const response = await send(server, { ...headers, origin })
      expect(response.status).toBe(200)
      expect(corsHeaders(response)).toEqual({
        'access-control-allow-origin': origin,
        'access-control-expose-headers':
          'retry-after, ratelimit, ratelimit-policy, x-request-id, x-coinslot-version, x-coinslot-warning',
        vary: expect.stringMatching(/origin/i),
      })
    }
  })

  test('may read that its user token has expired', async ({ server, game }) => {
    const authorization = `Bearer ${await signUserToken(game.project, 'player', '-2h')}`
    const response = await send(server, { ...appKeyHeaders(game.project), authorization, origin: listed })
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-allow-origin')).toBe(listed)
  })

  test('is refused before it is executed for any other origin', async ({
    server,
    game,
    project,
    databaseSnapshot,
  }) => {
    const headers = await userTokenHeaders(game.project, 'player')
    const text = 'mutation { registerUser(input: {}) { user { id } } }'
    for (const origin of [
      unlisted,
      'null',
      'http://game.example.com',
      'https://game.example.com:8443',
      'https://game.example.com.attacker.example',
      'https://attacker.example/https://game.example.com',
      'HTTPS://GAME.EXAMPLE.COM',
    ]) {
      const request = () => send(server, { ...headers, origin }, text)
      const response = await databaseSnapshot.expectUnchanged(request)
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
    // The AppKey of a game without a web version lists no origin.
    const other = await send(server, { ...(await userTokenHeaders(project, 'player')), origin: listed })
    expect(other.status).toBe(403)
  })

  test('with a server key is refused for every origin but that of the server itself', async ({
    server,
    game,
  }) => {
    const headers = serverKeyHeaders(game.project)
    for (const origin of [listed, unlisted, 'null']) {
      expect((await send(server, { ...headers, origin })).status).toBe(403)
    }
    expect((await send(server, { ...headers, origin: ownOrigin(server) })).status).toBe(200)
    expect((await send(server, headers)).status).toBe(200)
  })
})

describe('a WebSocket of a web page', () => {
  const connect = async (server: TestServer, origin: string | null, params: Record<string, string>) => {
    const headers: Record<string, string> = origin === null ? {} : { origin }
    const socket = await openRawWebSocket(server.webSocketUrl, 'graphql-transport-ws', headers)
    const opened = socket.init(params).then(
      () => 'accepted' as const,
      () => 'refused' as const,
    )
    return { socket, result: await Promise.race([opened, socket.closed.then(({ code }) => code)]) }
  }

  test('is accepted for a listed origin, and for apps and servers, which have none', async ({
    server,
    game,
  }) => {
    const params = await userTokenHeaders(game.project, 'player')
    const sockets: RawWebSocket[] = []
    for (const origin of [listed, null, ownOrigin(server)]) {
      const { socket, result } = await connect(server, origin, params)
      expect(result).toBe('accepted')
      sockets.push(socket)
    }
    for (const socket of sockets) socket.close()
  })

  test('is refused for another origin if the AppKey lists origins, and for a server key', async ({
    server,
    game,
    project,
  }) => {
    const params = await userTokenHeaders(game.project, 'player')
    expect((await connect(server, unlisted, params)).result).toBe(4401)
    expect((await connect(server, listed, serverKeyHeaders(game.project))).result).toBe(4401)
    const withoutList = await connect(server, unlisted, await userTokenHeaders(project, 'player'))
    expect(withoutList.result).toBe('accepted')
    withoutList.socket.close()
  })

  test('is closed when its origin is removed from the list', async ({ server }) => {
    const project = await server.addProject({ allowedOrigins: [listed, unlisted] })
    const params = await userTokenHeaders(project, 'player')
    const removed = await connect(server, unlisted, params)
    const stays = await connect(server, listed, params)
    const { appKey } = await createServerClient(server, project).mutate('updateAppKey', {
      allowedOrigins: [listed],
    })
    expect(appKey?.allowedOrigins).toEqual([listed])
    expect((await removed.socket.closed).code).toBe(4403)
    stays.socket.send({ type: 'ping' })
    expect(await stays.socket.next()).toEqual({ type: 'pong' })
    stays.socket.close()
  })
})

describe('allowedOrigins', () => {
  test('are stored as browsers send them, without duplicates, and can be removed', async ({ server }) => {
    const admin = createServerClient(server, await server.addProject({}))
    const set = (allowedOrigins: string[]) => admin.mutate('updateAppKey', { allowedOrigins })
    const { appKey } = await set(['https://Game.example.com:443/', listed, 'http://localhost:5173'])
    expect(appKey?.allowedOrigins).toEqual([listed, 'http://localhost:5173'])
    for (const wrong of [['*'], ['https://*.example.com'], ['http://game.example.com'], ['null'], ['']]) {
      expect((await set(wrong)).problem).toMatchObject({ code: 'INVALID_INPUT', field: ['allowedOrigins'] })
    }
    const many = Array.from({ length: 51 }, (_, index) => `https://game${index}.example.com`)
    expect((await set(many)).problem?.field).toEqual(['allowedOrigins'])
    expect((await set(many.slice(1))).appKey?.allowedOrigins).toHaveLength(50)
    expect((await set([])).appKey?.allowedOrigins).toEqual([])
  })
})
