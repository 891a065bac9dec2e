import { connectStore } from '../../domain/store-connection/connect-store.ts'
import { checkStoreConnection } from '../../domain/store-connection/check-store-connection.ts'
import { disconnectStore } from '../../domain/store-connection/disconnect-store.ts'
import { storeNotConnected } from '../../domain/store-connection/store-not-connected.ts'
import { statusOfStep, toCheckResult, type CheckStep } from '../../stores/contract/connection-check.ts'
import { storeNames } from '../../stores/contract/store-adapter.ts'
import type { ConnectStoreInput, MutationResolvers, StoreConnectionResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'
import { parseOneOf, storeByField } from './one-of-input.ts'

export const storeConnectionMutations = {
  connectStore: (_, { input }, context) => {
    const [field, connection] = parseOneOf<keyof ConnectStoreInput>(input, 'input')
    const { shared = null, ...settings } = connection as { shared?: boolean | null }
    const request = { store: storeByField[field], field, connection: settings, shared }
    return connectStore(domainOf(context), request)
  },
  checkStoreConnection: (_, { input }, context) => {
    const store = storeNames.find((name) => name === input.store)
    if (store === undefined) return { problem: storeNotConnected(input.store, ['store']) }
    return checkStoreConnection(domainOf(context), { store, storeBundleId: input.storeBundleId ?? null })
  },
  disconnectStore: (_, { input: { store, storeBundleId = null } }, context) =>
    disconnectStore(domainOf(context), { store, storeBundleId }),
} satisfies MutationResolvers

export const StoreConnection = {
  hasCredentials: ({ encryptedCredentials: credentials }) => credentials !== null,
  lastCheck: ({ checkedAt, checkSteps }) =>
    checkedAt === null || checkSteps === null
      ? null
      : { checkedAt, ok: toCheckResult(checkSteps).ok, steps: checkSteps.map(toStep) },
} satisfies StoreConnectionResolvers

const toStep = (step: CheckStep) => ({ ...step, status: statusOfStep(step) })
