import { noLog } from '@paddock/host-api'
import type { LabSummary } from '@paddock/sdk'
import { startCloud } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Page } from 'playwright-core'
import { openPage, startBrowser } from '../tests/portal/support/browser.ts'
import { fillTenant } from '../tests/portal/support/crowd.ts'
import { signInAs } from '../tests/portal/support/people.ts'
import { withAfterwards } from './support/afterwards.ts'
import { serveBareList } from './support/bare-list.ts'
import { median, quantile, say, tell } from './support/figures.ts'

// How long people wait for the portal with 300 labs and 5,000 machines in Debian's Chromium, against a finished page of the same rows: HTML without
// a script, that a server sends as it is. Both take turns in one browser. The controller, its PostgreSQL and the simulated hosts are real and run
// beside the browser, on the same processors.

const rounds = Number(process.env.BENCH_ROUNDS ?? 8)
const labCount = 300
const vmCount = 5_000

await withAfterwards(async t => {
  const cloud = await startCloud(t, {
    portal: await readPortal({ log: noLog }),
    hosts: 4,
    latencies: { layerMs: 0, startMs: 200, bootMs: 300 },
    settings: { checkAnswers: false },
  })
  const labs = await fillTenant(cloud, { labs: labCount, vms: vmCount, running: 20 })
  const all: LabSummary[] = []
  for await (const lab of cloud.a.admin.paddock.lab.listAll({ limit: 200 })) all.push(lab)
  say(`${all.length} labs, ${all.reduce((sum, lab) => sum + lab.vms.length, 0)} machines`)
  const bare = await serveBareList(all)
  t.after(() => bare.close())
  const browser = await startBrowser()
  t.after(() => browser.close())
  const { page } = await openPage(browser, { url: cloud.url })
  await signInAs(page, { ...cloud.a.admin, tenant: cloud.a.slug })
  const { page: plain } = await openPage(browser, { url: bare.url })

  const seen = {
    load: [],
    bareLoad: [],
    find: [],
    bareFind: [],
    palette: [],
    open: [],
    back: [],
    frame: [],
    bareFrame: [],
  } as Record<'load' | 'bareLoad' | 'find' | 'bareFind' | 'palette' | 'open' | 'back' | 'frame' | 'bareFrame', number[]>
  for (let round = 0; round <= rounds; round += 1) {
    const one = {
      bareLoad: await load(plain, `${bare.url}/`),
      load: await load(page, `${cloud.url}/labs`),
      bareFind: await find(plain, 'Data centre'),
      find: await find(page, 'Data centre'),
      bareFrame: await scroll(plain),
      frame: await scroll(page),
      palette: await palette(page, 'w37'),
      open: await act(
        page,
        `document.querySelector('[data-lab] a').click()`,
        `document.querySelector('h1 + [data-state-chip]')`,
      ),
      back: await act(page, 'history.back()', `document.querySelectorAll('[data-lab]').length > 5`),
    }
    // The first warms both up.
    if (round > 0) for (const [name, value] of Object.entries(one)) seen[name as keyof typeof one].push(value)
  }
  say(`${labs.length} labs on the page; the slowest frame of a scroll: ${quantile(seen.frame, 1).toFixed(0)} ms`)
  await tell('portal', {
    unit: 'ms',
    rows: seen,
    goals: [
      {
        what: 'the list, cold, against the finished page',
        value: median(seen.load) / median(seen.bareLoad),
        limit: 8,
        good: 'at most',
      },
      {
        what: 'finding a lab, against hiding rows',
        value: median(seen.find) / median(seen.bareFind),
        limit: 4,
        good: 'at most',
      },
      {
        what: 'slowest frame while scrolling, against the finished page',
        value: median(seen.frame) / median(seen.bareFrame),
        limit: 4,
        good: 'at most',
      },
      {
        what: 'a letter in the palette until it is answered',
        value: median(seen.palette),
        limit: 100,
        good: 'at most',
        unit: ' ms',
      },
      { what: 'back to the list', value: median(seen.back), limit: 200, good: 'at most', unit: ' ms' },
    ],
  })
})

/** From the navigation's start until rows are drawn. The page's own clock tells; the cache is as it is on a second visit. */
async function load(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: 'commit' })
  return (await page.evaluate(
    drawn(`document.querySelectorAll('tr a[href^="/labs/"]').length > 10`, 'performance.now()'),
  )) as number
}

/** From a change of the field until the rows that don't fit are gone from the picture. */
async function find(page: Page, words: string): Promise<number> {
  const field = `document.querySelector('input[type=search]')`
  const type = (text: string) => `{ const field = ${field}
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${JSON.stringify(text)})
    field.dispatchEvent(new Event('input', { bubbles: true })) }`
  const rows = `[...document.querySelectorAll('tr')].filter(row => row.querySelector('a') && !row.hidden).length`
  const took = await act(page, type(words), `${rows} === 1`)
  await act(page, type(''), `${rows} > 10`)
  return took
}

/** From a key of the palette until its first line is what was looked for: the last of three letters. */
async function palette(page: Page, typed: string): Promise<number> {
  await page.keyboard.press('Control+k')
  await page.locator('[role=option]').first().waitFor()
  await page.keyboard.type(typed.slice(0, -1))
  await page.waitForTimeout(300)
  const field = `document.querySelector('[role=combobox]')`
  const took = await act(
    page,
    `{ const field = ${field}
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${JSON.stringify(typed)})
      field.dispatchEvent(new Event('input', { bubbles: true })) }`,
    `document.querySelector('[role=option]')?.textContent.startsWith('Web shop 37')`,
  )
  await page.keyboard.press('Escape')
  await page.locator('[role=option]').first().waitFor({ state: 'detached' })
  return took
}

/** The slowest frame while the page scrolls 8,000 dots in half a second. */
async function scroll(page: Page): Promise<number> {
  return (await page.evaluate(`new Promise(resolve => {
    let last = performance.now(), slowest = 0, step = 0
    scrollTo(0, 0)
    const frame = now => {
      slowest = Math.max(slowest, step === 0 ? 0 : now - last)
      last = now
      if (++step > 40) { scrollTo(0, 0); return resolve(slowest) }
      scrollTo(0, step * 200)
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })`)) as number
}

/** From an act of the page's reader until what it brings is drawn. */
async function act(page: Page, what: string, until: string): Promise<number> {
  const expression = `(() => { const begun = performance.now(); ${what}; return ${drawn(until, 'performance.now() - begun')} })()`
  return (await page.evaluate(expression)) as number
}

/** A promise of `value`, one frame after `condition` has come true. */
function drawn(condition: string, value: string): string {
  return `new Promise(resolve => {
    const look = () => (${condition}) ? requestAnimationFrame(() => setTimeout(() => resolve(${value}))) : requestAnimationFrame(look)
    look()
  })`
}
