# daemon/formats/version.c
/compare_words/,/^}/s/MIN (length_a, length_b)/MAX (length_a, length_b)/
