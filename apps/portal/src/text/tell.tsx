import { Anchor } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { LabId } from '@paddock/model'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** Says what was done, with a way to the thing. Goes by itself; what has to be read or copied is a problem's. */
export function tell(words: string, way?: ReactNode): void {
  notifications.show({
    message: (
      <>
        {words} {way}
      </>
    ),
    withBorder: true,
    autoClose: 6_000,
    closeButtonProps: { 'aria-label': 'Close' },
  })
}

/** The way to a lab, for {@link tell}. */
export const wayToLab = ({ id, name }: { id: LabId; name: string }): ReactNode => (
  <Link to="/labs/$lab" params={{ lab: id }}>
    Open {name}
  </Link>
)

/** Something to do, for {@link tell}. */
export const wayTo = (words: string, act: () => void): ReactNode => (
  <Anchor component="button" type="button" inherit onClick={act}>
    {words}
  </Anchor>
)
