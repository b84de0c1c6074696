# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What verbs share that call others for many rows: matrix and faults.

# stage LOG VERB ARGS...: to that log and to whoever looks; sets code
stage() {
	code=0
	"$TOP/scripts/$2" "${@:3}" 2>&1 | tee -a "$1" || code=${PIPESTATUS[0]}
	# Nothing that comes after could end better
	((code != E_INT && code != E_SPACE)) || leave "$code"
	return 0
}
