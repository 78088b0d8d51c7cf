package dev.quittance.agent.cli;

import java.nio.file.Path;
import java.util.Optional;

/** Where a user's programs keep what must outlive a run (XDG Base Directory Specification, XDG_STATE_HOME). */
final class StateFolder {
    private StateFolder() {}

    static Path ofUser() {
        return of(Optional.ofNullable(System.getenv("XDG_STATE_HOME")), Path.of(System.getProperty("user.home", ".")));
    }

    /** A relative XDG_STATE_HOME is ignored, as the specification demands. */
    static Path of(Optional<String> xdgStateHome, Path home) {
        return xdgStateHome
                .filter(text -> !text.isEmpty())
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> home.resolve(".local/state"))
                .resolve("quittance");
    }
}
