import { concatAST, print } from 'graphql'

/** A plugin of graphql-codegen that writes the operations as a document for the code generators of other languages. */
export const plugin = (_schema, documents) => print(concatAST(documents.map(({ document }) => document)))
