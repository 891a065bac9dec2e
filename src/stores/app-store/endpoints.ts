import { createEndpointClassifier } from '../shared/endpoints.ts'

export const classifyAppStoreEndpoint = createEndpointClassifier({
  'notifications.history': /^\/inApps\/v\d\/notifications\/history/,
  'notifications.test': /^\/inApps\/v\d\/notifications\/test/,
  'transactions.consumption': /^\/inApps\/v\d\/transactions\/consumption\//,
  'transactions.finish': /^\/inApps\/v\d\/transactions\/[^/]+\/finish/,
  'transactions.get': /^\/inApps\/v\d\/transactions\//,
  'refunds.history': /^\/inApps\/v\d\/refund\/lookup\//,
  'orders.lookup': /^\/inApps\/v\d\/lookup\//,
})
