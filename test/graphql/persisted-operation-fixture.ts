import { createHash } from 'node:crypto'
import { userTokenHeaders } from '../support/graphql-client.ts'
import { createServerClient } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'

export const hashOf = (document: string) => createHash('sha256').update(document).digest('hex')
export const idOf = (document: string) => `sha256:${hashOf(document)}`
export const apolloOf = (document: string) => ({
  persistedQuery: { version: 1, sha256Hash: hashOf(document) },
})

export const items = 'query Items($first: Int = 3) { items(first: $first) { nodes { itemId } } }'
export const register = 'mutation Register { registerUser(input: {}) { user { userId } problem { code } } }'
export const other = 'query Other { items { nodes { name } } }'

/** A project with a policy, its server and a client with a user token. */
export async function addProject(
  server: TestServer,
  operationsPolicy: 'ANY' | 'PERSISTED_ONLY' = 'PERSISTED_ONLY',
) {
  const project = await server.addProject({ operationsPolicy })
  const admin = createServerClient(server, project)
  const registerAll = (...documents: string[]) =>
    admin.mutate('registerOperations', { operations: documents.map((document) => ({ document })) })
  const client = await userTokenHeaders(project, 'player')
  return { project, admin, registerAll, client }
}

type Answer = { status: number; data: unknown; code: string | undefined; message: string | undefined }

async function readAnswer(response: Response): Promise<Answer> {
  const { data, errors } = (await response.json()) as {
    data?: unknown
    errors?: { message: string; extensions: { code: string } }[]
  }
  return { status: response.status, data, code: errors?.[0]?.extensions.code, message: errors?.[0]?.message }
}

export const post = async (server: TestServer, headers: Record<string, string>, body: object) =>
  readAnswer(
    await fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  )

export const get = async (
  server: TestServer,
  headers: Record<string, string>,
  parameters: Record<string, string>,
) =>
  readAnswer(
    await fetch(`${server.graphqlUrl}?${new URLSearchParams(parameters).toString()}`, {
      headers: { 'apollo-require-preflight': 'true', ...headers },
    }),
  )

export const executed = { status: 200, data: { items: { nodes: [] } }, code: undefined }
export const notFound = { status: 400, code: 'PERSISTED_OPERATION_NOT_FOUND' }
