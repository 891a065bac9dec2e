/** The server accepts 1 MiB of text. */
const maxBytes = 1024 * 1024

export type ItemFile = { readonly name: string; readonly text: string; readonly encoding: 'utf-8' | 'euc-kr' }

/**
 * The text of a file. Excel in Korean saves CSV in its own encoding, unless "CSV UTF-8" is chosen.
 * @returns null if the file is too large
 */
export async function readItemFile(file: File): Promise<ItemFile | null> {
  if (file.size > maxBytes) return null
  const bytes = await file.arrayBuffer()
  try {
    return {
      name: file.name,
      text: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
      encoding: 'utf-8',
    }
  } catch {
    return { name: file.name, text: new TextDecoder('euc-kr').decode(bytes), encoding: 'euc-kr' }
  }
}
