package Http;
# The little of HTTP/1.1 that the shop and its clients speak: requests and answers with a Content-Length, on connections that stay open.
use strict;
use warnings;

# Takes one whole message off the front of a buffer. Returns its first line, headers and body, or nothing while it is incomplete.
sub take {
    my ($buffer) = @_;
    my $end = index($$buffer, "\r\n\r\n");
    return if $end < 0;
    my ($first, @lines) = split /\r\n/, substr($$buffer, 0, $end);
    my %headers = map { /^([^:]+):\s*(.*)$/ ? (lc $1, $2) : () } @lines;
    my $length = ($headers{'content-length'} // '') =~ /^(\d{1,7})$/ ? $1 : 0;
    return if length($$buffer) < $end + 4 + $length;
    my $body = substr($$buffer, $end + 4, $length);
    substr($$buffer, 0, $end + 4 + $length) = '';
    return ($first, \%headers, $body);
}

sub answer {
    my ($status, $type, $body, @headers) = @_;
    return join("\r\n", "HTTP/1.1 $status", "Content-Type: $type", 'Content-Length: ' . length($body), @headers, '', $body);
}

# The fields of a form or a query: name=value&name=value.
sub fields {
    my ($text) = @_;
    my %fields;
    for my $pair (split /&/, $text // '') {
        my ($name, $value) = map { tr/+/ /; s/%([0-9A-Fa-f]{2})/chr hex $1/ger } split(/=/, $pair, 2);
        $fields{$name} = $value // '' if defined $name;
    }
    return \%fields;
}

# One request on a connection that is open already. Returns status and body; status 0 when the connection failed.
sub request {
    my ($socket, $method, $path, $host, $body) = @_;
    my $text = "$method $path HTTP/1.1\r\nHost: $host\r\nAccept: application/json\r\nContent-Length: " . length($body // '') . "\r\n\r\n" . ($body // '');
    return (0, '') unless defined syswrite($socket, $text);
    my $buffer = '';
    while (1) {
        my ($first, $headers, $answer) = take(\$buffer);
        return ($first =~ m{^HTTP/1\.\d (\d{3})} ? $1 : 0, $answer) if defined $first;
        my $got = sysread($socket, $buffer, 65536, length $buffer);
        return (0, '') unless $got;
    }
}

1;
