import { executionsBeforeCompiling } from '../../src/graphql/http/compiled-operations.ts'
import { appKeyHeaders, serverKeyHeaders } from '../support/graphql-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'

/** Twenty operations in ten seconds, of a class that only one test uses. */
const test = serverTest
  .extend('serverOptions', { scope: 'file' }, { environment: { RATE_LIMIT_SERVER_KEY: 'WRITE=2' } })
  .extend('headers', { scope: 'file' }, ({ project }) => serverKeyHeaders(project))

type Request = { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }

/** Apollo's pipeline answers this header, and selects the same content type as for `application/json`. */
const answeredByApollo = 'application/json;q=0.9'

const variableHeaders = new Set([
  'date',
  'x-request-id',
  'retry-after',
  'ratelimit',
  'connection',
  'keep-alive',
])

async function post(url: string, { body, headers = {} }: Request) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !variableHeaders.has(name)),
    text: text.replaceAll(/"requestId":"[^"]*"|"retryAfterMs":\d+/g, '"…"'),
  }
}

/** Executes an operation until it is compiled. */
async function compile(url: string, headers: Readonly<Record<string, string>>, body: object): Promise<void> {
  for (let time = 0; time < executionsBeforeCompiling + 3; time += 1) await post(url, { body, headers })
}

const payments = `query Payments($first: Int!, $orderBy: PaymentOrder) {
  payments(first: $first, orderBy: $orderBy) { nodes { id } } }
query Items { items { nodes { id } } }`
const [named, variables] = [{ query: payments, operationName: 'Payments' }, { first: 5 }]

describe('a compiled operation that is executed directly', () => {
  test.for([
    ['data', { ...named, variables }],
    ['variables that are not needed', { ...named, variables: { ...variables, other: 1 } }],
    ['an invalid value', { ...named, variables: { first: 'five' } }],
    ['an unknown enum value', { ...named, variables: { ...variables, orderBy: 'BY_LUCK' } }],
    ['an argument out of range', { ...named, variables: { first: 1_000 } }],
    ['a missing variable', { ...named, variables: {} }],
    ['a variable that is null', { ...named, variables: { first: null } }],
    ['variables that are null', { ...named, variables: null }],
    ['variables that are a list', { ...named, variables: [1] }],
    ['variables that are a text', { ...named, variables: '{}' }],
    ['the name of no operation', { ...named, operationName: 'Others', variables }],
    ['no name where there are two operations', { query: payments, variables }],
    ['a name that is a number', { ...named, operationName: 1, variables }],
    ['an empty name', { ...named, operationName: '', variables }],
    ['extensions', { ...named, variables, extensions: { client: { name: 'a' } } }],
    ['extensions that are null', { ...named, variables, extensions: null }],
    ['extensions that are a list', { ...named, variables, extensions: [] }],
    ['a query that is an object', { ...named, query: { kind: 'Document' } }],
    ['another text', { ...named, query: `${payments} `, variables }],
    ['a member that GraphQL does not know', { ...named, variables, other: 1 }],
  ] as const)(
    'its answer to a request with %s is that of Apollo Server, byte by byte',
    async ([, body], { server, headers }) => {
      await compile(server.graphqlUrl, headers, { ...named, variables })
      const direct = await post(server.graphqlUrl, { body, headers })
      const expected = await post(server.graphqlUrl, {
        body,
        headers: { ...headers, accept: answeredByApollo },
      })
      expect(direct).toEqual(expected)
      expect(direct.headers).toContainEqual(['cache-control', 'no-store'])
    },
  )

  test.for([
    '*/*',
    'application/json',
    'application/json, text/plain, */*',
    'application/graphql-response+json',
    'application/graphql-response+json, application/json',
    'application/graphql-response+json,application/json;q=0.9',
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    'text/html',
    'text/html, application/json;q=0.5',
  ])(
    'the content type for the accept header %s is the one that Apollo Server selects',
    async (accept, { server, headers }) => {
      const body = { ...named, variables }
      await compile(server.graphqlUrl, headers, body)
      const direct = await post(server.graphqlUrl, { body, headers: { ...headers, accept } })
      // A text that was never sent before is executed by Apollo Server.
      const other = { ...body, query: `# ${accept}\n${payments}` }
      expect(direct).toEqual(await post(server.graphqlUrl, { body: other, headers: { ...headers, accept } }))
    },
  )

  test('what it may not read is an error with the path of the field, and the rest is answered', async ({
    server,
    project,
  }) => {
    const body = { query: '{ __typename items { nodes { id } } webhookEndpoints { id } }' }
    const headers = appKeyHeaders(project)
    await compile(server.graphqlUrl, headers, body)
    const direct = await post(server.graphqlUrl, { body, headers })
    expect(direct.text).toContain('FORBIDDEN')
    expect(direct).toEqual(
      await post(server.graphqlUrl, { body, headers: { ...headers, accept: answeredByApollo } }),
    )
  })

  test('it counts against the limits of its caller, and is rejected over them as by Apollo Server', async ({
    server,
    headers,
  }) => {
    const body = { query: 'mutation { registerUser(input: { userId: "someone" }) { problem { code } } }' }
    await compile(server.graphqlUrl, headers, body)
    const statuses = []
    for (let time = 0; time < 10; time += 1) {
      statuses.push((await post(server.graphqlUrl, { body, headers })).status)
    }
    expect(statuses).toContain(200)
    const direct = await post(server.graphqlUrl, { body, headers })
    expect(direct).toMatchObject({ status: 429, text: expect.stringContaining('RATE_LIMITED') as string })
    expect(direct).toEqual(
      await post(server.graphqlUrl, { body, headers: { ...headers, accept: answeredByApollo } }),
    )
  })
})
