import { getNamedType, isScalarType, type GraphQLOutputType } from 'graphql'

const secretNamePattern = /(?:secret|token|password|credentials?|serverKey|privateKey|invitationLink)$/i

/** Fields with the name of a secret that contain none. */
const publicFields: ReadonlySet<string> = new Set([
  // An identifier that the client passes to its store, and that the store returns in every receipt.
  'Purchase.accountToken',
  'UnattributedSale.accountToken',
  'StoreSale.accountToken',
])

/** Whether a field of a type contains a secret by its name. Objects, numbers and booleans contain none themselves. */
export function isSecretName(type: string, name: string, outputType: GraphQLOutputType): boolean {
  const namedType = getNamedType(outputType)
  const isText = isScalarType(namedType) && ['String', 'ID'].includes(namedType.name)
  return isText && secretNamePattern.test(name) && !publicFields.has(`${type}.${name}`)
}
