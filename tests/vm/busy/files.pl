#!/usr/bin/perl
# SPDX-License-Identifier: LGPL-2.1-or-later
# files.pl DIRECTORY: keep files for who speaks to it. "put NAME BYTES" and so many bytes: "kept NAME", once the disk has the
# file and its name; "get NAME": "BYTES" and so many bytes.
use strict;
use warnings;
use IO::Handle;

my $directory = shift;

sub keep {
  my ($name, $length) = @_;
  (read STDIN, my $bytes, $length) == $length or die "$name: the rest is missing\n";
  open my $file, '>', "$directory/.$name.new" or die "$name: $!\n";
  print {$file} $bytes;
  $file->flush && $file->sync && close $file or die "$name: $!\n";
  rename "$directory/.$name.new", "$directory/$name" or die "$name: $!\n";
  open my $names, '<', $directory or die "$directory: $!\n";
  $names->sync or die "$directory: $!\n";
  print "kept $name\n";
}

sub give {
  my ($name) = @_;
  open my $file, '<', "$directory/$name" or die "$name: $!\n";
  local $/;
  my $bytes = <$file>;
  print length $bytes, "\n", $bytes;
}

binmode STDIN;
binmode STDOUT;
STDOUT->autoflush(1);
while (my $line = <STDIN>) {
  my ($verb, @words) = split ' ', $line;
  if ($verb eq 'put') { keep(@words); } else { give(@words); }
}
