export type PreparedTexts = {
  /** Whether the statement with this text is to be prepared. */
  readonly shouldPrepare: (text: string) => boolean
}

/** Every connection keeps the plan of a prepared statement, some tens of kilobytes. */
const maxTexts = 200

/**
 * Decides which statements of the query builder are prepared: the first texts that occur, as many as a connection can keep. The others are parsed
 * and planned at each execution. A list is not prepared: its best plan depends on the values of its filters and on its length.
 */
export function createPreparedTexts(): PreparedTexts {
  const texts = new Set<string>()
  return {
    shouldPrepare: (text) => {
      if (texts.has(text)) return true
      if (texts.size >= maxTexts || / (?:order by|limit) /.test(text)) return false
      texts.add(text)
      return true
    },
  }
}
