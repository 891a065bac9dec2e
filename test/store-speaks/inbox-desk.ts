import { expect } from 'vitest'
import type { Reception } from '../../src/domain/notification/receive-notification.ts'
import type { ConnectStoreInput } from '../../src/graphql/generated/types.ts'
import { pay, required, reserve } from '../support/buyer.ts'
import { connectionInputs } from '../support/connect-emulator.ts'
import { watchDatabase } from '../support/database-state.ts'
import type { Bought, BuyOptions, EmulatedStore } from '../support/emulator-control.ts'
import { deliver, openPostbox, type Answer, type Letter, type Postbox } from './postbox.ts'
import { openStoryDesk, type PushingStore, type StoryDesk } from './story-desk.ts'

/** What a store says of a purchase that was paid. */
export type Told = { readonly letter: Letter; readonly purchaseId: string; readonly bought: Bought }

type SaleOptions = Omit<Partial<BuyOptions>, 'store'>

/** A server that hears of its stores what the test hands to it. */
export type InboxDesk = {
  readonly story: StoryDesk
  readonly postbox: Postbox
  readonly deliver: (letter: Letter) => Promise<Answer>
  /** Somebody pays; the server does not hear of it. */
  readonly buy: (store: PushingStore, options?: SaleOptions) => Promise<Told>
  /** Delivers what is not kept, and sees that it is answered and counted as such, and changes nothing. */
  readonly expectNotKept: (letter: Letter, store: EmulatedStore, reception: Reception) => Promise<void>
  /** Sees that no message is stored and no record changed by the work. */
  readonly expectUntouched: <T>(work: () => Promise<T>) => Promise<T>
  /** What makes the store do the right thing. */
  readonly statusFor: (store: EmulatedStore, reception: Reception) => number
  /** How many messages of a store were taken so, by the metrics. */
  readonly counted: (store: EmulatedStore, reception: Reception) => Promise<number>
  readonly connect: (connection: ConnectStoreInput) => Promise<void>
  /** As the stores were connected at first. */
  readonly reconnect: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function openInboxDesk(): Promise<InboxDesk> {
  const story = await openStoryDesk()
  const { at, sql } = story
  const postbox = await openPostbox(at)
  const database = watchDatabase(at.databaseUrl)
  const send = (letter: Letter) => deliver(at.server.url, letter)
  const statusFor = (store: EmulatedStore, reception: Reception) => statusOf(story, store, reception)
  const counted = (store: EmulatedStore, reception: Reception) =>
    readCounter(at.server.url, { store, reception })
  const expectUntouched = async <T>(work: () => Promise<T>) => {
    const stored = () => sql`select id, status, attempts, outcome from notifications order by id`
    const before = await stored()
    const result = await database.expectUnchanged(work)
    expect(await stored()).toEqual(before)
    return result
  }
  const connect = async (connection: ConnectStoreInput) => {
    required(await story.server.mutate('connectStore', connection), 'storeConnection')
  }
  return {
    story,
    postbox,
    deliver: send,
    buy: (store, options) => buy(story, postbox, { store, ...options }),
    expectNotKept: async (letter, store, reception) => {
      const before = await counted(store, reception)
      const answer = await expectUntouched(() => send(letter))
      expect(answer).toEqual({ status: statusFor(store, reception), body: '' })
      expect(await counted(store, reception)).toBe(before + 1)
    },
    expectUntouched,
    statusFor,
    counted,
    connect,
    reconnect: async () => {
      const { appStore, googlePlay, oneStore } = connectionInputs(at.emulator)
      for (const connection of [{ appStore }, { googlePlay }, { oneStore }]) await connect(connection)
    },
    close: async () => {
      await database.close()
      await postbox.close()
      await story.close()
    },
  }
}

async function buy(
  { at, buyer }: StoryDesk,
  postbox: Postbox,
  { store, ...options }: SaleOptions & { readonly store: PushingStore },
): Promise<Told> {
  const purchase = await reserve(buyer, store)
  const bought = Promise.withResolvers<Bought>()
  const letter = await postbox.collectOne(async () => {
    bought.resolve(await pay(at, purchase, options))
  })
  return { letter, purchaseId: purchase.id, bought: await bought.promise }
}

function statusOf({ at }: StoryDesk, store: EmulatedStore, reception: Reception): number {
  const answers = at.server.services.stores.definitions[store].notificationAnswers
  if (reception === 'unknown') return 404
  const isNoNews = reception === 'repeated' || reception === 'foreign'
  return answers[isNoNews ? 'accepted' : reception]
}

async function readCounter(
  serverUrl: string,
  { store, reception }: { readonly store: EmulatedStore; readonly reception: Reception },
): Promise<number> {
  const metrics = await (await fetch(`${serverUrl}/metrics`)).text()
  const labels = `{store="${store}",reception="${reception}"}`
  const line = metrics.split('\n').find((each) => each.startsWith(`coinslot_notifications_total${labels} `))
  return Number(line?.split(' ').at(-1) ?? 0)
}
