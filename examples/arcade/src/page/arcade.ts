import { CoinslotError } from '@coinslot/sdk'
import type { PlayerState, Session } from '../player-state.ts'
import { createDeviceWallet } from './device-wallet.ts'
import { byId } from './dom.ts'
import { createGamePanel } from './game-panel.ts'
import type { Translation } from './translation.ts'
import { createPurchasePanels } from './purchase-panels.ts'
import { createPurchases } from './purchases.ts'
import { followState, payRun } from './server-calls.ts'
import { createShopPanel } from './shop-panel.ts'
import { followVip, type VipAccess } from './vip.ts'

const resumeIntervalMs = 3_000

/** The page of a player who is logged in. */
export function openArcade(session: Session, translation: Translation): void {
  const { player, isBuiltIn, emulatorUrl } = session
  byId('arcade').hidden = false
  byId('log-out').hidden = false
  byId('emulator', HTMLAnchorElement).href = emulatorUrl
  const show = (state: PlayerState) => {
    game.show(state)
    shop.show(state)
    panels.show(state)
  }
  let access: VipAccess | null = null
  const wallet = isBuiltIn ? createDeviceWallet(player, show) : null
  const panels = createPurchasePanels(translation, session)
  const game = createGamePanel({ player, translation, payRun: wallet?.payRun ?? payRun })
  const purchases = createPurchases({
    session,
    onFollowed: panels.follow,
    onProcessed: async (opened) => {
      // What the player may use is the same in every store.
      access ??= followVip(opened, (vip) => [game, shop, panels].forEach((panel) => panel.showVip(vip)))
      await Promise.all([access.refresh(), wallet?.collect(opened)])
    },
  })
  const shop = createShopPanel({ session, purchases, translation, onError: panels.fail })
  const resume = async () => {
    try {
      await purchases.resume(shop.store())
    } catch (error) {
      if (error instanceof CoinslotError) panels.fail(error)
    }
  }
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void resume()
  })
  if (wallet === null) {
    const onState = (state: PlayerState) => {
      show(state)
      void resume()
    }
    followState({ onState, onConnection: panels.setConnected })
  } else {
    wallet.show()
    void resume()
    // No game server says when a payment arrives that the store took later.
    setInterval(() => void resume(), resumeIntervalMs)
  }
}
