import { Modal, Title } from '@mantine/core'
import { Fragment } from 'react'
import classes from './KeysDialog.module.css'
import { keys } from './keys.ts'

/** Which keys do what. */
export function KeysDialog({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="Keys" size="md">
      {keys.map(group => (
        <section key={group.where} className={classes.group}>
          <Title order={3} size="h2">
            {group.where}
          </Title>
          <dl className={classes.keys}>
            {group.keys.map(([key, words]) => (
              <Fragment key={key}>
                <dt>
                  {key.split(' ').map(each => (
                    <kbd key={each}>{each}</kbd>
                  ))}
                </dt>
                <dd>{words}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  )
}
