import { call, copyText, element } from './control.js'

const CHANGES = {
  PENDING: [
    ['complete', 'Complete'],
    ['cancel', 'Cancel'],
  ],
  PAID: [
    ['refund', 'Refund'],
    ['revoke', 'Revoke'],
  ],
  REFUNDED: [['reverse-refund', 'Reverse refund']],
  DECLINED: [],
  CANCELED: [],
}

const byId = (id) => document.getElementById(id)
let endCursor = null

/** Runs one act of the person and says how it went. */
async function act(doing, done) {
  const message = byId('message')
  try {
    await doing()
    message.className = 'muted'
    message.textContent = done
  } catch (error) {
    message.className = 'bad'
    message.textContent = error.message
  }
}

function describeSettlement(purchase) {
  const marks = ['acknowledged', 'consumed', 'finished'].filter((mark) => purchase[mark])
  return marks.length === 0 ? '–' : marks.join(', ')
}

function purchaseRow(purchase) {
  const buttons = CHANGES[purchase.state].map(([verb, label]) =>
    element('button', { type: 'button', onclick: () => change(purchase.id, verb, label) }, label),
  )
  const quantity = purchase.quantity === 1 ? '' : ` × ${purchase.quantity}`
  const kind = purchase.environment === 'SANDBOX' ? `${purchase.store} sandbox` : purchase.store
  const partial =
    purchase.state === 'PAID' && purchase.refund ? ` (${purchase.refund.percentage} % refunded)` : ''
  const cell = (label, className, ...content) =>
    element('td', { className, dataset: { label } }, element('div', {}, ...content))
  return element(
    'tr',
    {},
    cell('State', '', element('span', { className: `state ${purchase.state}` }, purchase.state), partial),
    cell('Store', '', kind),
    cell('Product', '', purchase.productId + quantity, note(purchase.forge && `forged: ${purchase.forge}`)),
    cell('Price', 'price-cell', `${purchase.price.amount} ${purchase.price.currencyCode}`),
    cell('Transaction', 'mono', purchase.transactionId ?? '–', note(purchase.accountToken)),
    cell('Settled', '', describeSettlement(purchase)),
    cell('Actions', '', element('div', { className: 'actions' }, ...buttons, ...copyButtons(purchase))),
  )
}

function note(text) {
  return text ? element('div', { className: 'small muted' }, text) : ''
}

/** The store gave the app a receipt unless it declined or has no transaction yet. */
function copyButtons({ id, state, transactionId }) {
  if (state === 'DECLINED' || transactionId === null) return []
  const copy = element('button', { type: 'button' }, 'Copy receipt')
  copy.onclick = () =>
    act(async () => {
      const { receipt } = await call('GET', `purchases/${id}`)
      await copyText(copy, JSON.stringify(receipt))
    }, '')
  return [copy]
}

async function loadPurchases(after) {
  const page = await call('GET', `purchases?first=50${after ? `&after=${after}` : ''}`)
  const rows = page.purchases.map(purchaseRow)
  if (after) byId('purchases').append(...rows)
  else byId('purchases').replaceChildren(...rows)
  endCursor = page.endCursor
  byId('more').hidden = !page.hasMore
  byId('empty').hidden = byId('purchases').children.length > 0
}

async function loadClock() {
  const { now, offsetMs } = await call('GET', 'clock')
  byId('clock-now').textContent = new Date(now).toLocaleString()
  const hours = Math.round(offsetMs / 360_000) / 10
  byId('clock-offset').textContent =
    offsetMs === 0 ? 'as this machine' : `${hours} hours ahead of this machine`
}

async function loadFaults() {
  const { faults } = await call('GET', 'faults')
  byId('faults').replaceChildren(
    ...faults.map(({ store, endpoint, times, id, ...effects }) =>
      element('li', {}, `${store} ${endpoint}, ${times} more: ${JSON.stringify(effects)}`),
    ),
  )
}

async function change(id, verb, label) {
  await act(async () => {
    await call('POST', `purchases/${id}/${verb}`)
    await loadPurchases()
  }, `${label}: done.`)
}

/** The form's filled fields; numbers and checkboxes as JSON has them. */
function formInput(form) {
  const input = {}
  for (const field of form.elements) {
    if (!field.name) continue
    if (field.type === 'checkbox') {
      if (field.checked) input[field.name] = true
    } else if (field.value !== '')
      input[field.name] = field.type === 'number' ? Number(field.value) : field.value
  }
  return input
}

byId('buy').onsubmit = (event) => {
  event.preventDefault()
  void act(async () => {
    await call('POST', 'purchases', formInput(event.target))
    await loadPurchases()
  }, 'Bought.')
}
byId('open-checkout').onclick = () => {
  const { store, productId, accountToken } = formInput(byId('buy'))
  const query = new URLSearchParams({ store, productId, ...(accountToken ? { accountToken } : {}) })
  window.open(`/checkout?${query}`, '_blank', 'noopener')
}
byId('fault').onsubmit = (event) => {
  event.preventDefault()
  void act(async () => {
    await call('POST', 'faults', formInput(event.target))
    await loadFaults()
  }, 'The fault waits for its call.')
}
byId('clear-faults').onclick = () =>
  act(async () => {
    await call('DELETE', 'faults')
    await loadFaults()
  }, 'No faults any more.')
byId('refresh').onclick = () => act(loadAll, '')
byId('more').onclick = () => act(() => loadPurchases(endCursor), '')
byId('delete-all').onclick = () => {
  if (!confirm('Delete all purchases of all stores?')) return
  void act(async () => {
    await call('DELETE', 'purchases')
    await loadPurchases()
  }, 'Deleted.')
}
for (const button of document.querySelectorAll('[data-advance]')) {
  button.onclick = () =>
    act(async () => {
      await call('POST', 'clock', { advanceMs: Number(button.dataset.advance) })
      await loadClock()
    }, 'The clock is moved.')
}

async function loadAll() {
  await Promise.all([loadPurchases(), loadClock(), loadFaults()])
}

void act(loadAll, '')
