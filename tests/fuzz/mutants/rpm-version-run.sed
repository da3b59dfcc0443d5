# daemon/formats/rpm-version.c
/^take_run/,/^}/s/run.end < text->end/run.end <= text->end/
/^compare_runs/,/^}/s/MIN (length_a, length_b)/MAX (length_a, length_b)/
