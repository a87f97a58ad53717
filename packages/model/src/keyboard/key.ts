import { z } from 'zod'

const letters = [...'abcdefghijklmnopqrstuvwxyz'] as const
const digits = [...'0123456789'] as const
const functionKeys = ['f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7', 'f8', 'f9', 'f10', 'f11', 'f12'] as const
const modifiers = ['ctrl', 'ctrl_r', 'shift', 'shift_r', 'alt', 'alt_r', 'meta_l', 'meta_r'] as const
const moves = ['up', 'down', 'left', 'right', 'home', 'end', 'pgup', 'pgdn', 'insert', 'delete'] as const
const others = [
  ...['esc', 'tab', 'ret', 'spc', 'backspace', 'caps_lock', 'num_lock', 'scroll_lock', 'print', 'sysrq'],
  ...['pause', 'menu', 'minus', 'equal', 'bracket_left', 'bracket_right', 'semicolon', 'apostrophe'],
  ...['grave_accent', 'backslash', 'comma', 'dot', 'slash', 'less'],
] as const

/**
 * A key of a machine's keyboard, by the place where it is and not by what is printed on it: `z` is the key left of `x` on a US
 * keyboard, whatever the guest makes of it.
 *
 * Source of the names: `QKeyCode` in the QEMU QMP reference; `less` is the key beside the left Shift that US keyboards lack.
 */
export const keyName = z.enum([...letters, ...digits, ...functionKeys, ...modifiers, ...moves, ...others])
export type KeyName = z.infer<typeof keyName>

/** Keys that are pressed one after the other, held together, and let go. */
export type Stroke = readonly KeyName[]
