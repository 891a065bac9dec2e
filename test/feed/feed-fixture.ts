import type { Sql } from 'postgres'
import type { DevApp } from '../../src/development/dev-app.ts'
import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { parseServerKeyAppId } from '../../src/platform/server-key-secret.ts'
import type { ApiClient } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent, writePastEvents } from '../support/feed-writer.ts'
import { createServerClient } from '../support/purchase-client.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import { serverTest } from '../support/test.ts'
import type { TestServer } from '../support/test-server.ts'

export { expect, vi } from '../support/test.ts'

/** A project of its own, whose feed has only the events that the test appends. */
export type Feed = {
  readonly project: DevApp
  readonly appId: string
  readonly client: ApiClient
  /** Appends events; returns the cursors of the whole feed. */
  readonly appendEvents: (count: number) => Promise<string[]>
  /** Appends events as if they had happened on that day. */
  readonly appendPastEvents: (day: string, count: number) => Promise<void>
  readonly cursorAt: (position: number) => string
}

export type FeedFixtures = ServerFixtures & { readonly feed: Feed; readonly otherFeed: Feed }

/** `feed` and `otherFeed` are the feeds of two new projects in every test. */
export const feedTest = serverTest
  .extend('feed', ({ server, sql }) => createFeed(server, sql))
  .extend('otherFeed', ({ server, sql }) => createFeed(server, sql))

export async function createFeed(server: TestServer, sql: Sql): Promise<Feed> {
  const project = await server.addProject({})
  const appId = parseServerKeyAppId(project.serverKey)
  if (appId === null) throw new Error('the new server key has no app id')
  const cursorAt = (position: number) => encodeEventCursor({ appId, position: BigInt(position) })
  return {
    project,
    appId,
    client: createServerClient(server, project),
    cursorAt,
    appendPastEvents: (day, count) => writePastEvents(sql, appId, { day, count }),
    appendEvents: async (count) => {
      const before = (await readFeed(sql, appId)).length
      for (let left = count; left > 0; left -= 1) await writeEvent(sql, appId)
      server.instance.services.events.notifyCommitted(appId)
      return eventually(async () => {
        const feed = await readFeed(sql, appId)
        if (feed.length < before + count) throw new Error('not sequenced yet')
        return feed.map(({ position }) => cursorAt(position))
      })
    },
  }
}
