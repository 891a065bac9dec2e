import { expect, test } from 'vitest'
import { createRestartPolicy } from './restart-policy.ts'

const longUptimeMs = 60_000
const shortUptimeMs = 50

test('a process that ran for a long time is replaced at once, however often it exits', () => {
  const policy = createRestartPolicy()
  for (let exit = 0; exit < 100; exit += 1) expect(policy(longUptimeMs)).toEqual({ restartInMs: 0 })
})

test('a process that exits at once is replaced after growing delays, and finally not any more', () => {
  const policy = createRestartPolicy()
  const delays = [0, 100, 200, 400, 800].map((restartInMs) => ({ restartInMs }))
  expect(Array.from({ length: 6 }, () => policy(shortUptimeMs))).toEqual([...delays, 'give-up'])
})

test('a long uptime resets the count of quick exits', () => {
  const policy = createRestartPolicy()
  for (let exit = 0; exit < 5; exit += 1) policy(shortUptimeMs)
  expect(policy(longUptimeMs)).toEqual({ restartInMs: 0 })
  expect(policy(shortUptimeMs)).toEqual({ restartInMs: 0 })
})
