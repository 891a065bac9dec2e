import { inflateRawSync } from 'node:zlib'

const [endSignature, entrySignature] = [0x06054b50, 0x02014b50]

/**
 * The files of a ZIP archive by their names, read by its directory, which is at its end.
 * @throws if the archive has no directory, for example because it was cut off
 */
export function readZip(archive: Buffer): Map<string, string> {
  let end = archive.length - 22
  while (end >= 0 && archive.readUInt32LE(end) !== endSignature) end -= 1
  if (end < 0) throw new Error('the archive has no directory')
  const files = new Map<string, string>()
  let entry = archive.readUInt32LE(end + 16)
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (archive.readUInt32LE(entry) !== entrySignature) throw new Error('the directory is damaged')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) =>
      archive.readUInt16LE(entry + at),
    )
    const name = archive.toString('utf8', entry + 46, entry + 46 + (nameLength ?? 0))
    files.set(name, readEntry(archive, entry))
    entry += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0)
  }
  return files
}

function readEntry(archive: Buffer, entry: number): string {
  const isCompressed = archive.readUInt16LE(entry + 10) === 8
  const size = archive.readUInt32LE(entry + 20)
  const header = archive.readUInt32LE(entry + 42)
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28)
  const content = archive.subarray(start, start + size)
  return (isCompressed ? inflateRawSync(content) : content).toString('utf8')
}

/** The rows of a sheet of a workbook, each cell as text, as Excel shows it. */
export function readSheet(xml: string): string[][] {
  const rows = xml.match(/<row>.*?<\/row>/gs) ?? []
  return rows.map((row) => (row.match(/<c\/>|<c[ >].*?<\/c>/gs) ?? []).map((cell) => readCell(cell)))
}

function readCell(cell: string): string {
  const [, text = ''] = /<(?:t|v)(?: [^>]*)?>(.*)<\/(?:t|v)>/s.exec(cell) ?? []
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/_x([\dA-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
