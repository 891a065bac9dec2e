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
  const { edges } = page
  return { edges, nodes: edges.map(({ node }) => node), pageInfo: new LazyPageInfo(page) }
}

/** Encodes the cursors only when they are read: encoding one costs more than the rest of an edge. */
class LazyPageInfo<Row> {
  readonly #page: Page<Row>
  constructor(page: Page<Row>) {
    this.#page = page
  }
  get hasNextPage(): boolean {
    return this.#page.hasNextPage
  }
  get hasPreviousPage(): boolean {
    return this.#page.hasPreviousPage
  }
  get startCursor(): string | null {
    return this.#page.startCursor ?? this.#page.edges.at(0)?.cursor ?? null
  }
  get endCursor(): string | null {
    return this.#page.endCursor ?? this.#page.edges.at(-1)?.cursor ?? null
  }
}
