import { readFileSync } from 'node:fs'
import { readConfig } from '../../src/config/config.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'
import { createApp } from '../../src/domain/app/create-app.ts'
import { createLog } from '../../src/platform/log.ts'
import { rateLimitClasses, rateLimitSubjects } from '../../src/platform/rate-limit-classes.ts'
import { startServer } from '../../src/server.ts'
import { baseTest } from '../support/base-test.ts'
import { postGraphql } from '../support/graphql-client.ts'
import { testSecret } from '../support/test-server.ts'
import { expect } from '../support/test.ts'

/** A server in production that sets nothing but what production requires. */
const test = baseTest.extend('production', { scope: 'file' }, async ({ database }, { onCleanup }) => {
  const required = { DATABASE_URL: database.url, COINSLOT_SECRET: testSecret }
  const config = readConfig({ ...required, PORT: '0', METRICS_PORT: '0' })
  const options = {
    config,
    log: createLog('silent'),
    databaseUrl: database.url,
    secrets: [testSecret],
  }
  const instance = await startServer(options)
  onCleanup(instance.close)
  const created = await createApp(
    { ...instance.services, caller: createCommandLineCaller('test') },
    {
      name: 'Production',
      consumeModel: 'SERVER_TO_SERVER',
      requireUserToken: false,
      sandboxPolicy: 'DENY',
      sandboxTesterUserIds: [],
    },
  )
  if (created.problem !== null) throw new Error(created.problem.message)
  return { config, url: `${instance.url}/graphql`, appKey: created.app.key, serverKey: created.serverKey }
})

const fields = 50
const query = `{ ${Array.from({ length: fields }, (_, index) => `a${index}: __typename`).join(' ')} }`

test('a server in production limits the clients at an address without any setting, and its server key not with them', async ({
  production: { url, appKey, serverKey, config },
}) => {
  expect(config.production).toBe(true)
  const limit = config.limits.rateLimits.operations.ADDRESS.READ ?? 0
  expect(limit).toBe(5_000)
  const statuses = []
  for (let n = 0; n <= limit / fields; n += 1) {
    statuses.push((await postGraphql(url, { 'x-app-key': appKey }, query)).status)
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(limit / fields)
  expect(statuses.at(-1)).toBe(429)
  expect(await postGraphql(url, { authorization: `Bearer ${serverKey}` }, query)).toMatchObject({
    status: 200,
  })
})

test('the page of limits has the defaults of production', ({ production: { config } }) => {
  const page = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8')
  const { operations, windowMs } = config.limits.rateLimits
  const documented = rateLimitSubjects.map((subject) => {
    const row = page.split('\n').find((line) => line.includes(`\`RATE_LIMIT_${subject}\``)) ?? ''
    const cells = row.split('|').map((cell) => cell.trim())
    return cells.slice(3, 3 + rateLimitClasses.length).map((cell) => (cell === '–' ? null : Number(cell)))
  })
  const configured = rateLimitSubjects.map((subject) =>
    rateLimitClasses.map((name) => {
      const limit = operations[subject][name]
      return limit === null ? null : limit / (windowMs / 1_000)
    }),
  )
  expect(documented).toEqual(configured)
})
