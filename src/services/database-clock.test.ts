import { expect, test, vi } from 'vitest'
import type { Db } from '../db/client.ts'
import { createLog } from '../platform/log.ts'
import { createDatabaseClock } from './database-clock.ts'

const hourMs = 60 * 60_000
const limitMs = 30_000

/** A database whose clock is right, and a machine whose clock is ahead by `skewMs`. */
function createClock() {
  const machine = { skewMs: 0, isAvailable: true }
  const sql = () => {
    if (!machine.isAvailable) return Promise.reject(new Error('the database is down'))
    return Promise.resolve([{ ms: String(Date.now()) }])
  }
  const clock = createDatabaseClock({
    db: { sql } as unknown as Db,
    log: createLog('silent'),
    limitMs,
    intervalMs: hourMs,
    machineTime: () => Date.now() + machine.skewMs,
  })
  return { clock, machine }
}

const errorMs = (clock: { now: () => Date }) => Math.abs(clock.now().getTime() - Date.now())

test('a clock within the limit is used as it is', async () => {
  const { clock, machine } = createClock()
  machine.skewMs = limitMs / 2
  await clock.measure()
  expect(clock.isSkewed()).toBe(false)
  expect(clock.skewMs()).toBeGreaterThan(limitMs / 2 - 1_000)
  expect(errorMs(clock)).toBeGreaterThan(limitMs / 2 - 1_000)
})

test.each([99 * hourMs, -99 * hourMs])(
  'a clock that is wrong by %i ms is replaced by the time of the database',
  async (skewMs) => {
    const { clock, machine } = createClock()
    machine.skewMs = skewMs
    await clock.measure()
    expect(clock.isSkewed()).toBe(true)
    expect(errorMs(clock)).toBeLessThan(1_000)
  },
)

test('a clock that jumps between two measurements never shows the wrong time', async () => {
  const { clock, machine } = createClock()
  await clock.measure()
  machine.skewMs = 99 * hourMs
  expect(errorMs(clock)).toBeLessThan(1_000)
  machine.skewMs = 0
  expect(errorMs(clock)).toBeLessThan(1_000)
})

test('without an answer of the database the last measurement counts', async () => {
  const { clock, machine } = createClock()
  machine.skewMs = 99 * hourMs
  await clock.measure()
  machine.isAvailable = false
  await clock.measure()
  expect(clock.isSkewed()).toBe(true)
  expect(errorMs(clock)).toBeLessThan(1_000)
})

test('without any measurement the clock of the machine is used', async () => {
  const { clock, machine } = createClock()
  machine.isAvailable = false
  await clock.measure()
  expect([clock.skewMs(), clock.isSkewed()]).toEqual([null, false])
})

test('a listener hears of each change once', async () => {
  const { clock, machine } = createClock()
  const listener = vi.fn()
  const remove = clock.onSkewChange(listener)
  for (const skewMs of [0, 99 * hourMs, 99 * hourMs, 0, 0]) {
    machine.skewMs = skewMs
    await clock.measure()
  }
  expect(listener).toHaveBeenCalledTimes(2)
  remove()
  machine.skewMs = 99 * hourMs
  await clock.measure()
  expect(listener).toHaveBeenCalledTimes(2)
})
