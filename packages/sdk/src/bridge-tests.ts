export type * from './bridge-tests/bridge-test.ts'
export { testBridge } from './bridge-tests/test-bridge.ts'
