import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

export type PromqlSelector = {
  readonly metric: string
  /** The labels of its matchers with the values that they compare with. */
  readonly matchers: readonly {
    readonly label: string
    readonly value: string
    readonly isPattern: boolean
  }[]
}

export type PromqlQuery = {
  readonly selectors: readonly PromqlSelector[]
  /** The labels by which the query groups or joins. */
  readonly groupings: readonly string[]
}

/** Parses a query with the grammar of Prometheus. A variable of Grafana stands for a duration. */
export function parsePromql(text: string): PromqlQuery {
  const query = text.replaceAll('$__rate_interval', '5m')
  const tree = parser.parse(query)
  const selectors: PromqlSelector[] = []
  const groupings: string[] = []
  const read = ({ from, to }: SyntaxNode) => query.slice(from, to)
  tree.iterate({
    enter: ({ type, node, from }) => {
      if (type.isError) throw new Error(`invalid query at ${from}: ${text}`)
      if (type.name === 'VectorSelector') selectors.push(readSelector(node, read))
      if (type.name === 'GroupingLabels') groupings.push(...node.getChildren('LabelName').map(read))
    },
  })
  return { selectors, groupings }
}

function readSelector(node: SyntaxNode, read: (node: SyntaxNode) => string): PromqlSelector {
  const identifier = node.getChild('Identifier')
  if (identifier === null) throw new Error(`a selector without a name: ${read(node)}`)
  const matchers = node
    .getChild('LabelMatchers')
    ?.getChildren('UnquotedLabelMatcher')
    .map((matcher) => {
      const [label, operator, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((name) => {
        const child = matcher.getChild(name)
        return child === null ? '' : read(child)
      })
      return { label: label ?? '', value: (value ?? '').slice(1, -1), isPattern: /~/.test(operator ?? '') }
    })
  return { metric: read(identifier), matchers: matchers ?? [] }
}
