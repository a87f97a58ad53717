# What somebody who broke out of QEMU would try with files, and with sockets of daemons: reads a list of paths from descriptor 3, a line
# each, and one of descriptors' own files from the words. Prints a line for each thing that it could do after all, and at last "done".
use strict; use warnings; use Socket; use Fcntl;
sub could { print "could $_[0]\n"; }
open(my $list, '<&=', 3) or die;
my $tried = 0;
while (my $path = <$list>) {
  chomp $path; $tried++;
  socket(my $unix, AF_UNIX, SOCK_STREAM, 0);
  could("connect to $path") if length($path) < 108 and connect($unix, pack_sockaddr_un($path));
  for my $mode (O_RDONLY, O_WRONLY, O_RDWR) { could("open $path with $mode") if sysopen(my $file, $path, $mode | O_NONBLOCK); }
}
# A layer that it was given for reading, as descriptor 4.
if (open(my $layer, '<&=', 4)) {
  { no warnings; could('write the layer') if defined syswrite($layer, 'x'); }
  for my $mode (O_WRONLY, O_RDWR, O_RDWR | O_TRUNC) { could("open the layer with $mode") if sysopen(my $again, '/proc/self/fd/4', $mode); }
  # Numbers of x86-64: ftruncate 77, fallocate 285.
  could('make the layer smaller') if syscall(77, 4, 0) == 0;
  could('punch a hole into the layer') if syscall(285, 4, 3, 0, 4096) == 0;
  could('change whose it is') if chmod(0777, '/proc/self/fd/4') or chown($<, $<, '/proc/self/fd/4');
}
print "tried $tried\ndone\n";
