import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from './program.ts'

/** The commands that change nothing which the audit log records. */
const readingCommands = [
  'app list',
  'audit export',
  'audit list',
  'audit verify',
  'backup-check',
  'doctor',
  'entitlement list',
  'item list',
  'migrate',
  'operations list',
  'operator list',
  'operator-grant list',
  'payment find',
  'payment show',
  'purchase list',
  'reconciliation list',
  'reconciliation show',
  'refund-approval list',
  'refund-review list',
  'server-key list',
  'statistics verify',
  'store check',
  'store list',
  'token list',
  'user-secret list',
  'user-token-key list',
]

function listCommands(command: Command, path: readonly string[] = []): [string, Command][] {
  if (command.commands.length === 0) return [[path.join(' '), command]]
  return command.commands.flatMap((child) => listCommands(child, [...path, child.name()]))
}

test('every command that changes something takes a reason for the audit log', () => {
  const commands = listCommands(createProgram({}))
  const takesReason = ([, { options }]: [string, Command]) => options.some(({ long }) => long === '--reason')
  expect(commands.length).toBeGreaterThan(40)
  expect(
    commands
      .filter((command) => !takesReason(command))
      .map(([path]) => path)
      .toSorted(),
  ).toEqual(readingCommands)
})

test.each([
  ['is empty', ''],
  ['has a control character', 'a\u0000b'],
  ['is longer than 500 characters', 'x'.repeat(501)],
])('a reason that %s is wrong usage', async (_, reason) => {
  const program = createProgram({})
  for (const [, each] of listCommands(program)) each.configureOutput({ writeErr: () => undefined })
  const args = ['user', 'erase', 'ann', '--app', 'ak_x', '--reason', reason]
  await expect(program.parseAsync(args, { from: 'user' })).rejects.toMatchObject({
    code: 'commander.invalidArgument',
  })
})
