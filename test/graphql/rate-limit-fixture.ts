import { connectEmulator } from '../support/connect-emulator.ts'
import { appKeyHeaders } from '../support/graphql-client.ts'
import { serverTest } from '../support/test.ts'
import type { DevApp } from '../../src/development/dev-app.ts'

/** Operations per ten seconds. */
export const limits = { userWrites: 10, addressReads: 30, appKeyReads: 100, consumes: 10, invalid: 20 }

/** A server with low limits, which believes `X-Forwarded-For` of this machine. */
export const test = serverTest
  .extend(
    'serverOptions',
    { scope: 'file' },
    {
      environment: {
        TRUSTED_PROXIES: '127.0.0.1',
        RATE_LIMIT_USER: 'WRITE=1',
        RATE_LIMIT_ADDRESS: 'READ=3,SUBSCRIBE=1,INVALID=2',
        RATE_LIMIT_APP_KEY: 'READ=10',
        RATE_LIMIT_SERVER_KEY: 'CONSUME=1',
      },
    },
  )
  .extend('newProject', { scope: 'file' }, ({ server }) => async (): Promise<DevApp> => {
    const project = await server.addProject({ requireUserToken: false })
    await connectEmulator(server, project)
    return project
  })

export const readItems = '{ items { nodes { id } } }'
export const aliases = (count: number) =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: __typename`).join(' ')} }`
export const at = (project: DevApp, address: string) => ({
  ...appKeyHeaders(project),
  'x-forwarded-for': address,
})

export async function post(url: string, headers: Readonly<Record<string, string>>, body: object) {
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }
  const response = await fetch(url, { ...sent, body: JSON.stringify(body) })
  const { errors = [] } = (await response.json()) as {
    errors?: { extensions: { code: string; retryAfterMs?: number } }[]
  }
  return { status: response.status, headers: response.headers, extensions: errors[0]?.extensions }
}
