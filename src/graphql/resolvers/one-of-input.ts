import { RequestError } from '../../platform/request-error.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'

/** The fields of the `@oneOf` inputs that have one field for each store. */
export const storeByField = {
  appStore: 'APP_STORE',
  googlePlay: 'GOOGLE_PLAY',
  oneStore: 'ONE_STORE',
  testStore: 'TEST_STORE',
} as const satisfies Readonly<Record<string, StoreName>>

/** Returns the only field of a `@oneOf` input. Compiled queries do not enforce `@oneOf`, so it is checked here. */
export function parseOneOf<Field extends string>(
  input: { readonly [Key in Field]?: unknown },
  name: string,
): [field: Field, value: unknown] {
  const fields = Object.entries(input) as [Field, unknown][]
  const [field] = fields
  if (fields.length !== 1 || field === undefined || field[1] === null || field[1] === undefined) {
    throw new RequestError(
      'BAD_USER_INPUT',
      `Exactly one field of ${name} must be given, and it must not be null.`,
    )
  }
  return field
}
