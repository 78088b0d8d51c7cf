package dev.quittance.e2e.chaos;

import dev.quittance.e2e.chaos.TopicRecord.Letter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** No log and no dead letter holds a payer's signature or a caller's token: each one of the run is looked for. */
final class Secrecy {
    private static final Pattern LONG_HEX = Pattern.compile("[0-9a-fA-F]{130,}");
    private static final int SIGNATURE_DIGITS = 130;

    private final ChaosSuite suite;
    private final Set<String> signatures;

    Secrecy(ChaosSuite suite, List<ChaosClient> clients) {
        this.suite = suite;
        this.signatures = clients.stream()
                .flatMap(client -> client.payments().stream())
                .map(ChaosPayment::signature)
                .collect(Collectors.toSet());
    }

    List<String> violations() throws IOException {
        var violations = new ArrayList<String>();
        String token = suite.token();
        try (var files = Files.list(suite.logs())) {
            for (Path file : files.toList()) {
                String log = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (log.contains(token) || holdsSignature(log)) {
                    violations.add(file.getFileName() + " holds a secret");
                }
            }
        }
        for (Letter letter : TopicRecord.read(suite.brokerAddress()).deadLetters()) {
            if (holdsSignature(letter.text())) {
                violations.add(letter.topic() + " holds a secret");
            }
        }
        return violations;
    }

    private boolean holdsSignature(String text) {
        Matcher hex = LONG_HEX.matcher(text);
        while (hex.find()) {
            String digits = hex.group().toLowerCase(Locale.ROOT);
            for (int from = 0; from + SIGNATURE_DIGITS <= digits.length(); from++) {
                if (signatures.contains(digits.substring(from, from + SIGNATURE_DIGITS))) {
                    return true;
                }
            }
        }
        return false;
    }
}
