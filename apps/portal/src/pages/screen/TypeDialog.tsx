import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { type KeyboardLayout, strokesFor } from '@paddock/model'
import { useState } from 'react'
import { count, list } from '../../text/quantity.ts'
import { layouts, useGuestLayout } from './useGuestLayout.ts'

/** So many strokes a second are typed at the most. Source: the API's page on `vmType`. */
const strokesPerSecond = 40

export interface TextToType {
  readonly text: string
  readonly layout: KeyboardLayout
}

type TypeDialogProps = { of: string; opened: boolean; close: () => void; type: (what: TextToType) => void }

/** Types a text into a machine as if on its keyboard: what paste is where no clipboard is shared. */
export function TypeDialog({ of, opened, close, type }: TypeDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Type a text into ${of}`} returnFocus={false}>
      {opened && <TypeForm close={close} type={type} />}
    </Modal>
  )
}

function TypeForm({ close, type }: Pick<TypeDialogProps, 'close' | 'type'>) {
  const [text, setText] = useState('')
  const [layout, setLayout] = useGuestLayout()
  const { strokes, unknown } = strokesFor(text, layout)
  const paste = async () => {
    const pasted = await navigator.clipboard.readText().catch(() => '')
    setText(old => old + pasted)
  }
  const seconds = Math.ceil(strokes.length / strokesPerSecond)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        type({ text, layout })
        close()
      }}
    >
      <Stack gap="md">
        <Textarea
          label="Text"
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          maxLength={10_000}
          autosize
          minRows={5}
          maxRows={14}
          data-autofocus
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          error={unknown.length > 0 && `No key of this layout gives ${list(unknown.map(each => `“${each}”`))}`}
        />
        <NativeSelect
          label="Keyboard layout of the guest"
          description="As set in the guest: it turns keys into characters by it"
          value={layout}
          onChange={event => setLayout(event.currentTarget.value as KeyboardLayout)}
          data={[...layouts]}
        />
        <Group gap="xs">
          {typeof navigator.clipboard?.readText === 'function' && (
            <Button variant="default" onClick={() => void paste()} mr="auto">
              Paste
            </Button>
          )}
          <Text size="sm" c="dimmed" className="numbers" ml="auto" aria-live="polite">
            {text !== '' && `${count(strokes.length, 'key')}, about ${count(seconds, 'second')}`}
          </Text>
          <Button type="submit" disabled={text === '' || unknown.length > 0}>
            Type
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
