import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import type { AccessRule, SecretRule } from '../../domain/access/access-rule.ts'
import { readAccessRules } from './read-access-rules.ts'

const path = fileURLToPath(new URL('../../../docs/authorisation.md', import.meta.url))
const serverRoles = ['READER', 'GAME_SERVER', 'ADMIN'] as const

const describeWho = ({ as, role, operators }: SecretRule): string[] => [
  as.includes('CLIENT') ? '✓' : '✗',
  as.includes('SERVER') ? serverRoles.slice(serverRoles.indexOf(role)).join(', ') : '✗',
  as.includes('OPERATOR') && operators.length > 0 ? operators.join(', ') : '✗',
]

function describeConditions({ stepUp, appKey, tokens }: AccessRule): string {
  const conditions = [stepUp ? 'second factor' : '', appKey ? '' : 'no AppKey', tokens ? '' : 'no tokens']
  return conditions.filter((condition) => condition !== '').join(', ')
}

const toTable = (rows: readonly (readonly string[])[]) =>
  rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const replaceSection = (text: string, name: string, table: string) =>
  text.replace(
    new RegExp(`(<!-- ${name}: .*? -->)[^]*?(<!-- end -->)`),
    (_, start: string, end: string) => `${start}\n\n${table}\n\n${end}`,
  )

/** Set UPDATE_AUTHORISATION=true to write the tables instead of comparing them. */
test('docs/authorisation.md has the rules of the SDL', async () => {
  const { rootFields, secretFields } = readAccessRules()
  const head = ['field', 'clients', 'server keys', 'operators']
  const rootTable = toTable([
    [...head, 'conditions'],
    ['-', '-', '-', '-', '-'],
    ...[...rootFields].map(([field, rule]) => [
      `\`${field}\``,
      ...describeWho(rule),
      describeConditions(rule),
    ]),
  ])
  const secretTable = toTable([
    head,
    ['-', '-', '-', '-'],
    ...[...secretFields].map(([field, rule]) => [`\`${field}\``, ...describeWho(rule)]),
  ])
  const written = readFileSync(path, 'utf8')
  const withRootFields = replaceSection(written, 'root fields', rootTable)
  const expected = await format(replaceSection(withRootFields, 'secret fields', secretTable), {
    parser: 'markdown',
    printWidth: 140,
  })
  if (process.env['UPDATE_AUTHORISATION'] === 'true') writeFileSync(path, expected)
  else expect(written).toBe(expected)
})
