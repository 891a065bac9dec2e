/** Indents each line that is not empty by four spaces. */
export const indent = (text) => text.replaceAll(/^(?=.)/gm, '    ')

export const toPascalCase = (name) => name.charAt(0).toUpperCase() + name.slice(1)

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A description of the schema as a documentation comment. */
export function describe(description) {
  if (!description) return ''
  const lines = escape(description).trim().split('\n')
  if (lines.length === 1) return `/// <summary>${lines[0]}</summary>\n`
  return ['<summary>', ...lines, '</summary>'].map((line) => `/// ${line}`.trimEnd() + '\n').join('')
}
