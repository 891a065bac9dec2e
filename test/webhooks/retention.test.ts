import { afterAll, beforeAll, expect, test } from 'vitest'
import postgres from 'postgres'
import { dropEventMonth } from '../../src/db/queries/prune.ts'
import { cursorOf } from '../../src/domain/event/event-filter.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { writeHistory } from '../support/feed-writer.ts'
import { startReceiver } from './receiver.ts'
import { openWebhookDesk, type WebhookDesk } from './webhook-desk.ts'

let desk: WebhookDesk
beforeAll(async () => {
  desk = await openWebhookDesk({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_TIMEOUT_MS: '5000' })
})
afterAll(() => desk.close())

test('an endpoint that was away for longer than events are kept says so, and goes on with what is kept', async () => {
  const receiver = await startReceiver()
  const { id: endpointId } = await desk.open(receiver.url)
  await desk.admin.mutate('pauseWebhookEndpoint', { endpointId })
  const appId = decodeId('ak', desk.at.project.appKey) ?? ''
  const sql = postgres(desk.at.databaseUrl, { max: 1, onnotice: () => undefined })
  await writeHistory(sql, appId, { day: '2015-01-10', count: 5 })
  await sql.end()
  const drop = () => dropEventMonth(desk.at.server.services.db, new Date('2015-02-01'))
  // It gives up where somebody holds the table for long.
  expect(await eventually(drop)).toBe('2015-01-01')
  await desk.sell()
  await desk.admin.mutate('resumeWebhookEndpoint', { endpointId })
  // A acknowledgement may still add to the feed, and what was taken may come again.
  const hasAll = () =>
    eventually(
      async () => {
        const kept = (await desk.feed()).map(({ id }) => id)
        expect(new Set(receiver.taken().map(({ id }) => id))).toEqual(new Set(kept))
      },
      { timeoutMs: 20_000 },
    )
  await hasAll()
  const said = {
    status: 'ACTIVE',
    firstFailedAt: null,
    lastError: 'up to 5 events were not delivered before they were no longer kept',
  }
  await eventually(async () => expect(await desk.look(endpointId)).toMatchObject(said))
  // It is still said after later deliveries, until somebody acts.
  await desk.sell()
  await hasAll()
  await eventually(async () => expect(await desk.look(endpointId)).toMatchObject(said))
  const from = (position: bigint) => ({ endpointId, from: cursorOf({ appId, position }) })
  const tooOld = await desk.admin.mutate('replayWebhookEvents', from(4n))
  expect(tooOld.problem).toMatchObject({
    code: 'INVALID_INPUT',
    field: ['from'],
    message: 'from is older than what this feed keeps.',
  })
  receiver.received.length = 0
  expect((await desk.admin.mutate('replayWebhookEvents', from(5n))).problem).toBeNull()
  await hasAll()
  await eventually(async () => expect((await desk.look(endpointId)).lastError).toBeNull())
  await receiver.close()
}, 90_000)
