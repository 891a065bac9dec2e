export { startCoinslot } from './start-coinslot.ts'
export type { CoinslotTestServer, StartCoinslotOptions, TestItem } from './start-coinslot.ts'
export type { BuyInput, BoughtPayment } from './buy.ts'
export type { PlanPeriod, TestPlan } from './sell.ts'
export type { StoreName, TestEmulator } from './emulator.ts'
export type { TestReceipt } from './test-receipt.ts'
export type { VirtualClock } from './virtual-clock.ts'
export type {
  CreateStoreOptions,
  Sale,
  SheetBehavior,
  TestBridge,
  TestSheetRequest,
  TestSheetResult,
  TestStore,
  TestTransaction,
} from './test-store.ts'
