export type PreparedTexts = {
  /** Whether the statement with this text is to be prepared. */
  readonly shouldPrepare: (text: string) => boolean
}

/** Every connection keeps the plan of a prepared statement, some tens of kilobytes. */
const maxTexts = 200

/**
 * Decides which statements of the query builder are prepared: the first texts that occur, as many as a connection can keep. The others are
 * parsed and planned at each execution.
 *
 * Only reads by keys are prepared, whose plan is the same for all values and sizes of the tables. The best plan of a list depends on
 * the values of its filters and on its length, and that of a join on the sizes; a lateral join has one order only.
 */
export function createPreparedTexts(): PreparedTexts {
  const texts = new Set<string>()
  return {
    shouldPrepare: (text) => {
      if (texts.has(text)) return true
      if (texts.size >= maxTexts || isList(text) || / join (?!lateral )/.test(text)) return false
      texts.add(text)
      return true
    },
  }
}

/** The clauses of the whole statement follow its last parenthesis. */
const isList = (text: string) => / order by | limit [^)]*$/.test(text)
