import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'
import { baseTest } from '../support/base-test.ts'
import { eventually } from '../support/eventually.ts'
import { spawnScript, waitForOutput, type ChildHandle } from '../support/server-process.ts'
import type { ScriptedBehavior } from './scripted-cluster.ts'
import { childPids } from './child-processes.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

const script = fileURLToPath(new URL('scripted-cluster.ts', import.meta.url))
const test = baseTest.extend('startPrimary', ({ task: _ }, { onCleanup }) => {
  const primaries: ChildHandle[] = []
  onCleanup(async () => {
    await Promise.all(primaries.map((primary) => primary.kill()))
  })
  return (processCount: number, behaviors: readonly ScriptedBehavior[]): ChildHandle => {
    const primary = spawnScript(script, [String(processCount), ...behaviors], {})
    primaries.push(primary)
    return primary
  }
})

async function waitForChildPid(primary: ChildHandle, number: number): Promise<number> {
  const [, pid] = await waitForOutput(primary, new RegExp(`number ${number} is (\\d+)`))
  return Number(pid)
}

test('a replacement that exits before it is listening is replaced again while others still start', async ({
  startPrimary,
}) => {
  const primary = startPrimary(2, ['listens then crashes', 'waits for SIGUSR2', 'crashes', 'listens'])
  const replacement = await waitForChildPid(primary, 4)
  await eventually(() => expect(childPids(primary)).toContain(replacement))
  const late = await waitForChildPid(primary, 2)
  process.kill(late, 'SIGUSR2')
  await waitForOutput(primary, /all processes are listening/)
  expect(childPids(primary).slice(-2)).toEqual([replacement, late])
  expect(await primary.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})

test('the startup fails when a process is given up while others still start', async ({ startPrimary }) => {
  const crashes = Array.from({ length: 5 }, () => 'crashes' as const)
  const primary = startPrimary(2, ['listens then crashes', 'waits for SIGUSR2', ...crashes])
  expect(await primary.exited).toEqual({ code: 1, signal: null })
  expect(primary.output()).toContain('Processes exit right after start')
})

test('the startup fails at once when a process exits before it is listening', async ({ startPrimary }) => {
  const primary = startPrimary(3, ['listens', 'waits for SIGUSR2', 'crashes'])
  expect(await primary.exited).toEqual({ code: 1, signal: null })
  expect(primary.output()).toContain('A process exited before it was listening')
  expect(primary.output()).not.toContain('number 4')
})

test.for([
  ['a process that is not listening yet', ['waits for SIGUSR2'], 2_000],
  ['a process that ignores SIGTERM, by killing it', ['listens', 'ignores SIGTERM'], 4_000],
] as const)('an aborted startup stops %s', async ([, behaviors, withinMs], { startPrimary }) => {
  const primary = startPrimary(2, behaviors)
  const last = await waitForChildPid(primary, behaviors.length)
  const start = performance.now()
  expect(await primary.kill('SIGTERM')).toEqual({ code: 1, signal: null })
  expect(performance.now() - start).toBeLessThan(withinMs)
  expect(primary.output()).toContain('Startup was aborted')
  expect(() => process.kill(last, 0)).toThrow('ESRCH')
})
