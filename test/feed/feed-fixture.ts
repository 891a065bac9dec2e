import type { Sql } from 'postgres'
import type { DevApp } from '../../src/development/dev-app.ts'
import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { parseServerKeyAppId } from '../../src/platform/server-key-secret.ts'
import type { ApiClient } from '../support/api.ts'
import { createServerClient } from '../support/buyer.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent } from '../support/feed-writer.ts'
import type { TestServer } from '../support/test-server.ts'

/** A project of its own, whose feed grows when the test says so. */
export type FeedFixture = {
  readonly project: DevApp
  readonly appId: string
  readonly api: ApiClient
  /** The cursors of the whole feed, after it grew. */
  readonly appendEvents: (count: number) => Promise<string[]>
  readonly cursorAt: (position: number) => string
}

export async function openFeedFixture(server: TestServer, sql: Sql): Promise<FeedFixture> {
  const project = await server.addProject({})
  const appId = parseServerKeyAppId(project.serverKey)
  if (appId === null) throw new Error('the new server key has no app id')
  const cursorAt = (position: number) => encodeEventCursor({ appId, position: BigInt(position) })
  return {
    project,
    appId,
    api: createServerClient(server, project),
    cursorAt,
    appendEvents: async (count) => {
      const before = (await readFeed(sql, appId)).length
      for (let left = count; left > 0; left -= 1) await writeEvent(sql, appId)
      server.instance.services.events.notifyCommitted()
      return eventually(async () => {
        const feed = await readFeed(sql, appId)
        if (feed.length < before + count) throw new Error('not sequenced yet')
        return feed.map(({ position }) => cursorAt(position))
      })
    },
  }
}
