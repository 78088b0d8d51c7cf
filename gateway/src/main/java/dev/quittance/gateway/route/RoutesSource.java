package dev.quittance.gateway.route;

import dev.quittance.evm.registry.Registry;
import dev.quittance.gateway.route.InvalidRoutesException.Fault;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A routes file on disk, with the files that it names. Not for several threads at once. */
public final class RoutesSource {
    private final RoutesFile reader = new RoutesFile(Registry.builtIn());
    private final Path file;
    private Map<Path, Optional<Bytes32>> seen = new LinkedHashMap<>();

    public RoutesSource(Path file) {
        this.file = file;
    }

    /**
     * Reads all of them, and remembers what was in them, good or not.
     *
     * @throws InvalidRoutesException when one cannot be read, or anything in them is not understood
     */
    public RouteTable read() {
        seen = new LinkedHashMap<>();
        String text;
        try {
            text = text(file);
        } catch (MalformedException e) {
            throw new InvalidRoutesException(new Fault(RoutesFile.FILE, 1, String.valueOf(e.getMessage())));
        }
        return reader.read(text, name -> text(file.resolveSibling(name)));
    }

    /** Whether any file that was looked at last time holds something else now. */
    public boolean hasChanged() {
        return seen.entrySet().stream().anyMatch(each -> !digest(each.getKey()).equals(each.getValue()));
    }

    private String text(Path path) {
        seen.put(path, Optional.empty());
        try {
            if (Files.size(path) > RoutesFile.CHARS_MAX) {
                throw new MalformedException(path + " is longer than " + RoutesFile.CHARS_MAX + " bytes");
            }
            byte[] bytes = Files.readAllBytes(path);
            seen.put(path, Optional.of(Sha256.hash(bytes)));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException(path + " is not UTF-8", e);
        } catch (IOException e) {
            throw new MalformedException(path + " cannot be read", e);
        }
    }

    private static Optional<Bytes32> digest(Path path) {
        try {
            return Files.size(path) > RoutesFile.CHARS_MAX
                    ? Optional.empty()
                    : Optional.of(Sha256.hash(Files.readAllBytes(path)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
