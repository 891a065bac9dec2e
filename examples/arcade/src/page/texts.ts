import type { StepName, StepState } from './purchase-steps.ts'

export type Language = 'en' | 'ko'

/** What the last step says depends on who delivers. */
type ShownStep = StepName | 'deliverByPage' | 'entitle'

type StepTexts = Readonly<Record<ShownStep, Partial<Readonly<Record<StepState, string>>>>>

const en = {
  whoPlays: 'Who plays?',
  name: 'Player name',
  nameHint: 'Up to 20 letters and digits. No password: this is a demonstration.',
  enter: 'Enter',
  nameRejected: 'Choose another name: letters and digits only.',
  logOut: 'Log out',
  language: 'Language',
  coins: 'coins',
  game: 'The game',
  howToPlay: 'Hold Space, the mouse or a finger to rise. Catch stars, avoid comets.',
  insert: 'Insert 10 coins',
  insertAgain: 'Play again · 10 coins',
  needCoins: 'Not enough coins for a run. The shop has some.',
  shop: 'Shop',
  payWith: 'Store',
  owned: 'Yours',
  locked: 'Locked: the payment was refunded',
  notBuiltIn: 'Needs a game server',
  notSoldHere: 'Not sold in this store',
  active: 'Active',
  ad: 'Advertisement',
  adTitle: 'Asteroid Insurance',
  adText: 'Your first comet is free. VIPs do not see this.',
  buy: 'Buy',
  happened: 'What happened',
  nothingYet: 'Buy something, and follow it here from the reservation to the delivery.',
  purchases: 'Your purchases',
  noPurchases: 'Nothing bought yet.',
  delivered: 'Delivered',
  refunded: 'Refunded',
  emulator: 'Store emulator',
  emulatorHint: 'Pay pending purchases and refund paid ones here:',
  offline: 'The game server does not answer. The page connects again by itself.',
} as const

type TextKey = keyof typeof en

const ko: Readonly<Record<TextKey, string>> = {
  whoPlays: '누가 플레이하나요?',
  name: '플레이어 이름',
  nameHint: '글자와 숫자 20자까지. 데모라서 비밀번호가 없습니다.',
  enter: '입장',
  nameRejected: '다른 이름을 써 주세요. 글자와 숫자만 쓸 수 있습니다.',
  logOut: '로그아웃',
  language: '언어',
  coins: '코인',
  game: '게임',
  howToPlay: '스페이스, 마우스, 손가락으로 누르면 올라갑니다. 별을 모으고 혜성을 피하세요.',
  insert: '코인 10개 넣기',
  insertAgain: '다시 하기 · 코인 10개',
  needCoins: '코인이 모자랍니다. 상점에서 살 수 있습니다.',
  shop: '상점',
  payWith: '스토어',
  owned: '보유 중',
  locked: '결제가 환불되어 잠겼습니다',
  notBuiltIn: '게임 서버가 필요합니다',
  notSoldHere: '이 스토어에서는 판매하지 않습니다',
  active: '이용 중',
  ad: '광고',
  adTitle: '소행성 보험',
  adText: '첫 혜성은 무료로 보장합니다. VIP에게는 보이지 않습니다.',
  buy: '구매',
  happened: '진행 상황',
  nothingYet: '무언가 구매하면 예약부터 지급까지 여기에 표시됩니다.',
  purchases: '구매 내역',
  noPurchases: '아직 구매한 것이 없습니다.',
  delivered: '지급됨',
  refunded: '환불됨',
  emulator: '스토어 에뮬레이터',
  emulatorHint: '대기 중인 결제의 완료와 환불은 여기에서:',
  offline: '게임 서버가 응답하지 않습니다. 페이지가 자동으로 다시 연결합니다.',
}

const storeNames: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    GOOGLE_PLAY: 'Google Play',
    APP_STORE: 'App Store',
    ONE_STORE: 'ONE store',
    TEST_STORE: 'Test store',
  },
  ko: {
    GOOGLE_PLAY: 'Google Play',
    APP_STORE: 'App Store',
    ONE_STORE: '원스토어',
    TEST_STORE: '테스트 스토어',
  },
}

const itemNames: Readonly<Record<Language, Readonly<Record<string, readonly [string, string]>>>> = {
  en: {
    coins_100: ['100 coins', 'Ten runs'],
    coins_500: ['500 coins', 'Fifty runs, cheaper'],
    ship_aurora: ['Aurora', 'A ship whose shield takes one hit'],
    vip_monthly: ['VIP', 'No advertisements. Per month, the first week is free'],
  },
  ko: {
    coins_100: ['코인 100개', '열 판'],
    coins_500: ['코인 500개', '쉰 판, 더 싸게'],
    ship_aurora: ['오로라', '보호막이 한 번 막아 주는 우주선'],
    vip_monthly: ['VIP', '광고 없음. 월 구독, 첫 주 무료'],
  },
}

const stepTexts: Readonly<Record<Language, StepTexts>> = {
  en: {
    reserve: {
      todo: 'The purchase is reserved.',
      active: 'Coinslot reserves the purchase …',
      done: 'Coinslot reserved the purchase. The device wrote it down.',
      stopped: 'The purchase could not be reserved.',
    },
    pay: {
      todo: 'The store takes the payment.',
      active: 'The store’s payment sheet is open …',
      done: 'The store took the payment and signed a receipt.',
      stopped: 'The store took nothing.',
      later: 'The store takes the payment later, and reports it.',
    },
    verify: {
      todo: 'The receipt is verified.',
      active: 'Coinslot verifies the receipt …',
      done: 'Coinslot verified the receipt and recorded the payment.',
    },
    deliver: {
      todo: 'The item is delivered.',
      active: 'The game server is about to deliver …',
      done: 'The game server consumed the payment and delivered, once.',
    },
    deliverByPage: {
      todo: 'The item is delivered.',
      active: 'The page is about to deliver …',
      done: 'The page consumed the payment and delivered, once.',
    },
    entitle: {
      todo: 'The entitlement gives access.',
      active: 'Coinslot gives the entitlement …',
      done: 'Coinslot gives the entitlement as long as the store says.',
    },
  },
  ko: {
    reserve: {
      todo: '구매를 예약합니다.',
      active: 'Coinslot이 구매를 예약하는 중 …',
      done: 'Coinslot이 구매를 예약했고, 기기에 기록했습니다.',
      stopped: '구매를 예약하지 못했습니다.',
    },
    pay: {
      todo: '스토어가 결제를 받습니다.',
      active: '스토어의 결제 창이 열려 있습니다 …',
      done: '스토어가 결제를 받고 영수증에 서명했습니다.',
      stopped: '결제되지 않았습니다.',
      later: '스토어가 나중에 결제를 받고 알려 줍니다.',
    },
    verify: {
      todo: '영수증을 검증합니다.',
      active: 'Coinslot이 영수증을 검증하는 중 …',
      done: 'Coinslot이 영수증을 검증하고 결제를 기록했습니다.',
    },
    deliver: {
      todo: '아이템을 지급합니다.',
      active: '게임 서버가 곧 지급합니다 …',
      done: '게임 서버가 결제를 소비하고 한 번만 지급했습니다.',
    },
    deliverByPage: {
      todo: '아이템을 지급합니다.',
      active: '페이지가 곧 지급합니다 …',
      done: '페이지가 결제를 소비하고 한 번만 지급했습니다.',
    },
    entitle: {
      todo: '이용 권한을 줍니다.',
      active: 'Coinslot이 이용 권한을 주는 중 …',
      done: '스토어가 허용하는 동안 Coinslot이 이용 권한을 줍니다.',
    },
  },
}

const toDate = (language: Language, time: string) =>
  new Date(time).toLocaleDateString(language, { dateStyle: 'medium' })

const sentences = {
  en: {
    owed: (coins: number) => `You owe ${coins} coins: a payment was refunded after its coins were spent.`,
    score: (score: number, best: number) => `Score ${score} · best ${best}`,
    canceled: 'Canceled. Nothing was charged.',
    pending: 'The store charges you later. What you bought then arrives by itself.',
    paid: 'Paid. It is on its way.',
    arrived: 'Paid and delivered. Have fun!',
    takenBack: 'The payment was refunded, and what it bought was taken back.',
    vipArrived: 'You are VIP. The advertisement is gone.',
    renewal: (willRenew: boolean) => (willRenew ? 'renews by itself' : 'canceled'),
    vipUntil: (time: string | null) => (time === null ? '' : `Until ${toDate('en', time)}`),
  },
  ko: {
    owed: (coins: number) => `코인 ${coins}개가 모자랍니다. 이미 쓴 코인의 결제가 환불되었습니다.`,
    score: (score: number, best: number) => `점수 ${score} · 최고 ${best}`,
    canceled: '취소했습니다. 결제되지 않았습니다.',
    pending: '스토어가 나중에 결제합니다. 결제되면 자동으로 지급됩니다.',
    paid: '결제되었습니다. 곧 지급됩니다.',
    arrived: '결제와 지급이 끝났습니다. 즐거운 시간 되세요!',
    takenBack: '결제가 환불되어 구매한 것을 회수했습니다.',
    vipArrived: 'VIP가 되었습니다. 광고가 사라졌습니다.',
    renewal: (willRenew: boolean) => (willRenew ? '자동 갱신' : '해지됨'),
    vipUntil: (time: string | null) => (time === null ? '' : `${toDate('ko', time)}까지`),
  },
} as const

/** All texts of a language. */
export const textsOf = (language: Language) => ({
  ...(language === 'ko' ? ko : en),
  ...sentences[language],
  storeName: (store: string) => storeNames[language][store] ?? store,
  itemName: (itemId: string) => itemNames[language][itemId]?.[0] ?? itemId,
  itemDetails: (itemId: string) => itemNames[language][itemId]?.[1] ?? '',
  step: (name: ShownStep, state: StepState) =>
    stepTexts[language][name][state] ?? stepTexts[language][name].todo ?? '',
})

export type Texts = ReturnType<typeof textsOf>

const languageKey = 'arcade:language'

export function findLanguage(): Language {
  const chosen = localStorage.getItem(languageKey) ?? navigator.language
  return chosen.startsWith('ko') ? 'ko' : 'en'
}

export const saveLanguage = (language: Language) => localStorage.setItem(languageKey, language)
