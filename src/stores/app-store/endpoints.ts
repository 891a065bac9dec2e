import { createEndpointClassifier } from '../shared/endpoints.ts'

export const classifyAppStoreEndpoint = createEndpointClassifier({
  'notifications.history': /^\/inApps\/v\d\/notifications\/history/,
  'notifications.test': /^\/inApps\/v\d\/notifications\/test/,
  'transactions.consumption': /^\/inApps\/v\d\/transactions\/consumption\//,
  'transactions.finish': /^\/inApps\/v\d\/transactions\/[^/]+\/finish/,
  'transactions.account_token': /^\/inApps\/v\d\/transactions\/[^/]+\/appAccountToken/,
  'transactions.get': /^\/inApps\/v\d\/transactions\//,
  'transactions.history': /^\/inApps\/v\d\/history\//,
  'subscriptions.extend': /^\/inApps\/v\d\/subscriptions\/extend\//,
  'subscriptions.get': /^\/inApps\/v\d\/subscriptions\//,
  'refunds.history': /^\/inApps\/v\d\/refund\/lookup\//,
  'orders.lookup': /^\/inApps\/v\d\/lookup\//,
})
