import type { Emulator } from '@coinslot/store-emulator'
import type { DevConnections } from './dev-project.ts'

/** What `connectStore` needs to take the emulator for each of the stores. */
export function emulatorConnections({ credentials }: Emulator): DevConnections {
  const { appStore, googlePlay, oneStore, testStore } = credentials
  // How pushes prove themselves is no part of a connection.
  const { push: _, ...googlePlayConnection } = googlePlay
  return {
    appStore: { store: 'APP_STORE', connection: appStore },
    googlePlay: { store: 'GOOGLE_PLAY', connection: googlePlayConnection },
    oneStore: { store: 'ONE_STORE', connection: { ...oneStore, packageName: googlePlay.packageName } },
    testStore: { store: 'TEST_STORE', connection: testStore },
  }
}
