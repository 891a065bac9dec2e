import { expect, test } from 'vitest'

import { storeNames } from './contract/store-adapter.ts'
import { createStoreRegistry } from './registry.ts'

test('the registry lists each store under its own name', () => {
  const registry = createStoreRegistry({ production: true })
  expect(Object.keys(registry).toSorted()).toEqual(storeNames.toSorted())
  for (const name of storeNames) expect(registry[name].name).toBe(name)
})
