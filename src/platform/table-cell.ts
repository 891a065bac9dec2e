/** A cell of a table for people: text, an exact decimal number, or nothing. */
export type TableCell = string | DecimalCell | null

export type DecimalCell = { readonly decimal: string }
