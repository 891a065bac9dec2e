import type { Emulator } from '@coinslot/store-emulator'
import type { DevConnections } from './dev-app.ts'

/** Audience of the identity tokens in the emulator's Google Play pushes. */
const pushAudience = 'coinslot'

/** The inputs of `connectStore` that connect each store to the emulator. */
export function toDevConnections({ credentials }: Emulator): DevConnections {
  const { appStore, googlePlay, oneStore, testStore } = credentials
  const { serviceAccountEmail, subscription, certsUrl } = googlePlay.push
  const push = { serviceAccountEmail, subscription, certsUrl, audience: pushAudience }
  return {
    appStore: { store: 'APP_STORE', connection: appStore },
    googlePlay: { store: 'GOOGLE_PLAY', connection: { ...googlePlay, push } },
    oneStore: { store: 'ONE_STORE', connection: { ...oneStore, packageName: googlePlay.packageName } },
    testStore: { store: 'TEST_STORE', connection: testStore },
  }
}

/** Sets the server as the target of the emulator's store notifications. */
export function setNotificationTargets(emulator: Emulator, serverUrl: string, appKey: string): void {
  const url = (store: string) => `${serverUrl}/notifications/${store}/${appKey}`
  emulator.setNotificationTarget({ store: 'APP_STORE', url: url('app-store') })
  emulator.setNotificationTarget({ store: 'GOOGLE_PLAY', url: url('google-play'), audience: pushAudience })
  emulator.setNotificationTarget({ store: 'ONE_STORE', url: url('one-store') })
}
