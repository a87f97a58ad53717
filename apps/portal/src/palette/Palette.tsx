import { Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { CreateLabDialog } from '../lab/CreateLabDialog.tsx'
import classes from './Palette.module.css'
import { PaletteBox } from './PaletteBox.tsx'

type PaletteProps = { opened: boolean; close: () => void; showKeys: () => void }

/** Search and commands, over whatever page is open. */
export function Palette({ opened, close, showKeys }: PaletteProps) {
  const [creating, create] = useDisclosure()
  return (
    <>
      <Modal.Root
        opened={opened}
        onClose={close}
        yOffset="10dvh"
        centered={false}
        size={620}
        padding={0}
        transitionProps={{ duration: 0 }}
      >
        <Modal.Overlay />
        <Modal.Content className={classes.content ?? ''} aria-label="Search and commands">
          <PaletteBox close={close} showKeys={showKeys} createLab={create.open} />
        </Modal.Content>
      </Modal.Root>
      <CreateLabDialog opened={creating} close={create.close} />
    </>
  )
}
