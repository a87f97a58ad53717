# What somebody who broke out of QEMU would try. Prints a line for each thing that it could do after all, and at last "done".
use strict; use warnings; use Socket; use Fcntl;
my ($other_file, $other_folder, $other_socket, $other_pid, $own_file) = @ARGV;
sub could { print "could $_[0]\n"; }
for my $file ('/etc/shadow', $other_file, '/proc/1/environ', "/proc/$other_pid/mem", "/proc/$other_pid/environ") {
  could("read $file") if open(my $handle, '<', $file);
}
for my $file ('/etc/passwd', $other_file, '/usr/bin/qemu-img', '/dev/kmsg', '/proc/sys/kernel/core_pattern') {
  could("write $file") if open(my $handle, '+<', $file);
}
could("list $other_folder") if opendir(my $handle, $other_folder);
my $unix; socket($unix, AF_UNIX, SOCK_STREAM, 0);
connect($unix, pack_sockaddr_un($other_socket)) and could("connect to $other_socket");
could("signal $other_pid") if kill(0, $other_pid) or kill(0, 1);
# Numbers of x86-64: ptrace 101 (16: attach), mount 165, setuid 105, unshare 272, bpf 321, init_module 175, chroot 161, setns 308.
could("trace $other_pid") if syscall(101, 16, $other_pid, 0, 0) == 0;
could('mount') if syscall(165, my $none = 'none', my $on = '/mnt', my $type = 'tmpfs', 0, 0) == 0;
could('become root') if syscall(105, 0) == 0;
could('change root') if syscall(161, my $root = '/tmp') == 0;
could('make a network namespace') if syscall(272, 0x40000000) == 0;
could('open a raw socket') if socket(my $raw, AF_INET, SOCK_RAW, 1);
could('open a packet socket') if socket(my $packet, 17, SOCK_RAW, 0x0300);
my $inet; socket($inet, AF_INET, SOCK_STREAM, 0);
could('reach the network') if connect($inet, pack_sockaddr_in(22, inet_aton('127.0.0.1'))) or $!{ECONNREFUSED} or $!{ETIMEDOUT};
my $tun;
could('make a tap') if sysopen($tun, '/dev/net/tun', O_RDWR) and ioctl($tun, 0x400454ca, my $request = pack('a16 s x22', 'probe', 2));
could('run what is made for root') if `/usr/bin/su -c id root </dev/null 2>/dev/null` =~ /uid=0/;
open(my $status, '<', '/proc/self/status'); print grep { /^(Uid|Gid|Groups|CapEff|CapPrm|CapBnd|CapAmb|NoNewPrivs):/ } <$status>;
open(my $net, '<', '/proc/self/net/dev'); my @lines = <$net>; print "interfaces: ", join(' ', map { /^\s*(\S+):/ ? $1 : () } @lines), "\n";
open(my $own, '<&=', 3); print "inherited: ", scalar(<$own>), "\n";
could('find the inherited file') if open(my $byname, '<', $own_file);
printf "umask: %o\n", umask;
print "done\n";
