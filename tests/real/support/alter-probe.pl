# What a QEMU that was taken over would try with the memory layer that it was given as descriptor 3. Prints a line for each thing that it
# could do after all, and at last "done".
use strict; use warnings; use Fcntl;
sub could { print "could $_[0]\n"; }
my $given; open($given, '+<&=', 3) or open($given, '<&=', 3);
could('write') if syswrite($given, 'x');
for my $mode (O_RDWR, O_WRONLY, O_RDWR | O_TRUNC) {
  next unless sysopen(my $again, '/proc/self/fd/3', $mode);
  could("write, opened with $mode") if defined syswrite($again, 'x');
  # Numbers of x86-64: ftruncate 77, fallocate 285 (3: punch a hole and keep the size), mmap 9 (3: read and write, 1: shared), fcntl 72.
  my $fd = fileno($again);
  could('make it smaller') if syscall(77, $fd, 0) == 0;
  could('make it larger') if syscall(77, $fd, 1 << 40) == 0;
  could('punch a hole') if syscall(285, $fd, 3, 0, 4096) == 0;
  could('map it for writing') if syscall(9, 0, 4096, 3, 1, $fd, 0) != -1;
}
could('change whose it is') if chmod(0, '/proc/self/fd/3') or chown($<, $<, '/proc/self/fd/3');
print "done\n";
