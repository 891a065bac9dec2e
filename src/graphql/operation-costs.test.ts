import { buildSchema, getOperationAST, parse } from 'graphql'
import { expect, test } from 'vitest'
import { createSchema } from './schema/create-schema.ts'
import { createOperationCostCounter } from './operation-costs.ts'

const countCosts = createOperationCostCounter(createSchema())

function costsOf(text: string, variables: Readonly<Record<string, unknown>> = {}) {
  const document = parse(text)
  const operation = getOperationAST(document)
  if (operation == null) throw new Error('no operation')
  return Object.fromEntries(countCosts(document, operation, variables))
}

test('a query counts as reading, however many fields its result has', () => {
  expect(costsOf('{ payments(first: 100) { nodes { id status } } }')).toEqual({ READ: 1 })
  expect(costsOf('{ __typename }')).toEqual({ READ: 1 })
})

test('each alias of a root field counts, also in fragments', () => {
  const text = `{ a: appKey { id } ...More ... on Query { d: appKey { id } } }
    fragment More on Query { b: appKey { id } ...Most } fragment Most on Query { c: appKey { id } }`
  expect(costsOf(text)).toEqual({ READ: 4 })
})

test('a mutation counts in the class of each of its fields', () => {
  const text = `mutation ($verify: VerifyPurchaseInput!, $consume: ConsumePaymentInput!) {
    a: verifyPurchase(input: $verify) { problem { code } }
    b: verifyPurchase(input: $verify) { problem { code } }
    consumePayment(input: $consume) { problem { code } }
    registerUser(input: { userId: "a" }) { problem { code } } }`
  expect(costsOf(text)).toEqual({ VERIFY: 2, CONSUME: 1, WRITE: 1 })
})

test('a subscription counts when it starts', () => {
  expect(costsOf('subscription { paymentEvents { id } }')).toEqual({ SUBSCRIBE: 1 })
})

test('mutations of administrators are in a class of their own', () => {
  expect(costsOf('mutation { createServerKey(input: { name: "a" }) { secret } }')).toEqual({ ADMIN: 1 })
})

test('the default of a variable counts like its value', () => {
  const consumes = '[{ paymentId: "a" }, { paymentId: "b" }]'
  const ofInput = `mutation ($input: ConsumePaymentsInput! = { consumes: ${consumes} }) {
    consumePayments(input: $input) { results { problem { code } } } }`
  const ofList = `mutation ($consumes: [ConsumePaymentInput!]! = ${consumes}) {
    consumePayments(input: { consumes: $consumes }) { results { problem { code } } } }`
  expect(costsOf(ofInput)).toEqual({ CONSUME: 2 })
  expect(costsOf(ofList)).toEqual({ CONSUME: 2 })
  expect(costsOf(ofList, { consumes: [{}, {}, {}] })).toEqual({ CONSUME: 3 })
})

test('a mutation that consumes several payments counts each of them', () => {
  const text = (
    input: string,
  ) => `mutation ($consumes: [ConsumePaymentInput!]!, $input: ConsumePaymentsInput!) {
    consumePayments(input: ${input}) { results { problem { code } } } }`
  const consumes = [{}, {}, {}]
  expect(costsOf(text('{ consumes: $consumes }'), { consumes })).toEqual({ CONSUME: 3 })
  expect(costsOf(text('$input'), { input: { consumes } })).toEqual({ CONSUME: 3 })
  expect(costsOf(text('{ consumes: [{ paymentId: "a" }, { paymentId: "b" }] }'))).toEqual({ CONSUME: 2 })
  expect(costsOf(text('$input'), { input: { consumes: 'no list' } })).toEqual({ CONSUME: 1 })
})

test('a mutation of clients or game servers without a class is an error of the build', () => {
  const directives = `directive @auth(as: [String!]!, role: String! = "READER") on FIELD_DEFINITION`
  const schema = (auth: string) =>
    buildSchema(`${directives} type Query { q: Int @auth(as: ["CLIENT"]) } type Mutation { m: Int ${auth} }`)
  expect(() => createOperationCostCounter(schema('@auth(as: ["CLIENT"])'))).toThrow(
    'Mutation.m has no @rateLimit',
  )
  expect(() => createOperationCostCounter(schema('@auth(as: ["SERVER"], role: "GAME_SERVER")'))).toThrow(
    'Mutation.m has no @rateLimit',
  )
  expect(() => createOperationCostCounter(schema('@auth(as: ["OPERATOR"])'))).not.toThrow()
})
