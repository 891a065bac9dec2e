import { startEmulator } from '@coinslot/store-emulator'
import { startFakeStoreServer } from '../support/fake-store-server.ts'
import { baseTest } from '../support/base-test.ts'

export { describe, expect, vi } from 'vitest'

/** An emulator and a receiver of its notifications, without a server. */
export const emulatorTest = baseTest
  .extend('emulator', { scope: 'file' }, async ({ postgresUrl: _ }, { onCleanup }) => {
    const emulator = await startEmulator()
    onCleanup(() => emulator.close())
    return emulator
  })
  .extend('receiver', { scope: 'file' }, async ({ postgresUrl: _ }, { onCleanup }) => {
    const receiver = await startFakeStoreServer()
    onCleanup(receiver.close)
    return receiver
  })
