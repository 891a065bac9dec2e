import type { SaleQuery, StoreTextKind, StoreTextMatch } from '../contract/sale-search.ts'

type TextMatchParts = Partial<Omit<StoreTextMatch, 'kind'>> & { readonly query?: SaleQuery | null }

/** A match with only the parts that its text has. */
export function createTextMatch(kind: StoreTextKind, parts: TextMatchParts): StoreTextMatch {
  const none: Omit<StoreTextMatch, 'kind'> = {
    environment: null,
    storeTransactionIds: [],
    storeOrderIds: [],
    saleKeys: [],
    query: null,
  }
  return { kind, ...none, ...parts }
}

/** A purchase token looks like any other random text, so this only excludes what people write and what has another form. */
export function isTokenLike(text: string): boolean {
  return /^[\w.+=~-]{20,2000}$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text) && !/\..*\./.test(text)
}
