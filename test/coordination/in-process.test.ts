import pino from 'pino'
import { expect, test } from 'vitest'
import { createInProcessCoordination } from '../../src/coordination/in-process-coordination.ts'
import { acquireLock, describeCoordination } from './describe-coordination.ts'

const log = pino({ level: 'silent' })

describeCoordination('in-process coordination', async () => createInProcessCoordination({ log }))

test('waiters acquire a lock in the order of their calls', async () => {
  const coordination = createInProcessCoordination({ log })
  const served: number[] = []
  const first = await acquireLock(coordination, 'key')
  const waiting = [1, 2, 3].map(async (number) => {
    const lock = await acquireLock(coordination, 'key')
    served.push(number)
    lock.release()
  })
  first.release()
  await Promise.all(waiting)
  expect(served).toEqual([1, 2, 3])
})

test('a publish returns before its listeners run', async () => {
  const coordination = createInProcessCoordination({ log })
  const received = new Promise<string>((resolve) => void coordination.subscribe('topic', resolve))
  let returned = false
  const order = received.then(() => returned)
  coordination.publish('topic', 'ping')
  returned = true
  expect(await order).toBe(true)
})

test('closing ends all waiting acquires as busy', async () => {
  const coordination = createInProcessCoordination({ log })
  await acquireLock(coordination, 'key')
  const waiting = coordination.acquire('key', { ttlMs: 1000, waitMs: 10_000 })
  await coordination.close()
  expect(await waiting).toBe('busy')
  expect(await coordination.health()).toBe('in-process')
})
