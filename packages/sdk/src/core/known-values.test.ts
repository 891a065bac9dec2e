import { expect, expectTypeOf, test } from 'vitest'
import {
  readValue,
  type knownValues,
  type AcknowledgeBy,
  type Environment,
  type ItemType,
  type PaymentStatus,
  type Store,
} from './known-values.ts'

type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text

test('the text of known values has every value of the enums, and no other one', () => {
  expectTypeOf<Words<typeof knownValues>>().toEqualTypeOf<
    Store | Environment | ItemType | PaymentStatus | AcknowledgeBy
  >()
})

test('a value that this version does not know, or that an older server does not send, is UNKNOWN', () => {
  expect(readValue<Store>('APP_STORE')).toBe('APP_STORE')
  expect(readValue<Store>('MOON_STORE' as Store)).toBe('UNKNOWN')
  expect(readValue<AcknowledgeBy>(undefined)).toBe('UNKNOWN')
})
