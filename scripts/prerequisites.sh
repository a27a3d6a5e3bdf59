# Sourced by the other scripts: what they need on the machine, and what to do when it is not there.

fail() {
  echo "Cannot $1" >&2
  exit 2
}

# Sets JAVA to a java of version 17 or newer, and JAVA_VERSION to its full version.
require_java() {
  JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$JAVA" >/dev/null 2>&1 ||
    fail "run Java: there is no '$JAVA'. Install a JDK of version 17: apt-get install openjdk-17-jdk-headless"
  # Asking the file beside it is faster than starting it.
  local release
  release=$(dirname "$(readlink -f "$(command -v "$JAVA")")")/../release
  if [ -r "$release" ]; then
    JAVA_VERSION=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$release")
  else
    JAVA_VERSION=$("$JAVA" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  local version=${JAVA_VERSION%%[!0-9]*}
  [ "${version:-0}" -ge 17 ] ||
    fail "use Java ${version:-of unknown version}: 17 or newer is needed. Install it (apt-get install openjdk-17-jdk-headless) or set JAVA_HOME"
}

# Checks for a compiler and for Maven 3.8.7 or newer.
require_build_tools() {
  require_java
  local javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac
  command -v "$javac" >/dev/null 2>&1 ||
    fail "compile: there is no '$javac', a JRE is not enough. Install a JDK: apt-get install openjdk-17-jdk-headless"
  command -v mvn >/dev/null 2>&1 ||
    fail "build: there is no 'mvn'. Install Maven: apt-get install maven"
  local version
  version=$(mvn -B --version 2>/dev/null | sed -n 's/^.*Apache Maven \([0-9.]*\).*/\1/p')
  [ "$(printf '%s\n' 3.8.7 "${version:-0}" | sort -V | sed -n 1p)" = 3.8.7 ] ||
    fail "build with Maven ${version:-of unknown version}: 3.8.7 or newer is needed. Install it: apt-get install maven"
}
