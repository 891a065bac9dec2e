import type { ApiClient } from '../support/api.ts'
import { createServerClient } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'

/** A project of its own, so that tests do not see each other's items. */
export async function createShop(server: TestServer) {
  const project = await server.addProject({})
  const admin = createServerClient(server, project)
  return {
    project,
    admin,
    importFile: (csv: string, dryRun = false) => admin.mutate('importItems', { csv, dryRun }),
    exportFile: () => exportItems(server, admin.headers),
    readItems: () => readItems(admin),
  }
}

export async function exportItems(server: TestServer, headers: Readonly<Record<string, string>>, query = '') {
  const response = await fetch(new URL(`/export/items.csv${query}`, server.graphqlUrl), { headers })
  const text = Buffer.from(await response.arrayBuffer()).toString()
  return { status: response.status, text, headers: response.headers }
}

const itemsText = `query ($after: Cursor) { items(first: 60, after: $after) { pageInfo { hasNextPage endCursor }
  nodes { itemId name type enabled consumeTrial storeProducts { store productId storeBundleId } } } }`

async function readItems(admin: ApiClient) {
  const found = []
  let after: string | null | undefined
  do {
    const { items } = await admin.query(itemsText, { after })
    found.push(...items.nodes)
    after = items.pageInfo.hasNextPage ? items.pageInfo.endCursor : null
  } while (after != null)
  return found
}
