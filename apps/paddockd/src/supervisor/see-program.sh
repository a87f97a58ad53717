#!/bin/sh
# see-program.sh PROGRAM-FOLDER PLACE COMMAND...
#
# Shows the program's folder at another place, read-only, and runs the command. Started in a mount namespace of its own, so nobody
# else sees that place filled, and it is empty again when the command has ended, however that was.
set -eu
# Slave: what is unmounted outside (a network namespace, an image) goes here too, instead of being kept alive. In a chroot / is no
# mount and this fails (mount(2), EINVAL); the mounts around it then keep the way they have.
mount --make-rslave / 2>/dev/null || true
mount --bind "$1" "$2"
mount -o remount,bind,ro "$2"
shift 2
exec "$@"
