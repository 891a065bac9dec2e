export { createEntitlements, type Entitlements } from './entitlements/create-entitlements.ts'
export type { EntitlementsListener } from './entitlements/create-watchers.ts'
export type { Entitlement, EntitlementSource } from './core/entitlement.ts'
export type { Environment, OrUnknown } from './core/known-values.ts'
