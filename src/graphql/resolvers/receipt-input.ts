import { RequestError } from '../../platform/request-error.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { ReceiptInput } from '../generated/types.ts'

const storeByReceiptField: Readonly<Record<keyof ReceiptInput, StoreName>> = {
  appStore: 'APP_STORE',
  googlePlay: 'GOOGLE_PLAY',
  oneStore: 'ONE_STORE',
  testStore: 'TEST_STORE',
}

/** Which store a receipt is from, and its own branch of the input. */
export function parseReceiptInput(input: ReceiptInput): { store: StoreName; receipt: unknown } {
  const [field, receipt] = parseOneOf<keyof ReceiptInput>(input, 'receipt')
  return { store: storeByReceiptField[field], receipt }
}

/** The one field of a `@oneOf` input. Compiled queries do not check it, so it is checked here. */
export function parseOneOf<Field extends string>(
  input: { readonly [Key in Field]?: unknown },
  name: string,
): [field: Field, value: unknown] {
  const given = Object.entries(input) as [Field, unknown][]
  const [only] = given
  if (given.length !== 1 || only === undefined || only[1] === null || only[1] === undefined) {
    throw new RequestError(
      'BAD_USER_INPUT',
      `Exactly one field of ${name} must be given, and it must not be null.`,
    )
  }
  return only
}
