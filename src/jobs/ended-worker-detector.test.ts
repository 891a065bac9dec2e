import { expect, test } from 'vitest'
import { createEndedWorkerDetector } from './ended-worker-detector.ts'

const createDetector = () => createEndedWorkerDetector({ endedAfterMs: 6_000, maxGapMs: 3_000 })

/** Observes a process each second, and returns the seconds at which it counted as ended. */
function watch(counts: readonly (bigint | null)[], detector = createDetector()): number[] {
  return counts.flatMap((heartbeatCount, second) => {
    if (heartbeatCount === null) {
      detector.reset()
      return []
    }
    return detector.observe([{ id: 'a', heartbeatCount }], second * 1_000).length > 0 ? [second] : []
  })
}

test('a process that sends no heartbeat for six seconds has ended', () => {
  expect(watch([1n, 2n, 3n, 3n, 3n, 3n, 3n, 3n, 3n])).toEqual([8])
})

test('a process that sends heartbeats, also rare ones, has not ended', () => {
  expect(watch([1n, 1n, 1n, 1n, 1n, 2n, 2n, 2n, 2n, 2n, 3n, 3n])).toEqual([])
})

test('the time in which the heartbeats could not be read does not count', () => {
  expect(watch([1n, 1n, 1n, null, null, 1n, 1n, 1n, 1n, 1n, 1n, 1n])).toEqual([11])
})

test('the time in which the observer itself was suspended does not count', () => {
  const detector = createDetector()
  const heartbeats = [{ id: 'a', heartbeatCount: 1n }]
  for (const second of [0, 1, 2, 600, 601, 602, 603, 604, 605])
    expect(detector.observe(heartbeats, second * 1_000)).toEqual([])
  expect(detector.observe(heartbeats, 606_000)).toEqual(heartbeats)
})

test('a process that is first seen without a heartbeat is watched as long as any other', () => {
  const detector = createDetector()
  expect(detector.observe([], 0)).toEqual([])
  expect(detector.observe([{ id: 'b', heartbeatCount: 7n }], 1_000)).toEqual([])
})
