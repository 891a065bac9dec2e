/** The version of this package, which the server is told. */
export const version = '0.1.0'
