import { findNode, type NodeRecord } from '../../domain/node/find-node.ts'
import type { NodeResolvers, QueryResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const nodeQueries = {
  node: (_, { id }, context) => findNode(domainOf(context), id),
} satisfies QueryResolvers

/** The query `node` is the only field of the type `Node`, and its records carry their type name. */
export const Node = {
  __resolveType: (record) => (record as NodeRecord).typeName,
} satisfies NodeResolvers
