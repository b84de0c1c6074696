# SPDX-License-Identifier: GPL-2.0-only
# What the compiler and sparse say of a prefix of the series that they did not
# say of the one before. The log is that of make -Otarget, so that messages
# stand below the object they are about.
#
#   awk -v tree=DIR -v seen=FILE [-v base=1] LOG
#
# seen is what is known of each object, and is written anew: object, tool,
# message without line numbers. An object that was not compiled keeps what was
# said of it. base: take all for known. A finding is "tool<TAB>message".

BEGIN {
	FS = "\t"
	while ((getline line < seen) > 0) {
		split(line, part, "\t")
		known[line]++
		of[line] = part[1] "\t" part[2]
	}
	close(seen)
}

# ../kernel/cpu.c, DIR/kernel/cpu.c and kernel/cpu.o are about the same
function inside(path) {
	if (index(path, tree "/") == 1)
		path = substr(path, length(tree) + 2)
	sub(/^([.][.]\/)+/, "", path)
	return path
}

/^  [A-Z]+[ \t]+(\[M\] +)?[^ ]+$/ {
	split($0, word, / +/)
	tool = word[2] == "CHECK" ? "sparse" : "cc"
	unit = $0
	sub(/.* /, "", unit)
	unit = inside(unit)
	sub(/[.][^.\/]*$/, "", unit)
	made[unit "\t" tool] = 1
	next
}

# kernel-doc, which W=1 runs and has a gate of its own, knows no columns
/^[^ :]+:[0-9]+: warning: / { next }

# Errors of the compiler are make's to tell
/: warning: / || (/: error: / && tool == "sparse") {
	text = inside($0)
	gsub(tree "/", "", text)
	key = text
	gsub(/:[0-9]+/, "", key)
	key = unit "\t" tool "\t" key
	of[key] = unit "\t" tool
	if (++now[key] > known[key] && !base && !said[tool text]++)
		print tool "\t" text
}

END {
	printf "" >seen
	for (key in known)
		for (n = 0; !(of[key] in made) && n < known[key]; n++)
			print key >seen
	for (key in now)
		for (n = 0; n < now[key]; n++)
			print key >seen
}
