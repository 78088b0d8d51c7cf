package dev.quittance.signer.principal;

import dev.quittance.protocol.Bytes32;

/**
 * A token was refused before its request reached a resource. Fired on whatever thread found it, which must not be held up.
 *
 * @param principal whose key the token names; empty when nobody's
 * @param rule code of the rule that speaks against it
 * @param tokenDigest SHA-256 of the token's text
 */
public record TokenDenied(String principal, String rule, Bytes32 tokenDigest) {}
