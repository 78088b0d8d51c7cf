package dev.quittance.signer.listen;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.eclipse.microprofile.config.Config;

/** Takes away the socket that a killed run left behind, on which nobody could listen again. */
@ApplicationScoped
public final class StaleSockets {
    private final Config config;

    StaleSockets(Config config) {
        this.config = config;
    }

    void remove(@Observes StartupEvent event) {
        if (config.getOptionalValue("quarkus.http.domain-socket-enabled", Boolean.class)
                .orElse(false)) {
            removeSocket(Path.of(config.getValue("quarkus.http.domain-socket", String.class)));
        }
    }

    /** Deletes only a socket: a file of any other kind at this place is a mistake that the start then tells. */
    static void removeSocket(Path path) {
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isOther()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the socket of an earlier run cannot be removed: " + path, e);
        }
    }
}
