import { createEndpointClassifier } from '../shared/endpoints.ts'

export const classifyGooglePlayEndpoint = createEndpointClassifier({
  'productsv2.get': /\/purchases\/productsv2\/tokens\//,
  'products.acknowledge': /\/purchases\/products\/.*:acknowledge$/,
  'products.consume': /\/purchases\/products\/.*:consume$/,
  'products.get': /\/purchases\/products\//,
  'voidedpurchases.list': /\/purchases\/voidedpurchases$/,
  'orders.refund': /\/orders\/[^/]+:refund$/,
  'orders.reviewrefund': /\/orders\/[^/]+:reviewrefund$/i,
  'orders.get': /\/orders\//,
})
