import { buildSchema, isObjectType, subscribe, parse } from 'graphql'
import { authenticate } from '../../src/graphql/authenticate.ts'
import { createRequestContext } from '../../src/graphql/request-context.ts'
import { readSessionCookie } from '../../src/graphql/session-cookie.ts'
import { createSchema } from '../../src/graphql/schema/create-schema.ts'
import { readAccessRules } from '../../src/graphql/schema/read-access-rules.ts'
import { readSdl } from '../../src/graphql/schema/read-sdl.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { RequestError } from '../../src/platform/request-error.ts'
import { expect, serverTest, vi } from '../support/test.ts'
import { createCallers, type Outcome, type TestCaller } from './callers.ts'
import { expectedRules, expectedSecrets, type ExpectedRule } from './expected-rules.ts'
import { createMinimalOperation } from './minimal-operation.ts'

vi.setConfig({ testTimeout: 180_000 })

const test = serverTest
  // Clients without a user token may read here, so that only the rules decide.
  .extend('ruled', { scope: 'file' }, ({ server }) => server.addProject({ requireUserToken: false }))
  .extend('callers', { scope: 'file' }, ({ server, sql, ruled, otherProject }) =>
    createCallers({ server, sql, admin: createServerClient(server, ruled), project: ruled, otherProject }),
  )

/** Every root field, with an operation that uses it. */
const operations = Object.values(buildSchema(readSdl().join('\n')).getTypeMap())
  .filter((type) => isObjectType(type) && ['Query', 'Mutation', 'Subscription'].includes(type.name))
  .flatMap((type) =>
    Object.entries(isObjectType(type) ? type.getFields() : {}).map(([name, field]) => ({
      path: `${type.name}.${name}`,
      text: createMinimalOperation(type.name, name, field),
    })),
  )

type ErrorBody = { message: string; extensions?: { code?: string; reason?: string } }

function toOutcome(errors: readonly ErrorBody[] | undefined): Outcome {
  const [error] = errors ?? []
  const { code, reason } = error?.extensions ?? {}
  if (reason === 'SECOND_FACTOR_REQUIRED') return reason
  if (code === 'FORBIDDEN' || code === 'UNAUTHENTICATED') return code
  return error?.message.startsWith('Name the AppKey') === true ? 'APP_KEY_MISSING' : 'ALLOWED'
}

test('the table of the test names every root field and every secret field of the SDL', () => {
  const { rootFields, secretFields } = readAccessRules()
  const paths = operations.map(({ path }) => path).toSorted()
  expect(Object.keys(expectedRules).toSorted()).toEqual(paths)
  expect([...rootFields.keys()].toSorted()).toEqual(paths)
  expect([...secretFields.keys()].toSorted()).toEqual(Object.keys(expectedSecrets).toSorted())
  for (const [path, { as, role, operators }] of secretFields) {
    const rule: ExpectedRule = {
      ...(as.includes('CLIENT') ? { client: true } : {}),
      ...(as.includes('SERVER') ? { server: role } : {}),
      operators: operators.map((each) => each.charAt(0)).join(''),
    }
    expect([path, { operators: '', ...expectedSecrets[path] }]).toEqual([path, rule])
  }
})

test('every kind of caller may use exactly the root fields that the table allows', async ({
  server,
  callers,
}) => {
  const post = async ({ headers }: TestCaller, query: string) => {
    const response = await fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    })
    return toOutcome(((await response.json()) as { errors?: ErrorBody[] }).errors)
  }
  const wrong: string[] = []
  let checkedCount = 0
  for (const { path, text } of operations.filter((each) => !each.path.startsWith('Subscription'))) {
    const rule = expectedRules[path] ?? {}
    const outcomes = await Promise.all(
      callers.map(async (caller) => [caller, await post(caller, text)] as const),
    )
    for (const [caller, outcome] of outcomes) {
      checkedCount += 1
      if (outcome !== caller.expect(rule))
        wrong.push(`${path} as ${caller.name}: ${outcome}, not ${caller.expect(rule)}`)
    }
  }
  expect(wrong).toEqual([])
  expect(checkedCount).toBeGreaterThan(5_000)
})

test('every kind of caller may start exactly the subscriptions that the table allows', async ({
  services,
  server,
  callers,
}) => {
  const schema = createSchema()
  const start = async ({ headers }: TestCaller, text: string): Promise<Outcome> => {
    try {
      const domain = await authenticate(services, {
        appKey: headers['x-app-key'] ?? null,
        authorization: headers['authorization'] ?? null,
        cookie: readSessionCookie({ ...headers, host: new URL(server.graphqlUrl).host }, null),
        address: '127.0.0.1',
      })
      const contextValue = createRequestContext(domain)
      const result = await subscribe({ schema, document: parse(text), contextValue })
      if (Symbol.asyncIterator in result) {
        await result.return(undefined)
        return 'ALLOWED'
      }
      return toOutcome(result.errors?.map(toErrorBody))
    } catch (error) {
      return toOutcome([toErrorBody(error)])
    }
  }
  for (const { path, text } of operations.filter((each) => each.path.startsWith('Subscription'))) {
    for (const caller of callers) {
      expect([path, caller.name, await start(caller, text)]).toEqual([
        path,
        caller.name,
        caller.expect(expectedRules[path] ?? {}),
      ])
    }
  }
})

function toErrorBody(error: unknown): ErrorBody {
  const cause = error instanceof Error && 'originalError' in error ? (error.originalError ?? error) : error
  if (!(cause instanceof RequestError)) return { message: String(cause) }
  return { message: cause.message, extensions: { code: cause.code } }
}
