import { readdirSync, readFileSync } from 'node:fs'
import { Kind, parse } from 'graphql'
import { expect, test } from 'vitest'
import { isAuditAction } from './audit-actions.ts'

const playersVerb =
  'The verb of a client or game server is a fact in a table of its own, with its caller and its event.'

/** The mutations without an audit entry. */
const unauditedMutations: Readonly<Record<string, string>> = {
  registerUser: playersVerb,
  requestPurchase: playersVerb,
  verifyPurchase: playersVerb,
  cancelPurchase: playersVerb,
  consumePayment: playersVerb,
  consumePayments: playersVerb,
  completePayment: playersVerb,
  reportDeliveryFailure:
    'The report of a game server is a fact in a table of its own, with its event, as a completion is.',
  checkStoreConnection: 'It reads from the store and changes nothing.',
}

const schemaFolder = new URL('../../../schema/', import.meta.url)
const sourceFolder = new URL('../../', import.meta.url)

function listMutations(): string[] {
  const definitions = readdirSync(schemaFolder).flatMap(
    (file) => parse(readFileSync(new URL(file, schemaFolder), 'utf8')).definitions,
  )
  return definitions.flatMap((definition) =>
    (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) &&
    definition.name.value === 'Mutation'
      ? (definition.fields ?? []).map(({ name }) => name.value)
      : [],
  )
}

test('every mutation writes an audit entry, or is on the list of those that need none', () => {
  const mutations = listMutations()
  expect(mutations.length).toBeGreaterThan(30)
  expect(mutations.filter((name) => isAuditAction(name) === name in unauditedMutations)).toEqual([])
  expect(Object.keys(unauditedMutations).filter((name) => !mutations.includes(name))).toEqual([])
})

test('every mutation with an audit entry names it where the entry is written', () => {
  const source = readdirSync(new URL('domain/', sourceFolder), { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('audit-actions.ts'),
    )
    .map((file) => readFileSync(new URL(`domain/${file}`, sourceFolder), 'utf8'))
    .join('\n')
  const audited = listMutations().filter((name) => !(name in unauditedMutations))
  expect(audited.filter((name) => !source.includes(`'${name}'`))).toEqual([])
})
