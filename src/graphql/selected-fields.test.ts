import { Kind, parse, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql'
import { expect, test } from 'vitest'
import { collectFields, collectNodeFields, type SelectedFields } from './selected-fields.ts'

function read(text: string) {
  const { definitions } = parse(text)
  const fragments: Record<string, FragmentDefinitionNode> = {}
  const selectionSets: SelectionSetNode[] = []
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
    else if (definition.kind === Kind.OPERATION_DEFINITION) selectionSets.push(definition.selectionSet)
  }
  return [fragments, selectionSets] as const
}

const namesOf = (fields: SelectedFields) => [...fields.keys()]

test('the fields of fragments are collected, whatever their type and their directives', () => {
  const [fragments, selectionSets] =
    read(`{ a ... on Node { b @skip(if: true) } ...F @include(if: false) ...F }
    fragment F on Payment { c ...G } fragment G on Payment { d }`)
  expect(namesOf(collectFields(fragments, selectionSets))).toEqual(['a', 'b', 'c', 'd'])
})

test('a field that is selected several times has all of its selections, by its name and not by its alias', () => {
  const [fragments, selectionSets] = read(
    '{ one: user { id } user { userId } ...F } fragment F on X { two: user { name } }',
  )
  const fields = collectFields(fragments, selectionSets)
  expect(namesOf(fields)).toEqual(['user'])
  expect(namesOf(collectFields(fragments, fields.get('user') ?? []))).toEqual(['id', 'userId', 'name'])
})

test('a fragment that spreads itself ends', () => {
  const [fragments, selectionSets] = read('{ ...F } fragment F on X { a ...F }')
  expect(namesOf(collectFields(fragments, selectionSets))).toEqual(['a'])
})

test('the nodes of a connection are those of nodes and of edges', () => {
  const [fragments, selectionSets] =
    read(`{ nodes { a } edges { cursor node { b ...F } } more: nodes { c } pageInfo { endCursor } }
    fragment F on X { d }`)
  expect(new Set(namesOf(collectNodeFields(fragments, selectionSets)))).toEqual(new Set(['a', 'b', 'c', 'd']))
})
