package dev.quittance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md}: every reason that can be said has a test that produces it. */
class ErrorReasonsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CONSTANT = Pattern.compile("^ {4}([A-Z][A-Z0-9_]+)[,;]", Pattern.MULTILINE);
    private static final Pattern SAID = Pattern.compile(
            "^\\| `([a-z0-9_]+)` \\| [FGW ]+ \\|[^|]+\\| `([a-z-]+):(\\w+)#(\\w+)` \\|$", Pattern.MULTILINE);
    private static final Pattern NEVER_SAID = Pattern.compile("^\\| `([a-z0-9_]+)` \\| [^|]+ \\|$", Pattern.MULTILINE);

    /** What npm {@code @x402/evm} 2.27 can say of {@code exact} by EIP-3009, and the specification of any payment. */
    private static final List<String> REFERENCE = List.of(
            "invalid_x402_version",
            "invalid_payload",
            "invalid_payment_requirements",
            "unsupported_scheme",
            "invalid_network",
            "invalid_transaction_state",
            "unexpected_verify_error",
            "unexpected_settle_error",
            "asset_not_deployed_contract",
            "unsupported_payload_type",
            "smart_wallet_deployment_failed",
            "settlement_pending",
            "invalid_exact_evm_scheme",
            "invalid_exact_evm_network_mismatch",
            "invalid_exact_evm_missing_eip712_domain",
            "invalid_exact_evm_recipient_mismatch",
            "invalid_exact_evm_signature",
            "invalid_exact_evm_payload_authorization_valid_before",
            "invalid_exact_evm_payload_authorization_valid_after",
            "invalid_exact_evm_payload_authorization_value_mismatch",
            "invalid_exact_evm_authorization_value",
            "invalid_exact_evm_transaction_failed",
            "invalid_exact_evm_transfer_event_mismatch",
            "invalid_exact_evm_token_name_mismatch",
            "invalid_exact_evm_token_version_mismatch",
            "invalid_exact_evm_eip3009_not_supported",
            "invalid_exact_evm_nonce_already_used",
            "invalid_exact_evm_insufficient_balance",
            "invalid_exact_evm_transaction_simulation_failed",
            "invalid_exact_evm_failed_to_parse_signature");

    @Test
    void everyReasonHasARow() throws IOException {
        // Given
        var rows = new TreeSet<>(said().keySet());
        rows.addAll(neverSaid());

        // When
        var wanted = new TreeSet<>(REFERENCE);
        CONSTANT.matcher(Files.readString(
                        ROOT.resolve("protocol/src/main/java/dev/quittance/protocol/x402/ErrorReason.java")))
                .results()
                .forEach(constant -> wanted.add(constant.group(1).toLowerCase(Locale.ROOT)));

        // Then
        assertThat(rows).as("docs/errors.md").containsExactlyElementsOf(wanted);
    }

    @Test
    void nothingIsBothSaidAndNever() throws IOException {
        assertThat(said().keySet()).doesNotContainAnyElementsOf(neverSaid());
    }

    @Test
    void theTestThatARowNamesSpeaksOfItsReason() throws IOException {
        // Given
        var wrong = new ArrayList<String>();

        // When
        for (Map.Entry<String, MatchResult> row : said().entrySet()) {
            String source = source(row.getValue().group(2), row.getValue().group(3));
            boolean speaks = Pattern.compile(
                            "\\b(" + row.getKey() + "|" + row.getKey().toUpperCase(Locale.ROOT) + ")\\b")
                    .matcher(source)
                    .find();
            if (!speaks || !source.contains(" void " + row.getValue().group(4) + "(")) {
                wrong.add(row.getKey());
            }
        }

        // Then
        assertThat(wrong).isEmpty();
    }

    private static Map<String, MatchResult> said() throws IOException {
        var said = new TreeMap<String, MatchResult>();
        SAID.matcher(page()).results().forEach(row -> said.put(row.group(1), row));
        return said;
    }

    private static List<String> neverSaid() throws IOException {
        return NEVER_SAID.matcher(page()).results().map(row -> row.group(1)).toList();
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/errors.md"));
    }

    private static String source(String module, String test) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
            Path found = files.filter(file -> file.endsWith(test + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(module + " has no " + test));
            return Files.readString(found);
        }
    }
}
