import { expect, vi } from 'vitest'
import { baseTest } from '../support/base-test.ts'
import { startAttackTarget } from './attack-target.ts'
import { attacks } from './attacks.ts'
import { readRssMb, runAttack } from './run-attack.ts'

/** A production server with its own PostgreSQL starts first. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const scale = { documents: 60, posts: 6, sockets: 4, maxMs: 10_000 }

const test = baseTest.extend('target', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
  const target = await startAttackTarget()
  onCleanup(target.close)
  return target
})

test.for(attacks)('a production server withstands: $name', async (attack, { target }) => {
  const startRssMb = await readRssMb(target.pid)
  const { faults, outcomes } = await runAttack(target, attack, { scale, startRssMb })
  expect(faults, JSON.stringify(outcomes)).toEqual([])
})
