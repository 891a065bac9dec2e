import { control, type EmulatedStore, type EmulatorAddress } from '../support/emulator-control.ts'

export type EmulatorNotification = {
  readonly id: string
  readonly store: EmulatedStore
  readonly type: string
  readonly purchaseId: string | null
  readonly state: string
  readonly body: string
}

/** The notifications of a store about a purchase, oldest first, whether or not they were delivered. */
export async function listEmulatorNotifications(
  emulator: EmulatorAddress,
  purchaseId: string,
): Promise<EmulatorNotification[]> {
  const page = (await control(emulator, 'GET', '/control/notifications?first=100')) as {
    notifications: EmulatorNotification[]
  }
  return page.notifications.filter((each) => each.purchaseId === purchaseId).toReversed()
}

export async function resendNotification(emulator: EmulatorAddress, notificationId: string): Promise<void> {
  await control(emulator, 'POST', `/control/notifications/${notificationId}/resend`)
}
