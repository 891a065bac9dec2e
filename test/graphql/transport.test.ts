import { serverAudits } from 'graphql-http'
import { serverKeyHeaders, postGraphql } from '../support/graphql-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('serverOptions', { scope: 'file' }, { environment: { GRAPHQL_INTROSPECTION: 'true' } })
  .extend('headers', { scope: 'file' }, ({ project }) => serverKeyHeaders(project))

type HttpOutcome = { readonly status: number; readonly codes: readonly string[]; readonly text: string }

/** Posts a body of any kind without encoding it. */
async function postBody(
  server: TestServer,
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer>,
  contentType = 'application/json',
): Promise<HttpOutcome> {
  const response = await fetch(server.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': contentType, ...headers },
    body,
  })
  const text = await response.text()
  const { errors = [] } = JSON.parse(text) as { errors?: readonly { extensions: { code: string } }[] }
  return { status: response.status, codes: errors.map(({ extensions }) => extensions.code), text }
}

const postQuery = (
  server: TestServer,
  headers: Record<string, string>,
  query: string,
  variables: Record<string, unknown> = {},
) => postGraphql<Record<string, unknown>>(server.graphqlUrl, headers, query, variables)
const codesOf = async (server: TestServer, headers: Record<string, string>, query: string) =>
  ((await postQuery(server, headers, query)).errors ?? []).map(({ extensions }) => extensions.code)

describe('a malformed request is BAD_USER_INPUT', () => {
  test.for([
    ['malformed JSON', '{"query": "{ __typename }"', 400],
    ['an empty body', '', 400],
    ['no object', '"{ __typename }"', 400],
    ['null', 'null', 400],
    ['no query', '{}', 400],
    ['a query that is no text', '{"query": {"a": 1}}', 400],
    ['variables that are no object', '{"query": "{ __typename }", "variables": "x"}', 400],
    ['variables that are a list', '{"query": "{ __typename }", "variables": [1]}', 400],
    ['a poisoned prototype', '{"query": "{ __typename }", "__proto__": {"admin": true}}', 400],
    ['a syntax error', '{"query": "{ __typename"}', 400],
    ['an unknown field', '{"query": "{ moneyForFree }"}', 400],
    ['an unknown operation', '{"query": "query A { __typename }", "operationName": "B"}', 400],
    ['a batch of one', '[{"query": "{ __typename }"}]', 400],
    [
      'a batch of 1,000',
      JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{ __typename }' }))),
      400,
    ],
  ] as const)('a request with %s is rejected', async ([_, body, status], { server, headers }) => {
    expect(await postBody(server, headers, body)).toMatchObject({ status, codes: ['BAD_USER_INPUT'] })
  })

  test('a request of another media type is rejected', async ({ server, headers }) => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      expect(await postBody(server, headers, '{"query": "{ __typename }"}', type)).toMatchObject({
        status: 415,
        codes: ['BAD_USER_INPUT'],
      })
    }
  })

  test('a request of 10 MB is rejected without being read', async ({ server, headers }) => {
    const { status, codes } = await postBody(
      server,
      headers,
      JSON.stringify({ query: `{ __typename } #${'x'.repeat(10 * 1024 * 1024)}` }),
    )
    expect({ status, codes }).toEqual({ status: 413, codes: ['BAD_USER_INPUT'] })
  })

  test('a request that is not UTF-8 is rejected', async ({ server, headers }) => {
    expect((await postBody(server, headers, Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]))).status).toBe(400)
  })

  test('a mutation by GET is rejected', async ({ server, headers }) => {
    const query = 'mutation { registerUser(input: { userId: "by GET" }) { user { id } } }'
    const response = await fetch(`${server.graphqlUrl}?query=${encodeURIComponent(query)}`, {
      headers: { ...headers, 'apollo-require-preflight': 'true' },
    })
    expect(response.status).toBe(405)
    expect(
      (
        await postQuery(
          server,
          headers,
          'query ($id: String) { payments(filter: { userId: $id }) { nodes { id } } }',
        )
      ).errors,
    ).toBeUndefined()
  })
})

describe('an expensive query is TOO_EXPENSIVE before it runs', () => {
  const repeat = (count: number, text: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => text(index)).join(' ')

  test.for([
    ['1,000 aliases', `{ ${repeat(1_000, (index) => `a${index}: __typename`)} }`],
    ['101 aliases below the root', `{ appKey { ${repeat(101, (index) => `a${index}: id`)} } }`],
    [
      '60 root fields in a fragment',
      `{ ... on Query { ${repeat(60, (index) => `a${index}: appKey { id }`)} } }`,
    ],
    ['depth 50', `{ payments { nodes { ${'purchase { payment { '.repeat(24)} id ${'} }'.repeat(24)} } } }`],
    [
      'pages of pages of pages',
      '{ payments(first: 100) { nodes { user { payments(first: 100) { nodes { user { payments(first: 100) { nodes { id } } } } } } } } }',
    ],
    [
      'a page in a variable',
      'query ($first: Int) { payments(first: $first) { nodes { user { payments(first: $first) { nodes { id } } } } } }',
    ],
    [
      'pages of the size that a list has by itself',
      `{ ${repeat(4, (index) => `a${index}: paymentEvents { nodes { payment { events { id } } } }`)} }`,
    ],
    [
      'fragments that double 30 times',
      `{ ...f0 } ${repeat(30, (index) => `fragment f${index} on Query { ...f${index + 1} ... on Query { ...f${index + 1} } }`)}
       fragment f30 on Query { appKey { id } }`,
    ],
  ] as const)('a query with %s is TOO_EXPENSIVE', async ([_, query], { server, headers }) => {
    const begun = performance.now()
    for (const __ of [1, 2]) expect(await codesOf(server, headers, query)).toEqual(['TOO_EXPENSIVE'])
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  test('a query with too many tokens or circular fragments is BAD_USER_INPUT', async ({
    server,
    headers,
  }) => {
    expect(await codesOf(server, headers, `{ ${'appKey { id } '.repeat(2_000)} }`)).toEqual([
      'BAD_USER_INPUT',
    ])
    const circle = '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'
    expect(new Set(await codesOf(server, headers, circle))).toEqual(new Set(['BAD_USER_INPUT']))
  })

  test('an ordinary deep query and introspection by tools are allowed', async ({ server, headers }) => {
    const { getIntrospectionQuery } = await import('graphql')
    expect(await codesOf(server, headers, getIntrospectionQuery())).toEqual([])
    expect(
      await codesOf(
        server,
        headers,
        '{ payments(first: 50) { nodes { id purchase { item { storeProducts { store } } } consume { id } } } }',
      ),
    ).toEqual([])
  })
})

test('the server passes every MUST of GraphQL over HTTP, and every SHOULD but the three that require status 200 for rejected requests', async ({
  server,
}) => {
  const audits = serverAudits({ url: server.graphqlUrl, fetchFn: fetch })
  const results = []
  for (const audit of audits) results.push(await audit.fn())
  const failed = results
    .filter(({ status }) => status === 'error' || status === 'warn')
    .map(({ id, status }) => `${status} ${id}`)
  expect(results.length).toBeGreaterThan(50)
  expect(failed.sort()).toEqual(['warn 572B', 'warn 7B9B', 'warn FDE2'])
})
