import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import mercurius from 'mercurius'
import { readConfig } from '../src/config/config.ts'
import { requireSecrets } from '../src/config/require-secrets.ts'
import { createDeps } from '../src/deps.ts'
import { authenticate } from '../src/graphql/authenticate.ts'
import { createRequestContext } from '../src/graphql/request-context.ts'
import { createSchema } from '../src/graphql/schema/create-schema.ts'
import { createLog } from '../src/platform/log.ts'

/**
 * Coinslot's schema with its resolvers, loaders and statements, served by Mercurius. Callers are authenticated and authorised as in
 * Coinslot; its limits of rates, costs, depth and load, its checks of origins, its metrics and its traces are left out.
 */
const config = readConfig()
if (config.databaseUrl === null) throw new Error('DATABASE_URL is required')
const log = createLog('silent')
const { databaseUrl } = config
const { services, close } = await createDeps({ config, log, databaseUrl, secrets: requireSecrets(config) })
const app = fastify()
await app.register(mercurius, {
  schema: createSchema(),
  jit: 1,
  context: async ({ headers, ip: address }) => {
    const { authorization = null } = headers
    const caller = await authenticate(services, { appKey: null, authorization, cookie: null, address })
    return createRequestContext(caller)
  },
})
await app.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.address() as AddressInfo
console.log(`Mercurius listens on http://127.0.0.1:${port}/graphql`)

process.once('SIGTERM', () => {
  void app.close().then(close)
})
