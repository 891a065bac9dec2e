import type { Emulator } from '@coinslot/store-emulator'
import { spoilStore, type EmulatedStore } from '../support/emulator-control.ts'

export type StoreMessage = {
  readonly id: string
  readonly store: EmulatedStore
  readonly type: string
  readonly purchaseId: string | null
  readonly state: string
  readonly body: string
}

/** What a store said about a purchase, oldest first; whether or not it got through. */
export async function listMessages(
  { url }: Pick<Emulator, 'url'>,
  purchaseId: string,
): Promise<StoreMessage[]> {
  const response = await fetch(`${url}/control/notifications?first=100`)
  if (!response.ok) throw new Error(await response.text())
  const { notifications } = (await response.json()) as { notifications: StoreMessage[] }
  return notifications.filter((each) => each.purchaseId === purchaseId).toReversed()
}

export async function resend({ url }: Pick<Emulator, 'url'>, messageId: string): Promise<void> {
  const response = await fetch(`${url}/control/notifications/${messageId}/resend`, { method: 'POST' })
  if (!response.ok) throw new Error(await response.text())
}

/** Nothing that the store says gets through, until `mendStores`; what was lost can be sent again. */
export async function muteStore(emulator: Emulator, store: EmulatedStore): Promise<void> {
  await spoilStore(emulator, { store, endpoint: 'notification', notification: { effect: 'DROP' } })
}
