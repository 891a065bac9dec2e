import { buildSchema } from 'graphql'
import { isAuditAction } from '../../src/domain/audit/audit-actions.ts'
import { readSdl } from '../../src/graphql/schema/read-sdl.ts'
import { createApiClient } from '../support/api.ts'
import { addOperator, addSession } from '../support/operators.ts'
import { expect, openReviewTest, vi } from '../refund-reviews/refund-review-fixture.ts'
import { callAuditedMutations } from './audited-calls.ts'
import { createReasonClient } from './reason-client.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const test = openReviewTest.extend('owner', { scope: 'file' }, async ({ server, sql, project }) => {
  const operator = await addOperator(sql, { installationOwner: true })
  const session = await addSession({ server, sql }, operator, { secondFactorAt: new Date() })
  return createReasonClient(server.graphqlUrl, { ...session, 'x-app-key': project.appKey })
})

/** Every mutation that is recorded in the audit log. */
const auditedMutations = Object.keys(buildSchema(readSdl().join('\n')).getMutationType()?.getFields() ?? {})
  .filter((name): boolean => isAuditAction(name))
  .toSorted()

test('the reason of a request is in the entry of every mutation that the audit log records', async ({
  server,
  project,
  admin,
  records,
  notifications,
  sql,
  owner,
  openReview,
}) => {
  await callAuditedMutations({ server, project, admin, records, notifications, sql, owner, openReview })
  expect(owner.calledNames()).toEqual(auditedMutations)
  const entries = await sql<{ action: string; reason: string | null }[]>`
    select action, reason from audit_log where actor_kind = 'OPERATOR'`
  expect(entries.filter(({ reason }) => reason === null)).toEqual([])
  const mutations = entries.filter(({ action }) => auditedMutations.includes(action))
  expect(mutations.filter(({ action, reason }) => reason !== owner.reasonOf(action))).toEqual([])
  expect([...new Set(mutations.map(({ action }) => action))].toSorted()).toEqual(auditedMutations)
})

const otherHeaders = { 'content-type': 'application/json' }

/** The status and the error code of a change with this header, as raw bytes. */
async function rename(server: { readonly graphqlUrl: string }, headers: Record<string, string>) {
  const query = 'mutation { updateAppKey(input: { name: "refused" }) { problem { code } } }'
  const response = await fetch(server.graphqlUrl, {
    method: 'POST',
    headers: { ...otherHeaders, ...headers },
    body: JSON.stringify({ query }),
  })
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] }
  return [response.status, errors?.[0]?.extensions.code]
}

test.for<[string, string]>([
  ['is not percent-encoded', 'caf\u00e9'],
  ['has a percent sign that encodes nothing', '100 %'],
  ['has bytes that are not UTF-8', '%ff%fe'],
  ['has a NUL character', 'a%00b'],
  ['has an escape character of a terminal', '%1b[2J'],
  ['is longer than 500 characters', 'x'.repeat(501)],
])(
  'a reason that %s is refused, and nothing is changed',
  async ([, reason], { server, admin, databaseSnapshot }) => {
    await databaseSnapshot.expectUnchanged(async () => {
      expect(await rename(server, { ...admin.headers, 'x-coinslot-reason': reason })).toEqual([
        400,
        'BAD_USER_INPUT',
      ])
    })
  },
)

test('a reason of an operation on a WebSocket is in its extensions', async ({ admin, openSocket, sql }) => {
  const socket = await openSocket({ connectionParams: admin.headers })
  const query = 'mutation ($name: String!) { updateAppKey(input: { name: $name }) { problem { code } } }'
  const run = (id: string, name: string, reason: unknown) =>
    socket.send({ id, type: 'subscribe', payload: { query, variables: { name }, extensions: { reason } } })
  run('a', 'by a socket', 'asked for by 김')
  expect([(await socket.next('a')).type, (await socket.next('a')).type]).toEqual(['next', 'complete'])
  run('b', 'refused', 7)
  run('c', 'refused', 'bell \u0007')
  for (const refused of ['b', 'c']) {
    expect(await socket.next(refused)).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    })
  }
  const rows = await sql`select reason, transport from audit_log where transport = 'WEBSOCKET'`
  expect([...rows]).toEqual([{ reason: 'asked for by 김', transport: 'WEBSOCKET' }])
  expect((await admin.query('{ appKey { name } }')).appKey.name).toBe('by a socket')
})

test('a reason that looks like code and like lines of a log is stored and returned as text', async ({
  server,
  admin,
}) => {
  const hostile = `'); drop table audit_log; -- <script>alert(1)</script> {"level":"fatal"}\n\u202eFATAL \${jndi:ldap://x}`
  const headers = { ...admin.headers, 'x-coinslot-reason': encodeURIComponent(hostile) }
  await createApiClient(server.graphqlUrl, headers).mutate('updateAppKey', { name: 'hostile' })
  const { auditLog } = await admin.query('{ auditLog(first: 1) { nodes { action reason } } }')
  expect(auditLog.nodes).toEqual([{ action: 'updateAppKey', reason: hostile }])
})
