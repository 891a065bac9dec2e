import { expect, test } from 'vitest'
import { readItemFile } from './read-item-file.ts'

const fileOf = (bytes: Uint8Array<ArrayBuffer>) => new File([bytes], 'items.csv')

test('a file is read as UTF-8, and as EUC-KR if it is no UTF-8', async () => {
  const utf8 = new TextEncoder().encode('itemId,name\ncoins,코인')
  expect(await readItemFile(fileOf(utf8))).toEqual({
    name: 'items.csv',
    text: 'itemId,name\ncoins,코인',
    encoding: 'utf-8',
  })
  // "코인" as Excel in Korean saves it.
  const euckr = Uint8Array.from([0xc4, 0xda, 0xc0, 0xce])
  expect(await readItemFile(fileOf(euckr))).toMatchObject({ text: '코인', encoding: 'euc-kr' })
})

test('a file of more than 1 MiB is not read', async () => {
  expect(await readItemFile(fileOf(new Uint8Array(1024 * 1024 + 1)))).toBeNull()
})
