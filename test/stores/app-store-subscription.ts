import type { Emulator } from '@coinslot/store-emulator'
import { createEmulatedSubscription, type EmulatedSubscription } from './emulated-subscription.ts'

export const product = 'com.example.arcade.pass'

export const subscribe = (emulator: Emulator, input: object = {}): Promise<EmulatedSubscription> =>
  createEmulatedSubscription(emulator, { store: 'APP_STORE', productId: product, ...input })

export const detailsOf = ({ token }: EmulatedSubscription, environment = 'PRODUCTION'): string =>
  JSON.stringify({ transactionId: token, environment })
