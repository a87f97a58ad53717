import { Switch, TextInput } from '@mantine/core'
import classes from './network.module.css'
import { services } from './services.ts'

/** What people give a network, as they type it. */
export interface NetworkValues {
  readonly name: string
  readonly cidr: string
  readonly gateway: string
  readonly domain: string
  readonly dhcp: boolean
  readonly dns: boolean
  readonly nat: boolean
}

type NetworkFieldsProps = {
  values: NetworkValues
  set: <Key extends keyof NetworkValues>(key: Key, value: NetworkValues[Key]) => void
  problems: { readonly [field: string]: string }
  locked?: boolean
}

/** The fields of a network, the same for a new one and for one that is there. */
export function NetworkFields({ values, set, problems, locked = false }: NetworkFieldsProps) {
  const text = (key: 'name' | 'cidr' | 'gateway' | 'domain') => ({
    value: values[key],
    disabled: locked,
    error: problems[key],
    onChange: (event: { currentTarget: { value: string } }) => set(key, event.currentTarget.value),
  })
  return (
    <>
      <div className={classes.pair}>
        <TextInput label="Name" description="a–z, 0–9 and -" maxLength={63} {...text('name')} />
        <TextInput label="Domain" description="Of its machines’ names" maxLength={253} {...text('domain')} />
        <TextInput
          label="Addresses"
          description="From /16 to /29, such as 10.0.0.0/24"
          classNames={{ input: 'mono' }}
          {...text('cidr')}
        />
        <TextInput
          label="Gateway"
          description="Where its machines find services and the way out"
          placeholder="The first address"
          classNames={{ input: 'mono' }}
          {...text('gateway')}
        />
      </div>
      <fieldset className={classes.services}>
        <legend>Services</legend>
        {services.map(({ key, name, hint }) => (
          <Switch
            key={key}
            label={name}
            description={hint}
            checked={values[key]}
            disabled={locked}
            onChange={event => set(key, event.currentTarget.checked)}
          />
        ))}
      </fieldset>
    </>
  )
}
