import { createEndpointClassifier } from '../shared/endpoints.ts'

export const classifyGooglePlayEndpoint = createEndpointClassifier({
  'productsv2.get': /\/purchases\/productsv2\/tokens\//,
  'subscriptionsv2.cancel': /\/purchases\/subscriptionsv2\/tokens\/.*:cancel$/,
  'subscriptionsv2.defer': /\/purchases\/subscriptionsv2\/tokens\/.*:defer$/,
  'subscriptionsv2.revoke': /\/purchases\/subscriptionsv2\/tokens\/.*:revoke$/,
  'subscriptionsv2.get': /\/purchases\/subscriptionsv2\/tokens\//,
  'subscriptions.acknowledge': /\/purchases\/subscriptions\/.*:acknowledge$/,
  'products.acknowledge': /\/purchases\/products\/.*:acknowledge$/,
  'products.consume': /\/purchases\/products\/.*:consume$/,
  'products.get': /\/purchases\/products\//,
  'voidedpurchases.list': /\/purchases\/voidedpurchases$/,
  'orders.refund': /\/orders\/[^/]+:refund$/,
  'orders.reviewrefund': /\/orders\/[^/]+:reviewrefund$/i,
  'orders.batchget': /\/orders:batchGet(\?|$)/,
  'orders.get': /\/orders\//,
})
