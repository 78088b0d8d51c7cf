package dev.quittance.gateway.proof;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a wallet signed to sign in: the fields of CAIP-122 for EVM accounts, which EIP-4361 writes as text. No field has a line
 * break, so the text can be read in one way only.
 *
 * @param address as the signer wrote it, which is how it stands in the text
 * @param chainId CAIP-2 id of an EVM chain
 */
record SiwxMessage(
        String domain,
        String address,
        Optional<String> statement,
        String uri,
        String version,
        String chainId,
        String nonce,
        String issuedAt,
        Optional<String> expirationTime,
        Optional<String> notBefore,
        Optional<String> requestId,
        List<String> resources) {

    private static final int RESOURCES_MAX = 16;
    private static final Pattern EVM_CHAIN = Pattern.compile("eip155:([1-9][0-9]{0,17})");

    /**
     * Reads the fields.
     *
     * @throws MalformedException when one is missing, has control characters, or is no address
     */
    static SiwxMessage fromJson(JsonObject json) {
        var resources = json.has("resources") ? json.texts("resources") : List.<String>of();
        if (resources.size() > RESOURCES_MAX) {
            throw new MalformedException("more than " + RESOURCES_MAX + " resources");
        }
        var message = new SiwxMessage(
                json.text("domain"),
                json.text("address"),
                json.optionalText("statement"),
                json.text("uri"),
                json.text("version"),
                json.text("chainId"),
                json.text("nonce"),
                json.text("issuedAt"),
                json.optionalText("expirationTime"),
                json.optionalText("notBefore"),
                json.optionalText("requestId"),
                resources);
        if (message.lines().stream().anyMatch(line -> line.chars().anyMatch(Character::isISOControl))) {
            throw new MalformedException("a field has a control character");
        }
        Address.parse(message.address);
        return message;
    }

    /** Whether the chain is an EVM chain, whose accounts sign as EIP-191 says. */
    boolean isEvm() {
        return EVM_CHAIN.matcher(chainId).matches();
    }

    /** The text that the wallet showed and signed (EIP-4361). */
    String text() {
        return String.join("\n", lines());
    }

    /** What the signature is over: the text as EIP-191 "personal message". */
    Bytes32 digest() {
        byte[] text = text().getBytes(StandardCharsets.UTF_8);
        byte[] prefix = ("\u0019Ethereum Signed Message:\n" + text.length).getBytes(StandardCharsets.UTF_8);
        return Keccak256.hash(prefix, text);
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(domain + " wants you to sign in with your Ethereum account:");
        lines.add(address);
        lines.add("");
        statement.ifPresent(lines::add);
        lines.add("");
        lines.add("URI: " + uri);
        lines.add("Version: " + version);
        lines.add("Chain ID: " + chainId.substring(chainId.indexOf(':') + 1));
        lines.add("Nonce: " + nonce);
        lines.add("Issued At: " + issuedAt);
        expirationTime.ifPresent(time -> lines.add("Expiration Time: " + time));
        notBefore.ifPresent(time -> lines.add("Not Before: " + time));
        requestId.ifPresent(id -> lines.add("Request ID: " + id));
        if (!resources.isEmpty()) {
            lines.add("Resources:");
            resources.forEach(resource -> lines.add("- " + resource));
        }
        return lines;
    }
}
