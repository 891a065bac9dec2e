import type { Entitlement } from '@coinslot/sdk/entitlements'
import { runPrice } from '../catalog.ts'
import type { PlayerState } from '../player-state.ts'
import { byId } from './dom.ts'
import { createGameScreen } from './game-screen.ts'
import { coin, coinColors, createPicture, crown, crownColors } from './pixels.ts'
import type { Translation } from './translation.ts'

export type GamePanelOptions = {
  readonly player: string
  readonly translation: Translation
  readonly payRun: () => Promise<boolean> | boolean
}

/** The game with its coin slot. */
export function createGamePanel({ player, translation, payRun }: GamePanelOptions) {
  const screen = createGameScreen(byId('canvas', HTMLCanvasElement))
  const overlay = byId('overlay')
  const insert = byId('insert', HTMLButtonElement)
  byId('coin').append(createPicture(coin, coinColors))
  byId('vip').prepend(createPicture(crown, crownColors))
  const bestKey = `arcade:best:${player}`
  let score: number | null = null
  let coins = 0
  const render = () => {
    const texts = translation.texts()
    const best = Number(localStorage.getItem(bestKey) ?? 0)
    byId('player').textContent = player
    byId('coins').textContent = String(coins)
    byId('balance').classList.toggle('bad', coins < 0)
    byId('canvas').setAttribute('aria-label', texts.howToPlay)
    byId('score').textContent = score === null ? '' : texts.score(score, best)
    insert.textContent = score === null ? texts.insert : texts.insertAgain
    insert.disabled = coins < runPrice
    const hint = byId('hint')
    hint.textContent = coins < 0 ? texts.owed(-coins) : coins < runPrice ? texts.needCoins : texts.howToPlay
    hint.classList.toggle('bad', coins < 0)
  }
  insert.onclick = async () => {
    insert.disabled = true
    if (await payRun()) {
      overlay.hidden = true
      score = await screen.play()
      localStorage.setItem(bestKey, String(Math.max(score, Number(localStorage.getItem(bestKey) ?? 0))))
      overlay.hidden = false
    }
    render()
    insert.focus()
  }
  translation.onChanged(render)
  render()
  return {
    show: (state: PlayerState) => {
      coins = state.coins
      screen.setShip(state.hasAurora)
      render()
    },
    /** VIPs play without the advertisement. */
    showVip: (vip: Entitlement | null) => {
      byId('vip').hidden = vip === null
      byId('ad').hidden = vip !== null
    },
  }
}
