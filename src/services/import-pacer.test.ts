import { expect, test } from 'vitest'
import { createAdmission } from './admission.ts'
import { createImportPacer, maxImportCalls } from './import-pacer.ts'

const admission = createAdmission({ targetMs: 500, minRunning: 64, onRefused: () => undefined })

test('a call over the bound does not run, and the next one runs when another has ended', async () => {
  const pacer = createImportPacer(1_000, admission)
  const { promise: blocked, resolve: unblock } = Promise.withResolvers<string>()
  const running = Array.from({ length: maxImportCalls }, () => pacer.run(() => blocked))
  const started: string[] = []
  const start = async (name: string) => {
    started.push(name)
    return name
  }
  expect(await pacer.run(() => start('refused'))).toBeNull()
  unblock('done')
  expect(await Promise.all(running)).toEqual(running.map(() => 'done'))
  expect(await pacer.run(() => start('later'))).toBe('later')
  expect(started).toEqual(['later'])
})

test('a call that fails makes room for another', async () => {
  const pacer = createImportPacer(1_000, admission)
  for (let count = 0; count < 2 * maxImportCalls; count += 1) {
    await expect(pacer.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  }
  expect(await pacer.run(() => Promise.resolve('ran'))).toBe('ran')
})
