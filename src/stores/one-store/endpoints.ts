import { createEndpointClassifier } from '../shared/endpoints.ts'

export const classifyOneStoreEndpoint = createEndpointClassifier({
  'purchases.acknowledge': /\/purchases\/.*\/acknowledge$/,
  'purchases.consume': /\/purchases\/.*\/consume$/,
  'purchases.get': /\/purchases\//,
  'voided.list': /voided/,
})
