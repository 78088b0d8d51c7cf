package dev.quittance.transparency;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What a log was at one time (C2SP tlog-checkpoint): its name, how many entries it had, and their tree hash.
 *
 * @param origin names the log: no control characters, at most 128 characters
 */
public record Checkpoint(String origin, long size, Bytes32 root) {
    private static final Pattern ORIGIN = Pattern.compile("[!-*,-~]{1,128}");
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final int LINES = 3;

    public Checkpoint {
        if (size < 0 || !isOrigin(origin)) {
            throw new MalformedException("a checkpoint has an origin of visible characters and a size");
        }
    }

    /** Whether a log may be called so: it is also the name of the key, which has no spaces and no plus sign. */
    public static boolean isOrigin(String text) {
        return ORIGIN.matcher(text).matches();
    }

    /** The three lines that are signed. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root.toByteArray()) + "\n";
    }

    /**
     * Reads the text; lines after the third are extensions, of which this log has none.
     *
     * @throws MalformedException when it has another form
     */
    public static Checkpoint parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length != LINES + 1
                || !lines[LINES].isEmpty()
                || !SIZE.matcher(lines[1]).matches()) {
            throw new MalformedException("a checkpoint is an origin, a size and a root, each on a line");
        }
        try {
            var checkpoint = new Checkpoint(
                    lines[0],
                    Long.parseLong(lines[1]),
                    new Bytes32(Base64.getDecoder().decode(lines[2])));
            if (!checkpoint.text().equals(text)) {
                throw new MalformedException("a checkpoint's root is canonical base64");
            }
            return checkpoint;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a checkpoint's root is 32 bytes in base64", e);
        }
    }
}
