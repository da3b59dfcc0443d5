#!/usr/bin/perl
# SPDX-License-Identifier: LGPL-2.1-or-later
# storm.pl DIRECTORY COUNT SECONDS: create, rename and delete COUNT files there, evenly spread over SECONDS.
use strict;
use warnings;

sub now { open my $clock, '<', '/proc/uptime' or die; return (split ' ', <$clock>)[0]; }

my ($directory, $count, $seconds) = @ARGV;
my $start = now;
for my $i (1 .. $count) {
  my $from = "$directory/" . ('vmlinuz-', 'initrd.img-', '.tmp-', 'config-')[$i % 4] . "9.9.$i";
  open my $file, '>', $from or die "$from: $!";
  print $file 'x' x 100;
  close $file;
  rename $from, "$from-renamed" or die "$from: $!";
  unlink "$from-renamed" or die "$from: $!";
  next if $i % 10;
  my $ahead = $start + $i * $seconds / $count - now;
  select undef, undef, undef, $ahead if $ahead > 0;
}
printf "%d files in %.1f s\n", $count, now() - $start;
