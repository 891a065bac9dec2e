export type * from './bridges/bridge.ts'
export {
  emulatorCheckout,
  type CheckoutMessageEvent,
  type CheckoutResponse,
  type CheckoutWindow,
  type EmulatorCheckoutOptions,
  type OpenerWindow,
} from './bridges/emulator-checkout.ts'
export {
  createFakeStore,
  type FakeSale,
  type FakeSheet,
  type FakeStore,
  type FakeStoreOptions,
} from './bridges/fake-store.ts'
export { createVirtualTime, type VirtualTime } from './bridges/virtual-time.ts'
export { openIap, type OpenIapOptions } from './bridges/open-iap.ts'
export type {
  OpenIapError,
  OpenIapModule,
  OpenIapOffer,
  OpenIapProduct,
  OpenIapPurchase,
  OpenIapPurchaseRequest,
} from './bridges/open-iap-module.ts'
export type { PlanChangeMode, PlanChangeOptions } from './bridges/plan-changes.ts'
