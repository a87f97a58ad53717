import { Button, Group, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { ReasonedButton } from '../../shell/ReasonedButton.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { SetUpTotp } from '../../totp/SetUpTotp.tsx'
import { totpQuery } from '../../totp/totpQuery.ts'
import { EndTotpDialog } from './EndTotpDialog.tsx'
import { RenewCodesDialog } from './RenewCodesDialog.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

const codes = (count: number) => (count === 1 ? '1 recovery code is' : `${count} recovery codes are`)

/** The person's second factor. */
export function SecondFactor() {
  const totp = useQuery(totpQuery)
  const [open, setOpen] = useState<'set-up' | 'renew' | 'end' | null>(null)
  const close = () => setOpen(null)
  return (
    <Section
      title="Second factor"
      says="A code of your own device, asked for after the password: who has only your password is not let in."
      action={
        totp.data && !totp.data.on ? (
          <Button variant="default" onClick={() => setOpen('set-up')}>
            Set up
          </Button>
        ) : undefined
      }
    >
      {totp.isPending && <Waiting rows={1} />}
      {totp.error && <ProblemAlert error={totp.error} />}
      {totp.data && (
        <ul className={classes.list}>
          <li>
            <div className={classes.words}>
              <strong>{totp.data.on ? 'On' : 'Off'}</strong>
              <span className="soft">
                {totp.data.on ? `${codes(totp.data.recoveryCodesLeft)} left.` : 'You sign in with your password alone.'}
              </span>
            </div>
            {totp.data.on && (
              <Group gap="xs">
                <Button variant="default" size="xs" onClick={() => setOpen('renew')}>
                  New recovery codes
                </Button>
                <ReasonedButton
                  size="xs"
                  whyNot={totp.data.required ? 'Your tenant asks everybody for one.' : null}
                  press={() => setOpen('end')}
                >
                  Turn off
                </ReasonedButton>
              </Group>
            )}
          </li>
        </ul>
      )}
      <Modal
        opened={open === 'set-up'}
        onClose={close}
        title="Set up a second factor"
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        <SetUpTotp done={close} cancel={close} />
      </Modal>
      <RenewCodesDialog opened={open === 'renew'} close={close} />
      <EndTotpDialog opened={open === 'end'} close={close} />
    </Section>
  )
}
