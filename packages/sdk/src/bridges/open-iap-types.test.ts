import { expect, expectTypeOf, test } from 'vitest'
import type * as ExpoIap from 'expo-iap'
import type * as ReactNativeIap from 'react-native-iap'
import type { Bridge } from './bridge.ts'
import { openIap } from './open-iap.ts'

const options = { store: 'APP_STORE' } as const

/** The modules need a device, so these are only compiled. */
const compiled = [
  async () => openIap(await import('react-native-iap'), options),
  async () => openIap(await import('expo-iap'), options),
]

test('the bridge takes the modules react-native-iap 16 and expo-iap 5 as they are', () => {
  expectTypeOf(openIap<ReactNativeIap.Purchase>)
    .parameter(0)
    .toExtend<object>()
  expectTypeOf<typeof ReactNativeIap>().toExtend<Parameters<typeof openIap<ReactNativeIap.Purchase>>[0]>()
  expectTypeOf<typeof ExpoIap>().toExtend<Parameters<typeof openIap<ExpoIap.Purchase>>[0]>()
  expectTypeOf(compiled).toEqualTypeOf<(() => Promise<Bridge>)[]>()
  expect(compiled.length).toBe(2)
})

test('a module without one of the functions is rejected by the compiler', () => {
  expectTypeOf<Omit<typeof ReactNativeIap, 'finishTransaction'>>().not.toExtend<
    Parameters<typeof openIap<ReactNativeIap.Purchase>>[0]
  >()
  expectTypeOf<Omit<typeof ExpoIap, 'getPendingTransactionsIOS'>>().not.toExtend<
    Parameters<typeof openIap<ExpoIap.Purchase>>[0]
  >()
})
