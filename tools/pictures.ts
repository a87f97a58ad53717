import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './check/root.ts'
import { documented, shots } from './pictures/shots.ts'
import { smaller } from './pictures/smaller.ts'
import { openStage } from './pictures/stage.ts'

/**
 * Takes pictures of the portal: `npm run pictures` writes those of README and design language into `docs/pictures`,
 * `npm run pictures -- /tmp/all` all of them into a folder of your own: at 1440 and 390 pixels, light and dark, full,
 * empty, failing and loading. With a second word, only those whose names hold it.
 *
 * An installation of its own is started for it, with simulated hosts, and filled; nothing of another one is touched.
 */
const [folder, only = ''] = process.argv.slice(2)
const into = folder ?? join(root, 'docs/pictures')
const wanted = (folder === undefined ? documented : shots).filter(shot => shot.name.includes(only))
if (wanted.length === 0) throw new Error(`No picture is called like “${only}”.`)

await mkdir(into, { recursive: true })
const stage = await openStage()
try {
  for (const shot of wanted) {
    const page = await stage.open(shot)
    await shot.play?.(page, stage)
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    await writeFile(join(into, `${shot.name}.webp`), await smaller(page, picture))
    if (folder !== undefined) await writeFile(join(into, `${shot.name}.png`), picture)
    console.log(shot.name)
    await page.context().close()
  }
} finally {
  await stage.close()
}
