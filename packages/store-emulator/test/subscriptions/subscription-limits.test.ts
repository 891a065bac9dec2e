import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmulator } from '../../src/index.ts'
import {
  act,
  advanceTo,
  createSubscription,
  getSubscription,
  listChanges,
  listSubscriptions,
} from './subscription-client.ts'

test('each store has at most the configured number of subscriptions, which are listed by store', async () => {
  const emulator = await startEmulator({ maxSubscriptions: 1 })
  const { id } = await createSubscription(emulator)
  await expect(createSubscription(emulator)).rejects.toThrow('TOO_MANY_SUBSCRIPTIONS')
  await createSubscription(emulator, { store: 'APP_STORE' })
  const { subscriptions } = await listSubscriptions(emulator, '?store=GOOGLE_PLAY')
  expect(subscriptions.map((each) => each.id)).toEqual([id])
  expect((await listSubscriptions(emulator, '?first=1')).hasMore).toBe(true)
  await emulator.close()
})

test('a subscription continues after a restart with its periods and its next renewal', async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'emulator-'))
  const first = await startEmulator({ dataDir: directory.path })
  const created = await createSubscription(first, { store: 'APP_STORE' })
  await advanceTo(first, created.paidUntil)
  const before = await getSubscription(first, created)
  await first.close()
  const second = await startEmulator({ dataDir: directory.path })
  expect((await getSubscription(second, created)).periods).toEqual(before.periods)
  await advanceTo(second, before.paidUntil)
  expect((await getSubscription(second, created)).periods).toHaveLength(3)
  await second.close()
})

test('the list of changes continues after its cursor with what has changed since, and ends with the newest change', async () => {
  const emulator = await startEmulator()
  const first = await createSubscription(emulator)
  const second = await createSubscription(emulator, { store: 'APP_STORE' })
  const page = await listChanges(emulator, '?first=1')
  expect(page).toMatchObject({ subscriptions: [{ id: first.id }], hasMore: true })
  const rest = await listChanges(emulator, `?after=${page.endCursor ?? ''}`)
  expect(rest).toMatchObject({ subscriptions: [{ id: second.id }], hasMore: false })
  const after = `?after=${rest.endCursor ?? ''}`
  expect(await listChanges(emulator, after)).toEqual({ subscriptions: [], hasMore: false, endCursor: null })
  await act(emulator, first, 'cancel')
  const changed = { id: first.id, willRenew: false }
  expect(await listChanges(emulator, after)).toMatchObject({ subscriptions: [changed], hasMore: false })
  await emulator.close()
})
