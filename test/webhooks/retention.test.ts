import { dropOldestEventPartition } from '../../src/db/queries/delete-old-rows.ts'
import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { writePastEvents } from '../support/feed-writer.ts'
import { expect, webhookTest, webhookServerOptions } from './webhook-fixture.ts'

const test = webhookTest.extend(
  'serverOptions',
  { scope: 'file' },
  webhookServerOptions({ WEBHOOK_TIMEOUT_MS: '5000' }),
)

test('an endpoint that was paused for longer than the retention reports the gap, and continues with the retained events', async ({
  project,
  services,
  admin,
  sql,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id: endpointId } = await createEndpoint()
  await admin.mutate('pauseWebhookEndpoint', { endpointId })
  const appId = decodeId('ak', project.appKey) ?? ''
  await writePastEvents(sql, appId, { day: '2015-01-10', count: 5 })
  const drop = () => dropOldestEventPartition(services.db, new Date('2015-02-01'))
  // The drop times out while another session locks the table.
  expect(await eventually(drop)).toBe('2015-01-01')
  await webhooks.buyAndConsume()
  await admin.mutate('resumeWebhookEndpoint', { endpointId })
  // An acknowledgement may still add an event, and an accepted event may be sent again.
  const waitForAll = () =>
    eventually(
      async () => {
        const retained = (await webhooks.readFeed()).map(({ id }) => id)
        expect(new Set(receiver.accepted().map(({ id }) => id))).toEqual(new Set(retained))
      },
      { timeoutMs: 20_000 },
    )
  await waitForAll()
  const gapReported = {
    status: 'ACTIVE',
    firstFailedAt: null,
    lastError: 'up to 5 events expired before they were delivered',
  }
  await eventually(async () => expect(await webhooks.readEndpoint(endpointId)).toMatchObject(gapReported))
  // The error stays after later deliveries, until an operator acts.
  await webhooks.buyAndConsume()
  await waitForAll()
  await eventually(async () => expect(await webhooks.readEndpoint(endpointId)).toMatchObject(gapReported))
  const from = (position: bigint) => ({ endpointId, from: encodeEventCursor({ appId, position }) })
  const tooOld = await admin.mutate('replayWebhookEvents', from(4n))
  expect(tooOld.problem).toMatchObject({
    code: 'INVALID_INPUT',
    field: ['from'],
    message: 'from has expired: events after it are no longer retained.',
  })
  receiver.received.length = 0
  expect((await admin.mutate('replayWebhookEvents', from(5n))).problem).toBeNull()
  await waitForAll()
  await eventually(async () => expect((await webhooks.readEndpoint(endpointId)).lastError).toBeNull())
}, 90_000)
