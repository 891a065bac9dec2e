/** Checks documents against the schema of this version. The transport implements it, because the domain does not know the schema. */
export type OperationChecker = {
  /** Stands for the schema and the limits: with the same hash every check has the same result. */
  readonly schemaHash: string
  /** The names of the operations of a document that clients may execute, or why they may not. */
  readonly check: (document: string) => CheckedOperation
}

export type CheckedOperation =
  | { readonly operationNames: string[]; readonly invalidReason: null }
  | { readonly operationNames: null; readonly invalidReason: string }
