#!/usr/bin/env bash
# Makes stand-ins for the base images where no image registry is reachable, under the names that the Dockerfile and
# docker-compose.yml use: Debian by debootstrap, the JDK from JAVA_HOME, Maven and Kafka from Maven's repositories, the rest
# from Debian. They hold the same programs behind the same contract
# of environment and entry points; their smaller parts (versions of Debian's packages) may differ from the originals'.
# Images that are there already are left alone; FORCE=1 makes them anew. Needs root, for debootstrap.
set -euo pipefail

# Where from is for debootstrap and Maven to know, by their own configuration.
readonly MAVEN=3.9.11
readonly MAVEN_COPY=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# One list of names for all: the Dockerfiles' and compose's own defaults.
image() { sed -n "s/^ARG $1=//p" "$root/Dockerfile" "$root/deploy/chain.Dockerfile" | head -n 1; }
service_image() { sed -n "s|^ *image: \${[A-Z_]*:-\($1:[^}]*\)}|\1|p" "$root/docker-compose.yml" | head -n 1; }

base=$(image BASE_IMAGE)
maven=$(image BUILD_IMAGE)
jdk=$(image JDK_IMAGE)
postgres=$(service_image postgres)
kafka=$(service_image apache/kafka)
relay=$(service_image alpine/socat)
node=$(image NODE_IMAGE)
prometheus=$(service_image prom/prometheus)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  printf 'make.sh: %s\n' "$1" >&2
  exit 1
}

wanted() {
  if [ -z "${FORCE:-}" ] && docker image inspect "$1" >/dev/null 2>&1; then
    printf '%-44s is there\n' "$1"
    return 1
  fi
  printf '%-44s\n' "$1"
}

build() {
  local tag=$1 context=$2
  shift 2
  DOCKER_BUILDKIT=0 docker build -q --build-arg "BASE_IMAGE=$base" --label dev.quittance.stand-in=true "$@" -t "$tag" \
    "$context" >/dev/null 2>"$work/log" || fail "$tag: $(tail -n 3 "$work/log")"
}

if wanted "$base"; then
  debootstrap --variant=minbase --include=ca-certificates trixie "$work/debian" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$work/log" ||
    fail "debootstrap: $(tail -n 1 "$work/log")"
  # As slim images are: nothing to read, no package lists.
  rm -rf "$work"/debian/{usr/share/{doc,man,locale,info},var/lib/apt/lists,var/cache/apt/archives}/*
  tar -C "$work/debian" -c . | docker import -c 'CMD ["bash"]' -c 'LABEL dev.quittance.stand-in=true' - "$base" >/dev/null
fi

if wanted "$jdk"; then
  [ -x "${JAVA_HOME:-}/bin/jlink" ] || fail "JAVA_HOME names no JDK"
  mkdir "$work/jdk"
  # All of it: jlink asks for every file that the JDK came with.
  cp -a "$JAVA_HOME" "$work/jdk/jdk"
  # Debian's packages link to the machine's own certificates.
  cp -L --remove-destination "$JAVA_HOME/lib/security/cacerts" "$work/jdk/jdk/lib/security/cacerts"
  cp "$here/jdk.Dockerfile" "$work/jdk/Dockerfile"
  build "$jdk" "$work/jdk"
fi

if wanted "$maven"; then
  mkdir "$work/maven"
  (cd "$work" && mvn -q -B "$MAVEN_COPY" -Dartifact="org.apache.maven:apache-maven:$MAVEN:tar.gz:bin" \
    -DoutputDirectory="$work" >"$work/log") || fail "Maven: $(tail -n 3 "$work/log")"
  tar -xzf "$work/apache-maven-$MAVEN-bin.tar.gz" -C "$work/maven"
  mv "$work/maven/apache-maven-$MAVEN" "$work/maven/maven"
  # What this machine has loaded already need not be loaded by each build.
  mkdir "$work/maven/repository"
  repository=${HOME:-}/.m2/repository
  if [ -d "$repository" ]; then cp -a "$repository/." "$work/maven/repository"; fi
  cp "$here/maven.Dockerfile" "$work/maven/Dockerfile"
  build "$maven" "$work/maven" --build-arg "JDK_IMAGE=$jdk"
fi

if wanted "$postgres"; then build "$postgres" "$here/postgres"; fi

if wanted "$kafka"; then
  compgen -G "$root/demo/target/lib/kafka_*.jar" >/dev/null || fail "the project is not built: ./quittance demo --once"
  mkdir "$work/kafka"
  cp -a "$here/kafka/." "$work/kafka"
  cp -a "$root/demo/target/lib" "$work/kafka/lib"
  build "$kafka" "$work/kafka" --build-arg "JDK_IMAGE=$jdk"
fi

if wanted "$node"; then
  mkdir "$work/node"
  cp -L "${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}" "$work/node/certificates.crt"
  cp "$here/node.Dockerfile" "$work/node/Dockerfile"
  build "$node" "$work/node"
fi

if wanted "$relay"; then build "$relay" - <"$here/relay.Dockerfile"; fi
if wanted "$prometheus"; then build "$prometheus" - <"$here/prometheus.Dockerfile"; fi
