import type { z } from 'zod'

export type InputIssue = { readonly field: readonly string[]; readonly message: string }

/** Removes members that are null or undefined: in forms and GraphQL inputs, null and absent mean the same. */
export function omitNullish(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
  )
}

/** Every invalid field with its error. */
export function toInputIssues(error: z.ZodError): InputIssue[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: [key], message: 'is not a field of this connection' }))
      : [{ field: issue.path.map(String), message: issue.message }],
  )
}
