import { connectStore } from '../../domain/store-connection/connect-store.ts'
import { checkStoreConnection } from '../../domain/store-connection/check-store-connection.ts'
import { storeNotConnected } from '../../domain/store-connection/store-not-connected.ts'
import { storeNames } from '../../stores/contract/store-adapter.ts'
import type { ConnectStoreInput, MutationResolvers, StoreConnectionResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'
import { parseOneOf, storeByField } from './one-of-input.ts'

export const storeConnectionMutations = {
  connectStore: (_, { input }, context) => {
    const [field, connection] = parseOneOf<keyof ConnectStoreInput>(input, 'input')
    return connectStore(domainOf(context), { store: storeByField[field], field, connection })
  },
  checkStoreConnection: (_, { input }, context) => {
    const store = storeNames.find((name) => name === input.store)
    if (store !== undefined) return checkStoreConnection(domainOf(context), { store })
    return { problem: storeNotConnected(input.store, ['store']) }
  },
} satisfies MutationResolvers

export const StoreConnection = {
  hasCredentials: ({ encryptedCredentials: credentials }) => credentials !== null,
} satisfies StoreConnectionResolvers
