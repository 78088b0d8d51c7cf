package dev.quittance.agent.log;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.Witness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The newest checkpoint of one signer's log that was seen, in a file. */
public final class SeenLog implements Witness.Memory<IOException> {
    private static final int BYTES_MAX = 65_536;
    private static final String RESTORED = "restored";

    private final Path file;

    public SeenLog(Path file) {
        this.file = file;
    }

    /**
     * What was kept.
     *
     * @throws IOException when there is a file that cannot be read: what was seen is never silently forgotten
     */
    @Override
    public Optional<Anchor> newest() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file)) {
            JsonObject json = JsonObject.parse(in.readNBytes(BYTES_MAX));
            OptionalLong restored =
                    json.has(RESTORED) ? OptionalLong.of(json.longInteger(RESTORED)) : OptionalLong.empty();
            return Optional.of(new Anchor(json.text("seen"), restored));
        } catch (MalformedException e) {
            throw new IOException("what was seen of the signer's log cannot be read from " + file, e);
        }
    }

    /** Keeps it in the place of what was kept: on disk when the method returns. */
    @Override
    public void keep(Anchor anchor) throws IOException {
        var json = JsonObject.builder().put("seen", anchor.note());
        anchor.restored().ifPresent(index -> json.put(RESTORED, index));
        Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
        Path draft = Files.createTempFile(file.toAbsolutePath().resolveSibling("."), "seen", ".draft");
        try (var channel = FileChannel.open(draft, Set.of(StandardOpenOption.WRITE))) {
            var rest = ByteBuffer.wrap(json.build().toString().getBytes(StandardCharsets.UTF_8));
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
