import { createApiClient } from '../support/api.ts'
import { createServerClient } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'

export const query = '{ appKey { id } }'

/** A project of its own, and what its tests read. */
export async function addProject(server: TestServer) {
  const project = await server.addProject({})
  const admin = createServerClient(server, project)
  const list = async () =>
    (
      await admin.query(
        '{ appKey { serverKeys { id name role status expiresAt revokedAt replacedBy lastUsedAt } } }',
      )
    ).appKey.serverKeys
  const codesOf = (secret: string | null | undefined) =>
    createApiClient(server.graphqlUrl, { authorization: `Bearer ${secret ?? ''}` }).queryErrorCodes(query)
  const now = () => new Date(server.emulator.now())
  return { project, admin, list, codesOf, now }
}

export const firstKeyId = async (list: () => Promise<readonly { id: string }[]>) =>
  (await list()).at(-1)?.id ?? ''
