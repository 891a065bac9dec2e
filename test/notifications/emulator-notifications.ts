import type { Emulator } from '@coinslot/store-emulator'
import { injectFault, type EmulatedStore } from '../support/emulator-control.ts'

export type EmulatorNotification = {
  readonly id: string
  readonly store: EmulatedStore
  readonly type: string
  readonly purchaseId: string | null
  readonly state: string
  readonly body: string
}

/** What a store said about a purchase, oldest first; whether or not it got through. */
export async function listEmulatorNotifications(
  { url }: Pick<Emulator, 'url'>,
  purchaseId: string,
): Promise<EmulatorNotification[]> {
  const response = await fetch(`${url}/control/notifications?first=100`)
  if (!response.ok) throw new Error(await response.text())
  const { notifications } = (await response.json()) as { notifications: EmulatorNotification[] }
  return notifications.filter((each) => each.purchaseId === purchaseId).toReversed()
}

export async function resendNotification(
  { url }: Pick<Emulator, 'url'>,
  notificationId: string,
): Promise<void> {
  const response = await fetch(`${url}/control/notifications/${notificationId}/resend`, { method: 'POST' })
  if (!response.ok) throw new Error(await response.text())
}

/** Nothing that the store says gets through, until `mendStores`; what was lost can be sent again. */
export async function disableNotifications(emulator: Emulator, store: EmulatedStore): Promise<void> {
  await injectFault(emulator, { store, endpoint: 'notification', notification: { effect: 'DROP' } })
}
