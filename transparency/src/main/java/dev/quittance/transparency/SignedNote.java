package dev.quittance.transparency;

import dev.quittance.protocol.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A text and signatures below it (C2SP signed-note): an empty line, then for each signature an em dash, the key's name, and in
 * base64 the key's id and the signature.
 */
public final class SignedNote {
    private static final int CHARACTERS_MAX = 16_384;
    private static final int SIGNATURES_MAX = 16;
    private static final String DASH = "\u2014 ";
    private static final int ED25519_SIGNATURE = 64;

    private final String text;
    private final List<Line> signatures;

    private SignedNote(String text, List<Line> signatures) {
        this.text = text;
        this.signatures = List.copyOf(signatures);
    }

    /** Of a name; the key's id and the signature in hexadecimal. */
    private record Line(String name, String keyId, String signature) {}

    /** The text that is signed, which ends with a line feed. */
    public String text() {
        return text;
    }

    /** Writes a checkpoint that the key signs. */
    public static String of(Checkpoint checkpoint, LogKey key, UnaryOperator<byte[]> sign) {
        String text = checkpoint.text();
        var line = new ByteArrayOutputStream();
        line.writeBytes(key.id());
        line.writeBytes(sign.apply(text.getBytes(StandardCharsets.UTF_8)));
        return text + "\n" + DASH + key.name() + " " + Base64.getEncoder().encodeToString(line.toByteArray()) + "\n";
    }

    /**
     * Reads a note.
     *
     * @throws MalformedException when it has another form
     */
    public static SignedNote parse(String note) {
        int end = note.lastIndexOf("\n\n");
        if (note.length() > CHARACTERS_MAX || end < 0 || !note.endsWith("\n")) {
            throw new MalformedException("a signed note is a text, an empty line and signatures");
        }
        String[] lines = note.substring(end + 2).split("\n", -1);
        if (lines.length < 2 || lines.length > SIGNATURES_MAX + 1) {
            throw new MalformedException("a signed note has one to " + SIGNATURES_MAX + " signatures");
        }
        var signatures = new ArrayList<Line>();
        for (int i = 0; i < lines.length - 1; i++) {
            signatures.add(line(lines[i]));
        }
        return new SignedNote(note.substring(0, end + 1), signatures);
    }

    private static Line line(String line) {
        int space = line.indexOf(' ', DASH.length());
        if (!line.startsWith(DASH) || space <= DASH.length()) {
            throw new MalformedException("a signature is a dash, a name and base64");
        }
        try {
            String text = line.substring(space + 1);
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length <= LogKey.ID_LENGTH
                    || !Base64.getEncoder().encodeToString(bytes).equals(text)) {
                throw new MalformedException("a signature is the key's id and more, in canonical base64");
            }
            return new Line(
                    line.substring(DASH.length(), space),
                    HexFormat.of().formatHex(bytes, 0, LogKey.ID_LENGTH),
                    HexFormat.of().formatHex(bytes, LogKey.ID_LENGTH, bytes.length));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a signature is in base64", e);
        }
    }

    /**
     * Reads a checkpoint that somebody has signed, whoever it is.
     *
     * @throws LogFaultException when it has another form
     */
    public static Checkpoint unverified(String note) throws LogFaultException {
        try {
            return Checkpoint.parse(parse(note).text);
        } catch (MalformedException e) {
            throw new LogFaultException(LogFault.CHECKPOINT_MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads a checkpoint of the log that has the key's name. Signatures of others, such as witnesses, are passed over.
     *
     * @throws LogFaultException when it has another form, is of another log, or was not signed by the key
     */
    public static Checkpoint verified(String note, LogKey key) throws LogFaultException {
        Checkpoint checkpoint = unverified(note);
        if (!checkpoint.origin().equals(key.name())) {
            throw new LogFaultException(LogFault.ORIGIN_OTHER, "the checkpoint is of the log " + checkpoint.origin());
        }
        List<Line> own = parse(note).signatures.stream()
                .filter(line -> line.name.equals(key.name())
                        && line.keyId.equals(HexFormat.of().formatHex(key.id())))
                .toList();
        if (own.isEmpty()) {
            throw new LogFaultException(LogFault.SIGNATURE_MISSING, "the key has not signed the checkpoint");
        }
        for (Line line : own) {
            byte[] signature = HexFormat.of().parseHex(line.signature);
            if (signature.length != ED25519_SIGNATURE || !key.hasSigned(checkpoint.text(), signature)) {
                throw new LogFaultException(LogFault.SIGNATURE_WRONG, "the signature is not the key's");
            }
        }
        return checkpoint;
    }
}
