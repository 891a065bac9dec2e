import { countHolders } from '../../domain/entitlement/count-holders.ts'
import { grantEntitlement, revokeEntitlementGrant } from '../../domain/entitlement/grant-entitlement.ts'
import { listEntitlementDefinitions } from '../../domain/entitlement/list-entitlement-definitions.ts'
import { listEntitlements, resolveEntitledUser } from '../../domain/entitlement/list-entitlements.ts'
import type { UserEntitlement } from '../../domain/entitlement/merge-entitlements.ts'
import { maxItems, upsertEntitlement } from '../../domain/entitlement/upsert-entitlement.ts'
import { watchEntitlements } from '../../domain/entitlement/watch-entitlements.ts'
import { checkPageSize } from '../../domain/page.ts'
import { encodeId } from '../../platform/ids.ts'
import type {
  EntitlementDefinitionResolvers,
  EntitlementGrantResolvers,
  EntitlementResolvers,
  MutationResolvers,
  QueryResolvers,
  SubscriptionResolvers,
} from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { abortable } from './abortable.ts'
import { assertFound } from './assert-found.ts'

export const entitlementQueries = {
  entitlements: (_, { userId, environment }, context) => {
    const domain = domainOf(context)
    return listEntitlements(domain, resolveEntitledUser(domain, userId ?? null), environment ?? null)
  },
  entitlementDefinitions: (_, _args, context) => listEntitlementDefinitions(domainOf(context)),
} satisfies QueryResolvers

export const entitlementMutations = {
  upsertEntitlement: (_, { input: { key, name = null, itemIds = null } }, context) =>
    upsertEntitlement(domainOf(context), { key, name, itemIds }),
  grantEntitlement: async (_, { input }, context) => {
    const { userId, key, reason, accessUntil = null, idempotencyKey = null } = input
    const grant = { userId, key, kind: input.kind ?? 'ADD', accessUntil, reason, idempotencyKey }
    return { replayed: false, ...(await grantEntitlement(domainOf(context), grant)) }
  },
  revokeEntitlementGrant: async (_, { input }, context) => ({
    replayed: false,
    ...(await revokeEntitlementGrant(domainOf(context), input)),
  }),
} satisfies MutationResolvers

export const entitlementSubscriptions = {
  entitlementsUpdated: {
    subscribe: (_, { userId }, context) =>
      abortable((signal) => watchEntitlements(domainOf(context), userId ?? null, signal)),
    resolve: (entitlements: readonly UserEntitlement[]) => entitlements,
  },
} satisfies SubscriptionResolvers

const sourcePrefixes = { SUBSCRIPTION: 'sub', PAYMENT: 'pay', GRANT: 'gnt' } as const

export const Entitlement = {
  accessUntil: ({ givesAccess, accessUntil }) => (givesAccess ? accessUntil : null),
  sourceId: ({ source, sourceId }) => encodeId(sourcePrefixes[source], sourceId),
} satisfies EntitlementResolvers

export const EntitlementDefinition = {
  id: ({ id }) => encodeId('ent', id),
  items: async ({ id }, { first }, context) => {
    const loaders = loadersOf(context)
    const size = checkPageSize(first ?? maxItems, 'first', maxItems)
    const rows = (await loaders.itemsOfEntitlement.load(id)).slice(0, size)
    return Promise.all(rows.map(async ({ itemId }) => assertFound(await loaders.items.load(itemId))))
  },
  itemCount: async ({ id }, _, context) => (await loadersOf(context).itemsOfEntitlement.load(id)).length,
  holderCount: ({ id }, _, context) => countHolders(domainOf(context), id),
  isApplied: ({ nextAttemptAt }) => nextAttemptAt === null,
} satisfies EntitlementDefinitionResolvers

export const EntitlementGrant = {
  id: ({ id }) => encodeId('gnt', id),
  entitlement: async ({ entitlementId }, _, context) =>
    assertFound(await loadersOf(context).entitlements.load(entitlementId)),
} satisfies EntitlementGrantResolvers
