import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const oldestNode = 24

test('the tests run on the Node version that the server requires', () => {
  expect(Number.parseInt(process.versions.node, 10)).toBeGreaterThanOrEqual(oldestNode)
})

test('an npm script runs on the same Node version, whatever the system has installed', () => {
  const found = execFileSync('node', ['--print', 'process.versions.node'], { encoding: 'utf8' })
  expect(Number.parseInt(found, 10)).toBeGreaterThanOrEqual(oldestNode)
})
