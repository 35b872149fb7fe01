#!/usr/bin/env bash
# What action.yml runs: the check against the base commit, as SARIF and as Markdown; the exit status goes to the step's outputs.
set -uo pipefail
words=("$LVS_PATH" --lang "${LVS_LANG:-en}")
[ -z "${LVS_POLICY:-}" ] || words+=(--policy "$LVS_POLICY")
[ -z "${LVS_WAIVERS:-}" ] || words+=(--waivers "$LVS_WAIVERS")
if [ -n "${LVS_BASE:-}" ]; then
  base="$RUNNER_TEMP/lvsportal-base"
  git worktree add --quiet --force "$base" "$LVS_BASE" || exit 2
  # A definition that the base does not have yet is new as a whole.
  [ ! -e "$base/$LVS_PATH" ] || words+=(--base "$base/$LVS_PATH")
fi
# shellcheck disable=SC2206 # more options, split at blanks
words+=(${LVS_ARGS:-})
lvsportal check "${words[@]}"
status=$?
echo "status=$status" >> "$GITHUB_OUTPUT"
[ "$status" = 2 ] && exit 0
lvsportal check "${words[@]}" --exit-zero --format sarif --profile github > "$RUNNER_TEMP/lvsportal.sarif" || exit 2
lvsportal check "${words[@]}" --exit-zero --format markdown > "$RUNNER_TEMP/lvsportal.md" || exit 2
cat "$RUNNER_TEMP/lvsportal.md" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
