# SPDX-License-Identifier: GPL-2.0-only
# A row as a job of a LAVA lab, in a container of one of its docker devices, with a
# test case for the row and one for each of its machines. JSON is YAML:
#   jq -n -f ci/lava.jq --arg row 7.3 --arg repository URL >job.yml && lavacli jobs submit job.yml
{
	job_name: "split-startup \($row)",
	device_type: "docker",
	visibility: "public",
	priority: "medium",
	timeouts: {job: {hours: 6}, connection: {minutes: 2}},
	actions: [
		{deploy: {to: "docker", image: "debian:12", timeout: {minutes: 10}}},
		{boot: {method: "docker", command: "bash", prompts: ["root@lava:"], timeout: {minutes: 2}}},
		{test: {timeout: {hours: 5}, definitions: [{from: "inline", name: "row", path: "row.yaml", repository: {
			metadata: {format: "Lava-Test Test Definition 1.0", name: "row", description: "A row of ci/kernels"},
			run: {steps: [
				"apt-get update -qq && apt-get install -y -qq git ca-certificates",
				"git clone \($repository | @sh) split-startup && cd split-startup",
				"scripts/setup --all",
				# 4: skipped, as its source is not to be had today
				"code=0; scripts/matrix \($row | @sh) || code=$?",
				"case $code in 0) result=pass ;; 4) result=skip ;; *) result=fail ;; esac",
				"lava-test-case row --result $result",
				("jq -r '.machines[] | \"\\(.name) --result \\(if .code == 0 then \"pass\" else \"fail\" end) " +
				"--measurement \\(.seconds) --units s\"' out/matrix/\($row)/row.json | xargs -r -L 1 lava-test-case")
			]}
		}}]}}
	]
}
