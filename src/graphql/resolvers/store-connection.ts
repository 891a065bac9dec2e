import { createProblem } from '../../domain/problem.ts'
import { connectStore } from '../../domain/store-connection/connect-store.ts'
import { checkStoreConnection } from '../../domain/store-connection/check-store-connection.ts'
import { storeNames, type StoreName } from '../../stores/contract/store-adapter.ts'
import type { ConnectStoreInput, MutationResolvers, StoreConnectionResolvers } from '../generated/types.ts'
import { parseOneOf } from './receipt-input.ts'
import { domainOf } from '../request-context.ts'

const storeByConnectionField: Readonly<Record<keyof ConnectStoreInput, StoreName>> = {
  appStore: 'APP_STORE',
  googlePlay: 'GOOGLE_PLAY',
  oneStore: 'ONE_STORE',
  testStore: 'TEST_STORE',
}

export const storeConnectionMutations = {
  connectStore: (_, { input }, context) => {
    const [field, connection] = parseOneOf<keyof ConnectStoreInput>(input, 'input')
    return connectStore(domainOf(context), { store: storeByConnectionField[field], field, connection })
  },
  checkStoreConnection: (_, { input }, context) => {
    const store = storeNames.find((name) => name === input.store)
    if (store !== undefined) return checkStoreConnection(domainOf(context), { store })
    const message = `The AppKey has no connection to ${input.store}.`
    return { problem: createProblem('STORE_NOT_CONNECTED', message, ['store']) }
  },
} satisfies MutationResolvers

export const StoreConnection = {
  hasCredentials: ({ encryptedCredentials: credentials }) => credentials !== null,
} satisfies StoreConnectionResolvers
