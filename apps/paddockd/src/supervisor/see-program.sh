#!/bin/sh
# see-program.sh PROGRAM-FOLDER PLACE COMMAND...
#
# Shows the program's folder at another place, read-only, and runs the command. Started in a mount namespace of its own, so nobody
# else sees that place filled, and it is empty again when the command has ended, however that was.
set -eu
mount --bind "$1" "$2"
mount -o remount,bind,ro "$2"
shift 2
exec "$@"
