package dev.quittance.agent.log;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.Frontier;
import dev.quittance.transparency.LogFault;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.TreeHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole log: every entry is hashed anew, in order, and what comes of it must be the checkpoint's root. Constant memory.
 * Each entry must be JSON of a version and kind that is known, without a member twice; the hash covers its bytes as they stand.
 */
public final class LogAudit {
    private static final int VERSION = 1;

    private final Checkpoint expected;
    private final Frontier frontier = Frontier.empty();
    private final Map<String, Long> kinds = new TreeMap<>();

    /** Of entries that are to give this checkpoint, whose signature was verified. */
    public LogAudit(Checkpoint expected) {
        this.expected = expected;
    }

    /** Gives the entries of a log. */
    @FunctionalInterface
    public interface Entries {
        /** The next entry; null at the end. */
        @Nullable
        String next() throws IOException, InterruptedException;
    }

    /**
     * Takes entries until the checkpoint's size is reached; what comes after is of a later checkpoint.
     *
     * @return how many entries there were of each kind
     * @throws LogFaultException when an entry is none, or they are not those of the checkpoint
     */
    public Map<String, Long> run(Entries entries) throws IOException, InterruptedException, LogFaultException {
        while (frontier.size() < expected.size()) {
            String entry = entries.next();
            if (entry == null) {
                throw new LogFaultException(
                        LogFault.ENTRY_WRONG,
                        "there are " + frontier.size() + " entries, the checkpoint has " + expected.size());
            }
            take(entry);
        }
        if (!frontier.root().equals(expected.root())) {
            throw new LogFaultException(LogFault.ENTRY_WRONG, "the entries do not give the checkpoint's root");
        }
        return kinds;
    }

    private void take(String entry) throws LogFaultException {
        try {
            JsonObject json = JsonObject.parse(entry);
            String kind = json.text("kind");
            boolean isKnown = json.integer("v") == VERSION
                    && switch (kind) {
                        case "began", "permitted", "denied", "halted", "restored" -> true;
                        default -> false;
                    };
            if (!isKnown || (frontier.size() == 0) != kind.equals("began")) {
                throw new LogFaultException(LogFault.ENTRY_WRONG, "entry " + frontier.size() + " is of no known kind");
            }
            kinds.merge(kind, 1L, Long::sum);
        } catch (MalformedException e) {
            throw new LogFaultException(LogFault.ENTRY_WRONG, "entry " + frontier.size() + " is not canonical JSON");
        }
        frontier.append(TreeHash.leaf(entry.getBytes(StandardCharsets.UTF_8)));
    }
}
