import type { Page } from '../domain/page.ts'

export type Connection<Node> = {
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[]
  readonly nodes: readonly Node[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/** A page in Relay's form. `endCursor` may be given where it is known even for an empty page. */
export function toConnection<Row, Node = Row>(
  page: Page<Row> & { readonly endCursor?: string },
  toNode: (row: Row) => Node,
): Connection<Node> {
  const edges = page.edges.map((edge) => ({
    node: toNode(edge.node),
    // Read when it is asked for: making it costs more than the rest of an edge.
    get cursor() {
      return edge.cursor
    },
  }))
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: page.endCursor ?? edges.at(-1)?.cursor ?? null,
    },
  }
}
