package dev.quittance.signer.policy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an amount is counted in, on its chain.
 *
 * @param chainId EIP-155 number
 * @param token contract of an ERC-20 token; {@link #NATIVE} for the chain's own money, which pays for gas
 */
public record AssetId(long chainId, Address token) {
    /** Stands for the chain's own money. */
    public static final Address NATIVE = new Address(new byte[Address.LENGTH]);

    private static final Pattern TEXT =
            Pattern.compile("eip155:([1-9][0-9]{0,17})/(?:erc20:(0x[0-9a-fA-F]{40})|slip44:60)");

    /** The money that pays for gas on a chain. */
    public static AssetId gasOf(long chainId) {
        return new AssetId(chainId, NATIVE);
    }

    /**
     * Reads a CAIP-19 name: {@code eip155:8453/erc20:0x...} or {@code eip155:8453/slip44:60}.
     *
     * @throws MalformedException when it is of another form, or the address's checksum is wrong
     */
    public static AssetId parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new MalformedException("an asset is eip155:CHAIN/erc20:ADDRESS or eip155:CHAIN/slip44:60");
        }
        String token = parts.group(2);
        return new AssetId(Long.parseLong(parts.group(1)), token == null ? NATIVE : Address.parse(token));
    }

    /** The CAIP-19 name. */
    @Override
    public String toString() {
        return "eip155:" + chainId + (token.equals(NATIVE) ? "/slip44:60" : "/erc20:" + token);
    }
}
