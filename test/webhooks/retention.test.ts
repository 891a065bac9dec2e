import { afterAll, beforeAll, expect, test } from 'vitest'
import postgres from 'postgres'
import { dropOldestEventPartition } from '../../src/db/queries/delete-old-rows.ts'
import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { writePastEvents } from '../support/feed-writer.ts'
import { startWebhookReceiver } from './webhook-receiver.ts'
import { openWebhookFixture, type WebhookFixture } from './webhook-fixture.ts'

let fixture: WebhookFixture
beforeAll(async () => {
  fixture = await openWebhookFixture({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_TIMEOUT_MS: '5000' })
})
afterAll(() => fixture.close())

test('an endpoint that was away for longer than events are kept says so, and goes on with what is kept', async () => {
  const receiver = await startWebhookReceiver()
  const { id: endpointId } = await fixture.createEndpoint(receiver.url)
  await fixture.admin.mutate('pauseWebhookEndpoint', { endpointId })
  const appId = decodeId('ak', fixture.server.project.appKey) ?? ''
  const sql = postgres(fixture.server.databaseUrl, { max: 1, onnotice: () => undefined })
  await writePastEvents(sql, appId, { day: '2015-01-10', count: 5 })
  await sql.end()
  const drop = () => dropOldestEventPartition(fixture.server.instance.services.db, new Date('2015-02-01'))
  // It gives up where somebody holds the table for long.
  expect(await eventually(drop)).toBe('2015-01-01')
  await fixture.buyAndConsume()
  await fixture.admin.mutate('resumeWebhookEndpoint', { endpointId })
  // A acknowledgement may still add to the feed, and what was taken may come again.
  const hasAll = () =>
    eventually(
      async () => {
        const kept = (await fixture.readFeed()).map(({ id }) => id)
        expect(new Set(receiver.accepted().map(({ id }) => id))).toEqual(new Set(kept))
      },
      { timeoutMs: 20_000 },
    )
  await hasAll()
  const said = {
    status: 'ACTIVE',
    firstFailedAt: null,
    lastError: 'up to 5 events expired before they were delivered',
  }
  await eventually(async () => expect(await fixture.readEndpoint(endpointId)).toMatchObject(said))
  // It is still said after later deliveries, until somebody acts.
  await fixture.buyAndConsume()
  await hasAll()
  await eventually(async () => expect(await fixture.readEndpoint(endpointId)).toMatchObject(said))
  const from = (position: bigint) => ({ endpointId, from: encodeEventCursor({ appId, position }) })
  const tooOld = await fixture.admin.mutate('replayWebhookEvents', from(4n))
  expect(tooOld.problem).toMatchObject({
    code: 'INVALID_INPUT',
    field: ['from'],
    message: 'from has expired: events after it are no longer retained.',
  })
  receiver.received.length = 0
  expect((await fixture.admin.mutate('replayWebhookEvents', from(5n))).problem).toBeNull()
  await hasAll()
  await eventually(async () => expect((await fixture.readEndpoint(endpointId)).lastError).toBeNull())
  await receiver.close()
}, 90_000)
