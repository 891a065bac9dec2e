import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const oldestNode = 24

test('the tests run on the Node that the server needs', () => {
  expect(Number.parseInt(process.versions.node, 10)).toBeGreaterThanOrEqual(oldestNode)
})

test('a script that npm starts finds the same Node, whatever the system has', () => {
  const found = execFileSync('node', ['--print', 'process.versions.node'], { encoding: 'utf8' })
  expect(Number.parseInt(found, 10)).toBeGreaterThanOrEqual(oldestNode)
})
