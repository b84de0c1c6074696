# SPDX-License-Identifier: GPL-2.0-only
# The rows that scripts/matrix --list prints, as the child pipeline of gitlab.yml:
# one job a row, and one that makes the report of all. JSON is YAML.
. as $rows |
{
	default: {
		image: "debian:12",
		before_script: ["apt-get update -qq && apt-get install -y -qq git ca-certificates", "scripts/setup --all"]
	},
	variables: {SPLIT_STARTUP_CACHE: "$CI_PROJECT_DIR/.cache"},
	report: {
		stage: ".post",
		when: "always",
		# Ends as the rows did, after the report; red as well if all were skipped
		script: ["code=0", "scripts/matrix --summary || code=$?", "scripts/report", "exit $code"],
		artifacts: {when: "always", paths: ["out/report.html", "out/matrix/"]}
	}
} + ([$rows[] | {
	key: "row \(.)",
	value: {
		script: "scripts/matrix \(.)",
		timeout: "5 hours",
		# Skipped, as its source is not to be had today
		allow_failure: {exit_codes: 4},
		cache: {key: ., paths: [".cache/branches", ".cache/ccache", ".cache/guest", ".cache/linux.git"]},
		artifacts: {
			when: "always",
			paths: ["out/"],
			exclude: ["out/**/Image", "out/**/initramfs.cpio"],
			reports: {junit: "out/matrix/matrix.xml"}
		}
	}
}] | from_entries)
