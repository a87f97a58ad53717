import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import classes from './form.module.css'

const units = { MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const
type Unit = keyof typeof units

type SizeFieldProps = {
  label: string
  /** In bytes. Not a number while what stands in the field is none. */
  value: number
  change: (bytes: number) => void
  unitsOffered?: readonly Unit[]
  description?: string | undefined
  error?: string | undefined
  disabled?: boolean
}

/** A quantity with its unit: a number, and which unit it is in. */
export function SizeField({
  label,
  value,
  change,
  unitsOffered = ['MiB', 'GiB'],
  description,
  error,
  disabled = false,
}: SizeFieldProps) {
  const [unit, setUnit] = useState<Unit>(() => unitOf(value, unitsOffered))
  const [typed, setTyped] = useState<{ text: string; bytes: number } | null>(null)
  // What was typed stays as it was typed, unless the value has changed under it.
  const text =
    typed && Object.is(typed.bytes, value) ? typed.text : Number.isNaN(value) ? '' : String(value / units[unit])
  const give = (next: string, of: Unit) => {
    const number = next.trim() === '' ? Number.NaN : Number(next)
    const bytes = Number.isFinite(number) ? Math.round((number * units[of]) / 512) * 512 : Number.NaN
    setTyped({ text: next, bytes })
    change(bytes)
  }
  return (
    <div className={classes.size}>
      <TextInput
        label={label}
        description={description}
        type="number"
        min={0}
        step="any"
        value={text}
        disabled={disabled}
        error={error}
        onChange={event => give(event.currentTarget.value, unit)}
      />
      <NativeSelect
        aria-label={`Unit of ${label.toLowerCase()}`}
        value={unit}
        disabled={disabled}
        data={[...unitsOffered]}
        onChange={event => {
          const next = event.currentTarget.value as Unit
          setUnit(next)
          give(text, next)
        }}
      />
    </div>
  )
}

/** The largest unit in which the value is a whole number. */
function unitOf(value: number, offered: readonly Unit[]): Unit {
  const [smallest = 'MiB'] = offered
  return offered.findLast(unit => value >= units[unit] && value % units[unit] === 0) ?? smallest
}
