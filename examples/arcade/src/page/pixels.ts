/** A picture of characters, one for each pixel. A dot is transparent. */
export type Sprite = readonly string[]

/** The color of each character. */
export type Colors = Readonly<Record<string, string>>

export const ship: Sprite = [
  '..oo..................',
  '..ohoo................',
  '..ohhhoo..............',
  '...ohhhhoo............',
  'eeoohhhhhhooooo.......',
  'eeohhhhhhhhhggwoo.....',
  'eeohhhhhhhhggggghhoo..',
  'eeolllllhhhhhhhhhhhhho',
  'eeossssssssssssssssoo.',
  'eeoosssssssssooooo....',
  '...ossssoo............',
  '..osssoo..............',
  '..ooo.................',
]

export const shipColors: Colors = {
  o: '#54619c',
  l: '#ffffff',
  h: '#dfe6ff',
  s: '#a3b0e3',
  g: '#2fb8c9',
  w: '#c9fbff',
  e: '#ff9e45',
}

export const auroraColors: Colors = {
  o: '#4a2fb0',
  l: '#d9ffef',
  h: '#63f2c1',
  s: '#8b6cff',
  g: '#ff6fb0',
  w: '#ffe3f1',
  e: '#ffd75e',
}

export const coin: Sprite = [
  '...ooooo...',
  '.oolllhhoo.',
  '.olhhhhhho.',
  'olhhdddhhso',
  'olhdhhhhhso',
  'olhdhhhhhso',
  'olhdhhhhhso',
  'olhhdddhhso',
  '.ohhhhhhso.',
  '.oohhhssoo.',
  '...ooooo...',
]

/** A pile of coins, from the same coin. */
export const coins: Sprite = stack(coin)

export const coinColors: Colors = { o: '#8a4b10', l: '#fff3b8', h: '#ffcb47', s: '#e79a2c', d: '#a9651a' }

export const crown: Sprite = [
  'o.....o.....o',
  'oo...oho...oo',
  'oho..oho..oho',
  'ohhoohhhoohho',
  'ohhhhhhhhhhso',
  'olhhdhhhdhhso',
  'olhhhhhhhhhso',
  '.ooooooooooo.',
  'olhhhhhhhhhso',
  '.ooooooooooo.',
]

export const crownColors: Colors = { o: '#8a4b10', l: '#fff3b8', h: '#ffcb47', s: '#e79a2c', d: '#ff6fb0' }

export const star: Sprite = [
  '....h....',
  '....h....',
  '...hlh...',
  '..hlllh..',
  'hhlllllhh',
  '..hlllh..',
  '...hlh...',
  '....h....',
  '....h....',
]

export const starColors: Colors = { l: '#fffbe0', h: '#ffcb47' }

const letters: Readonly<Record<string, Sprite>> = {
  C: ['.###', '#...', '#...', '#...', '.###'],
  O: ['.##.', '#..#', '#..#', '#..#', '.##.'],
  M: ['#...#', '##.##', '#.#.#', '#...#', '#...#'],
  E: ['####', '#...', '###.', '#...', '####'],
  T: ['#####', '..#..', '..#..', '..#..', '..#..'],
  R: ['###.', '#..#', '###.', '#.#.', '#..#'],
  U: ['#..#', '#..#', '#..#', '#..#', '.##.'],
  N: ['#..#', '##.#', '#.##', '#..#', '#..#'],
  ' ': ['..', '..', '..', '..', '..'],
  0: ['###', '#.#', '#.#', '#.#', '###'],
  1: ['.#.', '##.', '.#.', '.#.', '###'],
  2: ['###', '..#', '###', '#..', '###'],
  3: ['###', '..#', '.##', '..#', '###'],
  4: ['#.#', '#.#', '###', '..#', '..#'],
  5: ['###', '#..', '###', '..#', '###'],
  6: ['###', '#..', '###', '#.#', '###'],
  7: ['###', '..#', '.#.', '.#.', '.#.'],
  8: ['###', '#.#', '###', '#.#', '###'],
  9: ['###', '#.#', '###', '..#', '###'],
}

/** A word in pixels; characters without a picture are left out. */
export const toWord = (text: string): Sprite =>
  [0, 1, 2, 3, 4].map((row) => Array.from(text, (letter) => letters[letter]?.[row] ?? '').join('.'))

const svgNamespace = 'http://www.w3.org/2000/svg'

/** The picture as an image that a screen reader skips. */
export function createPicture(sprite: Sprite, colors: Colors): SVGElement {
  const width = Math.max(...sprite.map((row) => row.length))
  const picture = document.createElementNS(svgNamespace, 'svg')
  picture.setAttribute('viewBox', `0 0 ${width} ${sprite.length}`)
  picture.setAttribute('shape-rendering', 'crispEdges')
  picture.setAttribute('aria-hidden', 'true')
  for (const [character, color] of Object.entries(colors)) {
    const path = document.createElementNS(svgNamespace, 'path')
    path.setAttribute('fill', color)
    path.setAttribute(
      'd',
      listPixels(sprite, character)
        .map(([x, y]) => `M${x} ${y}h1v1h-1z`)
        .join(''),
    )
    picture.append(path)
  }
  return picture
}

const listPixels = (sprite: Sprite, wanted: string): (readonly [number, number])[] =>
  sprite.flatMap((row, y) =>
    Array.from(row, (character, x) => (character === wanted ? [[x, y] as const] : [])).flat(),
  )

/** Paints the picture with its upper left corner at the place. */
export function paint(
  canvas: CanvasRenderingContext2D,
  {
    sprite,
    colors,
    scale = 1,
  }: { readonly sprite: Sprite; readonly colors: Colors; readonly scale?: number },
  [left, top]: readonly [number, number],
): void {
  for (const [character, color] of Object.entries(colors)) {
    canvas.fillStyle = color
    for (const [x, y] of listPixels(sprite, character)) {
      canvas.fillRect(Math.round(left) + x * scale, Math.round(top) + y * scale, scale, scale)
    }
  }
}

/** Three coins, one on two. */
function stack(picture: Sprite): Sprite {
  const [width, height] = [18, 17]
  const pixels = Array.from({ length: height }, () => Array.from({ length: width }, () => '.'))
  for (const [left, top] of [
    [3, 0],
    [0, 6],
    [7, 6],
  ] as const) {
    picture.forEach((row, y) =>
      Array.from(row).forEach((character, x) => {
        const line = pixels[top + y]
        if (line !== undefined && character !== '.') line[left + x] = character
      }),
    )
  }
  return pixels.map((line) => line.join(''))
}
