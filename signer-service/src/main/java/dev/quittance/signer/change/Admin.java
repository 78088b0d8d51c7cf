package dev.quittance.signer.change;

/**
 * The admin who acts, by the key that signed the request.
 *
 * @param keyId of the key
 */
record Admin(String name, String keyId) {}
