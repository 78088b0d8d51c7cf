package dev.quittance.gateway.proxy;

import org.jspecify.annotations.Nullable;

/** The servers that one request was brought to, and how many more it may be brought to. Used on one event loop. */
final class Tries {
    private int left;
    private @Nullable Server last;

    /** @param more how often it may be sent again */
    Tries(int more) {
        left = more;
    }

    @Nullable
    Server last() {
        return last;
    }

    void use(Server server) {
        last = server;
    }

    /** Takes one of the tries that are left, if there is one. */
    boolean again() {
        return left-- > 0;
    }
}
