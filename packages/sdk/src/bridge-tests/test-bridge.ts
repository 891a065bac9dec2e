import type { BridgeTest, BridgeSubject } from './bridge-test.ts'
import { purchaseTests } from './purchase-tests.ts'
import { sheetTests } from './sheet-tests.ts'
import type { TestDefinition } from './tested-app.ts'
import { transactionTests } from './transaction-tests.ts'

/**
 * The tests that a bridge must pass, each with a store of its own. They need no test runner; with one, pass its function:
 * `testBridge(subject, test)`.
 */
export function testBridge(
  subject: BridgeSubject,
  register?: (name: string, run: () => Promise<void>) => void,
): readonly BridgeTest[] {
  const { productIds, waitMs = 10_000, createStore } = subject
  const [productId, otherProductId] = productIds
  const tests = [...sheetTests, ...transactionTests, ...purchaseTests]
    .filter((test) => isPossible(test, subject))
    .map(({ name, run }) => ({
      name,
      run: async () => run({ store: await createStore(), productId, otherProductId, waitMs }),
    }))
  for (const { name, run } of tests) register?.(name, run)
  return tests
}

const isPossible = ({ needs, unless = [] }: TestDefinition, { abilities }: BridgeSubject): boolean =>
  needs.every((ability) => abilities.includes(ability)) &&
  !unless.some((ability) => abilities.includes(ability))
