package dev.quittance.gateway.keys;

import dev.quittance.protocol.MalformedException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** One secret file, and what takes over what it says. */
final class KeyFile {
    private static final Logger LOG = Logger.getLogger(KeyFile.class);

    private final Path file;
    private final String setting;
    private final Consumer<List<String>> keys;
    private final MeterRegistry meters;
    private List<String> taken;
    private String complaint = "";

    /**
     * A file that was read once.
     *
     * @param label of its metric
     * @param keys takes its lines, or throws {@link MalformedException} and changes nothing
     */
    KeyFile(Path file, String label, List<String> taken, Consumer<List<String>> keys, MeterRegistry meters) {
        this.file = file;
        setting = label;
        this.taken = List.copyOf(taken);
        this.keys = keys;
        this.meters = meters;
        meters.counter("quittance.gateway.key.files", "file", setting, "result", "taken");
        meters.counter("quittance.gateway.key.files", "file", setting, "result", "refused");
    }

    /** Takes over what changed. What is refused is tried again, because time may mend it, and told of once. */
    void look() {
        try {
            var lines = Files.readAllLines(file);
            if (lines.equals(taken)) {
                complaint = "";
                return;
            }
            keys.accept(lines);
            taken = List.copyOf(lines);
            complaint = "";
            count("taken");
            LOG.infof("%s: the keys of %s were replaced", setting, file);
        } catch (IOException e) {
            refuse("it cannot be read");
        } catch (MalformedException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private void refuse(String why) {
        if (!why.equals(complaint)) {
            complaint = why;
            count("refused");
            LOG.errorf("%s: %s is not taken, the keys from before stay: %s", setting, file, why);
        }
    }

    private void count(String result) {
        meters.counter("quittance.gateway.key.files", "file", setting, "result", result)
                .increment();
    }
}
