const en = {
  emulated: '(emulated): no money moves',
  soldAs: 'Sold as',
  once: 'One-time product',
  quantity: 'Quantity',
  buy: 'Buy',
  subscribe: 'Subscribe',
  startTrial: 'Start the free trial',
  changePlan: 'Change the plan',
  buyLater: 'Buy with a pending payment',
  decline: 'Decline',
  receipt: "Receipt for the server's",
  copy: 'Copy receipt',
  copied: 'Copied',
  back: 'Back to the app',
  PAID: 'The purchase is paid. The app receives this receipt:',
  PENDING: 'The payment is pending. Complete or cancel it on the page of the emulator.',
  DECLINED: 'The purchase was declined. The app receives no receipt.',
  each: { P1W: 'week', P1M: 'month', P2M: '2 months', P3M: '3 months', P6M: '6 months', P1Y: 'year' },
  lengths: { P3D: '3 days', P1W: '1 week', P1M: '1 month' },
  price: (price, each) => `${price} / ${each}`,
  trial: (length) => `Free for ${length}, then the price above.`,
  renewal: 'Renews by itself until it is canceled.',
  changesNow: (product) => `Replaces ${product} now. What is left of the old plan is credited.`,
  changesLater: (product, date) =>
    `Replaces ${product} at the next renewal, on ${date}. Nothing is charged before.`,
}

const ko = {
  emulated: '(에뮬레이터): 실제로 결제되지 않습니다',
  soldAs: '판매 방식',
  once: '일회성 상품',
  quantity: '수량',
  buy: '구매',
  subscribe: '구독하기',
  startTrial: '무료 체험 시작',
  changePlan: '요금제 변경',
  buyLater: '나중에 결제되는 구매',
  decline: '결제 거절',
  receipt: '서버에 보낼',
  copy: '영수증 복사',
  copied: '복사했습니다',
  back: '앱으로 돌아가기',
  PAID: '결제되었습니다. 앱은 이 영수증을 받습니다.',
  PENDING: '결제가 대기 중입니다. 에뮬레이터 페이지에서 완료하거나 취소하세요.',
  DECLINED: '결제가 거절되었습니다. 앱은 영수증을 받지 못합니다.',
  each: { P1W: '주', P1M: '월', P2M: '2개월', P3M: '3개월', P6M: '6개월', P1Y: '년' },
  lengths: { P3D: '3일', P1W: '1주', P1M: '1개월' },
  price: (price, each) => `${price} / ${each}`,
  trial: (length) => `${length} 동안 무료이며, 그다음부터 위 금액이 청구됩니다.`,
  renewal: '해지할 때까지 자동으로 갱신됩니다.',
  changesNow: (product) => `지금 ${product} 구독을 대체합니다. 남은 기간의 금액은 반영됩니다.`,
  changesLater: (product, date) =>
    `다음 갱신일(${date})에 ${product} 구독을 대체합니다. 그전에는 청구되지 않습니다.`,
}

/** The texts of the checkout page, and formats, in the language of the browser. */
export function findTexts() {
  const language = navigator.language.startsWith('ko') ? 'ko' : 'en'
  const texts = language === 'ko' ? ko : en
  const formatPrice = ({ amount, currencyCode }) =>
    new Intl.NumberFormat(language, { style: 'currency', currency: currencyCode }).format(amount)
  return {
    ...texts,
    language,
    planPrice: (plan) => texts.price(formatPrice(plan), texts.each[plan.period]),
    formatDate: (time) =>
      new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(time),
  }
}
