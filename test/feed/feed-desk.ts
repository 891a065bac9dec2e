import type { Sql } from 'postgres'
import type { DevProject } from '../../src/development/dev-project.ts'
import { cursorOf } from '../../src/domain/event/event-filter.ts'
import { readServerKeyApp } from '../../src/domain/server-key/server-key.ts'
import type { Api } from '../support/api.ts'
import { serverApi } from '../support/buyer.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent } from '../support/feed-writer.ts'
import type { TestServer } from '../support/test-server.ts'

/** A project of its own, whose feed grows when the test says so. */
export type FeedDesk = {
  readonly project: DevProject
  readonly appId: string
  readonly api: Api
  /** The cursors of the whole feed, after it grew. */
  readonly grow: (count: number) => Promise<string[]>
  readonly cursor: (position: number) => string
}

export async function openFeedDesk(at: TestServer, sql: Sql): Promise<FeedDesk> {
  const project = await at.addProject({})
  const appId = readServerKeyApp(project.serverKey)
  if (appId === null) throw new Error('just made')
  const cursor = (position: number) => cursorOf({ appId, position: BigInt(position) })
  return {
    project,
    appId,
    api: serverApi(at, project),
    cursor,
    grow: async (count) => {
      const before = (await readFeed(sql, appId)).length
      for (let left = count; left > 0; left -= 1) await writeEvent(sql, appId)
      at.server.services.feed.announce()
      return eventually(async () => {
        const feed = await readFeed(sql, appId)
        if (feed.length < before + count) throw new Error('not placed yet')
        return feed.map(({ position }) => cursor(position))
      })
    },
  }
}
