import type { Page } from '../domain/page.ts'

/** A page of a list in the form of the Relay specification. */
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

export function toConnection<Row>(page: Page<Row>): Connection<Row> {
  const edges = page.edges.map((edge) => ({
    node: edge.node,
    // A getter, because encoding a cursor costs more than the rest of an edge and is often not needed.
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
      get startCursor() {
        return page.startCursor ?? edges.at(0)?.cursor ?? null
      },
      get endCursor() {
        return page.endCursor ?? edges.at(-1)?.cursor ?? null
      },
    },
  }
}
