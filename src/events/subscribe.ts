import type { Db } from '../db/client.ts'
import { CursorLostError } from '../db/errors.ts'
import { selectFeedHead, type EventRow } from '../db/queries/events.ts'
import type { FeedCaches } from './feed-caches.ts'
import { createFeedReader } from './feed-reader.ts'
import { createFeedStream, type EventStream } from './feed-stream.ts'
import { createNotifier } from './notifier.ts'

export type FeedAccess = { readonly db: Db; readonly caches: FeedCaches }

export type SubscribeRequest = {
  readonly appId: string
  /** The position after which the stream starts; null for the current end of the feed. */
  readonly after: bigint | null
  readonly matches: (event: EventRow) => boolean
}

export type EventChanges = {
  /**
   * Waits for the next change, at most so long; several changes since the last call count as one. Resolves with false once closed.
   */
  next: (timeoutMs?: number) => Promise<boolean>
  close: () => void
}

/** @throws CursorLostError if the feed ends before `after`, because the database has lost events */
export async function subscribe(
  { db, caches }: FeedAccess,
  { appId, after, matches }: SubscribeRequest,
): Promise<EventStream<EventRow>> {
  const { cache, release } = caches.acquire(appId)
  try {
    const head = await selectFeedHead(db, appId)
    if (after !== null && after > head) throw new CursorLostError()
    cache.startAt(head)
    return createFeedStream({
      cache,
      readFromTable: createFeedReader(db, appId),
      startPosition: after ?? head,
      matches,
      onClose: release,
    })
  } catch (error) {
    release()
    throw error
  }
}

/** What is watched: a purchase with its payment, or the entitlements of a user. */
export type WatchedSubject = { readonly kind: 'purchase' | 'user'; readonly id: string }

export async function watch(
  { db, caches }: FeedAccess,
  appId: string,
  { kind, id }: WatchedSubject,
): Promise<EventChanges> {
  const { cache, release } = caches.acquire(appId)
  const changeNotifier = createNotifier()
  const listen = kind === 'purchase' ? cache.onPurchaseChange : cache.onUserChange
  const stopListening = listen(id, changeNotifier.notify)
  let isClosed = false
  const close = () => {
    if (isClosed) return
    isClosed = true
    stopListening()
    release()
    changeNotifier.notify()
  }
  try {
    if (!cache.isStarted()) cache.startAt(await selectFeedHead(db, appId))
  } catch (error) {
    close()
    throw error
  }
  const next = async (timeoutMs?: number) => {
    const timer = timeoutMs === undefined ? undefined : setTimeout(changeNotifier.notify, timeoutMs)
    timer?.unref()
    if (!isClosed) await changeNotifier.wait()
    clearTimeout(timer)
    return !isClosed
  }
  return { next, close }
}
