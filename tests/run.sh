#!/usr/bin/env bash
# Runs every test, after installing what the window tests and the virtual machine need and this system lacks.
#
#   bash tests/run.sh [ARGUMENTS OF cargo test]
#
# See tests/README.md for what each test shows and for the long runs.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/system.sh
source "$root/packaging/system.sh"

require_build_tools
mapfile -t missing < <(
    packages_of_missing_libraries "$WINDOW_LIBRARIES"
    packages_of_missing_programs "$TEST_PROGRAMS"
)
install_packages "for the window tests (a display without a screen, a window manager, OpenGL in software)" "${missing[@]}" ||
    say "Going on without them: the window tests will fail."
mapfile -t missing < <(packages_of_missing_programs "$MACHINE_PROGRAMS")
install_packages "for the tests in a virtual machine (guns on a real kernel)" "${missing[@]}" ||
    say "Going on without them: the test vm will fail."

cd "$root"
# The tests bring their own display; the one of whoever runs them stays alone.
unset DISPLAY WAYLAND_DISPLAY
export LIBGL_ALWAYS_SOFTWARE=1
exec cargo test --quiet --locked "$@"
