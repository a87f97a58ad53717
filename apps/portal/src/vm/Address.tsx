import { CopyButton, Text, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core'
import classes from './Address.module.css'

type AddressProps = { address: string; of: string; connected: boolean }

/** An address on one network. A click copies it. */
export function Address({ address, of, connected }: AddressProps) {
  return (
    <CopyButton value={address}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy · ${of}`}>
          <UnstyledButton className={classes.address} onClick={copy}>
            <VisuallyHidden>Copy </VisuallyHidden>
            <span className="mono">{address}</span>
            <Text size="sm" c="dimmed" span truncate>
              {connected ? of : `${of}, unplugged`}
            </Text>
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  )
}
