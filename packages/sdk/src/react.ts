export { useEntitlements, type EntitlementsState } from './react/use-entitlements.ts'
export { useItems, type ItemsState } from './react/use-items.ts'
export { usePurchase, type PurchaseState } from './react/use-purchase.ts'
