import { control, type EmulatorAddress } from '../support/emulator-control.ts'
import { resendNotification, type EmulatorNotification } from '../notifications/emulator-notifications.ts'

/**
 * What happens to the notifications of a scenario. LATE: each arrives after the next thing that happened. REVERSED: all of them arrive at
 * the end, the last one first.
 */
export const deliveryModes = ['DELIVERED', 'DOUBLED', 'DROPPED', 'LATE', 'REVERSED'] as const
export type DeliveryMode = (typeof deliveryModes)[number]

/** The modes in which the server is told of everything while the store still says it. */
export const modesInTime: readonly DeliveryMode[] = ['DELIVERED', 'DOUBLED']

export type Delivery = {
  /** Takes the new notifications, and sends those whose turn it is. */
  readonly take: (notificationIds: readonly string[]) => Promise<void>
  /** Sends what has not been sent, at the end. */
  readonly finish: () => Promise<void>
}

type Options = {
  readonly emulator: EmulatorAddress
  readonly mode: DeliveryMode
  readonly waitForIdle: () => Promise<void>
}

/** Sends the notifications that the emulator itself has dropped. */
export function createDelivery({ emulator, mode, waitForIdle }: Options): Delivery {
  const waiting: string[] = []
  const send = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) await resendNotification(emulator, id)
  }
  /** One after the other, so that the server has processed each before the next one arrives. */
  const sendInOrder = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      await send([id])
      await waitForIdle()
    }
  }
  const take = async (ids: readonly string[]): Promise<void> => {
    switch (mode) {
      case 'DELIVERED':
        return send(ids)
      case 'DOUBLED':
        return send(ids.flatMap((id) => [id, id]))
      case 'DROPPED':
        return
      case 'LATE':
        await send(waiting.splice(0))
        waiting.push(...ids)
        return
      case 'REVERSED':
        waiting.push(...ids)
    }
  }
  return { take, finish: () => sendInOrder(waiting.splice(0).toReversed()) }
}

type NotificationPage = {
  readonly notifications: readonly EmulatorNotification[]
  readonly hasMore: boolean
  readonly endCursor: string | null
}

/** The notifications about these subscriptions that are not in `taken`, oldest first, by subscription. Adds them to `taken`. */
export async function takeNotifications(
  emulator: EmulatorAddress,
  subscriptionIds: ReadonlySet<string>,
  taken: Set<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>()
  for (let after = ''; ;) {
    // A notification of the App Store has some kilobytes, and few are new.
    const path = `/control/notifications?first=25${after}`
    const page = (await control(emulator, 'GET', path)) as NotificationPage
    const fresh = page.notifications.filter(
      ({ id, purchaseId }) => !taken.has(id) && subscriptionIds.has(purchaseId ?? ''),
    )
    for (const { id, purchaseId } of fresh) {
      taken.add(id)
      found.set(purchaseId ?? '', [id, ...(found.get(purchaseId ?? '') ?? [])])
    }
    if (fresh.length === 0 || !page.hasMore || page.endCursor === null) return found
    after = `&after=${page.endCursor}`
  }
}
