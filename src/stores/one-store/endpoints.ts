import { createEndpointClassifier } from '../shared/endpoints.ts'

export const classifyOneStoreEndpoint = createEndpointClassifier({
  'purchases.acknowledge': /\/purchases\/.*\/acknowledge$/,
  'purchases.consume': /\/purchases\/.*\/consume$/,
  'subscriptions.change': /\/purchases\/subscription\/.*\/(cancel|defer|revoke)$/,
  'subscriptions.get': /\/purchases\/subscription\//,
  'purchases.get': /\/purchases\//,
  'voided.list': /voided/,
})
