const maxPages = 40

type Page<Node> = {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean }
}

/** The elements of all pages of a list, at most of forty. */
export async function readPages<Node>(
  readPage: (after: string | null) => Promise<Page<Node>>,
): Promise<readonly Node[]> {
  const all: Node[] = []
  let after: string | null = null
  for (let count = 0; count < maxPages; count += 1) {
    const { nodes, pageInfo } = await readPage(after)
    all.push(...nodes)
    if (!pageInfo.hasNextPage) break
    after = pageInfo.endCursor
  }
  return all
}
