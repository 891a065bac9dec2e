import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { spawnScript, waitForOutput, type ChildHandle } from '../support/server-process.ts'
import type { ScriptedBehavior } from './scripted-cluster.ts'
import { childPids } from './child-processes.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000 })

const script = fileURLToPath(new URL('scripted-cluster.ts', import.meta.url))
const started: ChildHandle[] = []
afterEach(() => Promise.all(started.splice(0).map((primary) => primary.kill())))

function startPrimary(processCount: number, behaviors: readonly ScriptedBehavior[]): ChildHandle {
  const primary = spawnScript(script, [String(processCount), ...behaviors], {})
  started.push(primary)
  return primary
}

async function waitForChildPid(primary: ChildHandle, number: number): Promise<number> {
  const [, pid] = await waitForOutput(primary, new RegExp(`number ${number} is (\\d+)`))
  return Number(pid)
}

test('a place is not left empty by one that replaces another and does not get to listen, while others still start', async () => {
  const primary = startPrimary(2, ['listens then crashes', 'waits for SIGUSR2', 'crashes', 'listens'])
  const replacement = await waitForChildPid(primary, 4)
  await eventually(() => expect(childPids(primary)).toContain(replacement))
  const late = await waitForChildPid(primary, 2)
  process.kill(late, 'SIGUSR2')
  await waitForOutput(primary, /all listen/)
  expect(childPids(primary).slice(-2)).toEqual([replacement, late])
  expect(await primary.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})

test('a place that is given up while others still start ends the start', async () => {
  const crashes = Array.from({ length: 5 }, () => 'crashes' as const)
  const primary = startPrimary(2, ['listens then crashes', 'waits for SIGUSR2', ...crashes])
  expect(await primary.exited).toEqual({ code: 1, signal: null })
  expect(primary.output()).toContain('Processes exit right after start')
})

test('one that ends before it listens ends the first start at once', async () => {
  const primary = startPrimary(3, ['listens', 'waits for SIGUSR2', 'crashes'])
  expect(await primary.exited).toEqual({ code: 1, signal: null })
  expect(primary.output()).toContain('A process exited before it was listening')
  expect(primary.output()).not.toContain('number 4')
})

test.each([
  ['one that does not listen yet', ['waits for SIGUSR2'], 2_000],
  ['one that hears nothing, by killing it,', ['listens', 'ignores SIGTERM'], 4_000],
] as const)('a start that is to be given up ends %s', async (_, deeds, withinMs) => {
  const primary = startPrimary(2, deeds)
  const last = await waitForChildPid(primary, deeds.length)
  const start = performance.now()
  expect(await primary.kill('SIGTERM')).toEqual({ code: 1, signal: null })
  expect(performance.now() - start).toBeLessThan(withinMs)
  expect(primary.output()).toContain('Startup was aborted')
  expect(() => process.kill(last, 0)).toThrow('ESRCH')
})
