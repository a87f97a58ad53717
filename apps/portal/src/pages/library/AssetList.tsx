import { Title } from '@mantine/core'
import type { AssetView } from '@paddock/sdk'
import { IconDisc } from '@tabler/icons-react'
import { MakingBar } from '../../template/MakingBar.tsx'
import { MakingChip } from '../../template/MakingChip.tsx'
import { Ago } from '../../text/Ago.tsx'
import { bytes } from '../../text/quantity.ts'
import classes from './LibraryPage.module.css'

/** The files of the library, such as ISOs for CD drives. */
export function AssetList({ assets }: { assets: readonly AssetView[] }) {
  return (
    <section aria-labelledby="files">
      <Title order={2} id="files" className={classes.title ?? ''}>
        Files
      </Title>
      <ul className={classes.files}>
        {assets.map(asset => (
          <li key={asset.id}>
            <IconDisc size={20} stroke={1.6} aria-hidden="true" />
            <div className={classes.file}>
              <strong>{asset.name}</strong>
              <span className="soft">{asset.description}</span>
              {asset.state === 'making' && <MakingBar thing={asset} />}
              {asset.reason && <span className={classes.failed}>{asset.reason.message}</span>}
            </div>
            {asset.state !== 'ready' && <MakingChip state={asset.state} />}
            <span className="soft numbers">{asset.sizeBytes === null ? '' : bytes(asset.sizeBytes)}</span>
            <span className={classes.when}>
              {asset.scope === 'public' ? 'From the installation' : 'Of your tenant'} ·{' '}
              <Ago moment={asset.createdAt} inherit />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
